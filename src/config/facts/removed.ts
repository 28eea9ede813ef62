import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import type { Destination, Repository } from '../model';
import { member } from '../rules';

/** A confirmation must not outlive its removal or move: it would also confirm the next one. */
export function checkRemoved(repository: Repository, report: Report): void {
  const names = Object.keys(repository.removed);
  if (names.length === 0) return;
  const present = deployedNames(repository);
  for (const name of names) {
    const where = present.get(name);
    if (where === undefined) continue;
    const must = name.includes('@')
      ? 'name only a place where nothing is deployed anymore'
      : 'name only what is no longer in apps or environments';
    const got = `${show(name)}, which is ${where}`;
    report({ code: 'conflicting-options', path: member('removed', name), must, got, fix: 'remove this entry' });
  }
}

/** Names that `removed` cannot contain, because they are in the config, each with what it is. */
export function deployedNames({ apps, environments, argocd }: Repository): Map<string, string> {
  const present = new Map<string, string>();
  for (const app of apps) {
    for (const { environment, namespace, applications } of app.environments) {
      for (const { name, destination } of applications) {
        const what = `an Application of ${member('apps', app.name)}`;
        present.set(name, what);
        for (const place of [namespace, clusterOf(destination)]) {
          present.set(movedFrom(environment.name, place), `where ${name} is deployed`);
          present.set(movedFrom(name, place), `where ${name} is deployed`);
        }
      }
    }
  }
  present.set(movedFrom(ARGOCD_NAMESPACE, argocd.namespace), 'where the Applications are');
  for (const { name } of environments) present.set(name, `in environments`);
  for (const { name } of apps) present.set(name, `in apps`);
  return present;
}

/** The option with the namespace of the Applications. */
export const ARGOCD_NAMESPACE = 'argocd.namespace';

/** The entry of `removed` for something that leaves a namespace or cluster. */
export function movedFrom(name: string, place: string): string {
  return `${name}@${place}`;
}

/** Address or name of a cluster. */
export function clusterOf(destination: Destination): string {
  return 'server' in destination ? destination.server : destination.name;
}
