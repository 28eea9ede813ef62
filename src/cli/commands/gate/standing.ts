import type { Image } from '../../../common/image-reference';
import { isLongRunning } from '../../../config/model';
import { imageFilePath } from '../../../releases/files/image-file';
import { imageIn, pinReason, running, wasReleased } from '../../../releases/files/moves';
import type { Wanted } from '../../../releases/gate/application';
import { CommandError, EXIT } from '../../errors';
import { placeAtRemote } from '../../releases/place';
import type { Base } from '../../releases/place';

/** What an environment has now, according to git. */
export interface Standing {
  /** What runs once Argo CD has synced. */
  readonly image: Image;
  /** What waits in the overlay until the environment is unpinned; otherwise the same image. */
  readonly waiting: Image;
  /** Why the environment is pinned, if it is. */
  readonly pin?: string;
  /** What each of its Applications should report. */
  readonly wanted: readonly Wanted[];
}

/** Reads the remote branch. */
export function standingOf(base: Base): Standing {
  const { repository, app, own } = base;
  const git = base.git();
  const { branch, name } = own.environment;
  const root = placeAtRemote(base, repository.defaultBranch);
  const tracked = branch === repository.defaultBranch ? root : placeAtRemote(base, branch, root.head);
  const release = root.releases.applications.get(own.application);
  if (release === undefined || !wasReleased(root)) {
    throw new CommandError(`${app.name} has no release in ${name} yet: release or promote it first`, EXIT.findings);
  }
  const waiting = imageIn(tracked).image;
  const image = release.kind === 'pinned' ? running(root).image : waiting;
  const revision = release.kind === 'pinned' ? release.revision : lastChange(base, tracked.head);
  return {
    image,
    waiting,
    pin: pinReason(repository.argocd.manages === 'nothing' ? tracked : root),
    wanted: own.applications.map(({ name: application }) => ({
      application,
      targetRevision: release.kind === 'pinned' ? revision : branch,
      image: release.kind === 'pinned' ? release.image : undefined,
      holds: (synced) => {
        if (synced === revision) return true;
        // If Argo CD could not read the branch, it reports the name of the branch.
        if (!/^[0-9a-f]{40}$/.test(synced)) return false;
        // It may know a newer commit.
        if (git.resolve(synced) === undefined) git.fetch(branch);
        return release.kind !== 'pinned' && git.isAncestor(revision, synced) === true;
      },
      maySuspend: app.workloads.some((workload) => !isLongRunning(workload) && own.pods[workload.name].suspend),
    })),
  };
}

/** The commit that set the current image of the environment. */
function lastChange({ app, own, git }: Base, head: string): string {
  const path = imageFilePath(app.name, own.environment.name);
  const commit = git().log(head, [path]).at(-1);
  if (commit === undefined) throw new CommandError(`no commit changes ${path}: git fetch --unshallow`);
  return commit.hash;
}
