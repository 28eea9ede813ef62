import type { Opened } from './edit';
import type { App } from '../../config/model';
import type { Departure } from '../../project/explain/departure';
import { departureOf } from '../../project/explain/departure';
import type { AppReleases } from '../../releases/files/reconcile';

/** What happens to an app in the clusters. */
export function departureIn({ rendering: { repository, releases } }: Opened, name: string): Departure {
  const app = repository.apps.find((one) => one.name === name) as App;
  return departureOf(repository, app, releases.get(name) as AppReleases);
}

/** Other places that contain the name, and were not changed. */
export function aboutMentions(name: string, mentions: readonly string[]): string[] {
  if (mentions.length === 0) return [];
  return [
    '',
    `.projenrc.ts also contains ${name} here; check whether it refers to this app:`,
    ...mentions.map((path) => `  ${path}`),
  ];
}
