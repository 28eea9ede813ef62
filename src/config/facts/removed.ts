import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import type { Repository } from '../model';
import { member } from '../rules';

/** A confirmation of a removal must not outlive it: it would also confirm the next one. */
export function checkRemoved({ apps, environments, removed }: Repository, report: Report): void {
  const present = new Map<string, string>();
  for (const app of apps) {
    for (const own of app.environments) {
      for (const { name } of own.applications) present.set(name, `an Application of ${member('apps', app.name)}`);
    }
  }
  for (const { name } of environments) present.set(name, `in environments`);
  for (const { name } of apps) present.set(name, `in apps`);
  for (const name of Object.keys(removed)) {
    const where = present.get(name);
    if (where === undefined) continue;
    const must = 'name only what is no longer in apps or environments';
    const got = `${show(name)}, which is ${where}`;
    report({ code: 'conflicting-options', path: member('removed', name), must, got, fix: 'remove this entry' });
  }
}
