import type { Base } from './place';
import { branchesOf } from './place';
import { pullRequestsOf } from './pull-requests';
import { releaseBranch } from '../../config/names';
import type { Folder } from '../../files/disk/folder';
import { dryRunOf } from '../../releases/delivery/dry-run';
import { filesTarget } from '../../releases/delivery/files';
import { pullRequestTarget } from '../../releases/delivery/propose';
import { pushTarget } from '../../releases/delivery/push';
import type { Target } from '../../releases/delivery/target';
import { pullRequestText } from '../../releases/files/pull-request';

/** Chooses where a command releases to. The last target is the branch that the root Application reads. */
export function targetsOf(
  base: Base,
  { root, folder, push, dryRun }: { root: string; folder: Folder; push?: boolean; dryRun?: boolean },
): readonly Target[] {
  const targets = push ? remoteTargets(base, root) : [filesTarget(folder)];
  return dryRun ? targets.map(dryRunOf) : targets;
}

/** @throws CommandError if releases need pull requests and the repository is not on GitHub */
function remoteTargets(base: Base, root: string): Target[] {
  const { repository, app, own } = base;
  if (repository.delivery.releases === 'push') return branchesOf(base).map((branch) => pushTarget(base.git(), branch));
  const pullRequests = pullRequestsOf(repository, root);
  return branchesOf(base).map((branch) =>
    pullRequestTarget({
      git: base.git(),
      pullRequests,
      branch,
      from: releaseBranch(app.name, own.environment.name, branch),
      describe: pullRequestText,
    }),
  );
}
