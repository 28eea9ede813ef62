import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import type { Repository } from '../model';
import { releaseBranch } from '../names';
import { member } from '../rules';

/** git stores a branch as a file: with a branch `release` there cannot be a branch `release/…` for a pull request. */
export function checkReleaseBranches(repository: Repository, report: Report): void {
  if (repository.delivery.releases === 'push') return;
  const { defaultBranch } = repository;
  const places = new Map([[defaultBranch, 'defaultBranch']]);
  for (const { name, branch } of repository.environments) {
    if (!places.has(branch)) places.set(branch, `${member('environments', name)}.branch`);
  }
  for (const [branch, path] of places) {
    const waiting = waitingBranches(repository).find((one) => isOneBelowTheOther(one, branch));
    if (waiting === undefined) continue;
    const must = `be a branch that can exist next to the release branch ${show(waiting)}: git cannot store one below the other`;
    const fix = "rename the branch, or set delivery.releases: 'push'";
    report({ code: 'conflicting-options', path, must, got: show(branch), fix });
  }
}

function waitingBranches({ apps, defaultBranch }: Repository): string[] {
  return apps.flatMap((app) =>
    app.environments.flatMap(({ environment: { name, branch } }) =>
      [...new Set([branch, defaultBranch])].map((target) => releaseBranch(app.name, name, target)),
    ),
  );
}

function isOneBelowTheOther(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
