import type { Opened } from './edit';
import type { App } from '../../config/model';
import type { Departure } from '../../project/explain/departure';
import { departureOf } from '../../project/explain/departure';
import type { AppReleases } from '../../releases/files/reconcile';

/** What becomes of an app in the clusters. */
export function departureIn({ rendering: { repository, releases } }: Opened, name: string): Departure {
  const app = repository.apps.find((one) => one.name === name) as App;
  return departureOf(repository, app, releases.get(name) as AppReleases);
}

/** Places that hold the name and were left alone. */
export function aboutMentions(name: string, mentions: readonly string[]): string[] {
  if (mentions.length === 0) return [];
  return [
    '',
    `.projenrc.ts holds ${name} here too; look whether it means this app:`,
    ...mentions.map((path) => `  ${path}`),
  ];
}
