import type { Image } from '../../common/image-reference';
import { formatImage } from '../../common/image-reference';
import type { AppEnvironment } from '../../config/model';
import { isLongRunning } from '../../config/model';
import { imageFilePath } from '../../releases/files/image-file';
import { shortTag } from '../../releases/files/message';
import { imageIn, pinReason, running, wasReleased } from '../../releases/files/moves';
import type { Wanted } from '../../releases/gate/application';
import { CommandError, EXIT } from '../errors';
import { placeAtRemote } from './place';
import type { Base, Place } from './place';

/** The images of an environment, according to git. */
export interface Images {
  /** What runs once Argo CD has synced. */
  readonly image: Image;
  /** What waits in the overlay until the environment is unpinned; otherwise the same image. */
  readonly waiting: Image;
  /** Why the environment is pinned, if it is. */
  readonly pin?: string;
}

/** What an environment has now, according to git. */
export interface Standing extends Images {
  /** What each of its Applications should report. */
  readonly wanted: readonly Wanted[];
}

/** Reads the remote branch. */
export function standingOf(base: Base): Standing {
  const { app, own } = base;
  const git = base.git();
  const { branch, name } = own.environment;
  const places = placesOf(base);
  const images = imagesAt(base, places);
  const release = places.root.releases.applications.get(own.application);
  if (release === undefined || images === undefined) {
    throw new CommandError(`${app.name} has no release in ${name} yet: release or promote it first`, EXIT.findings);
  }
  const revision = release.kind === 'pinned' ? release.revision : lastChange(base, places.tracked.head);
  return {
    ...images,
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

/** The images on the remote branch; undefined before the first release. */
export function imagesOf(base: Base): Images | undefined {
  return imagesAt(base, placesOf(base));
}

/** The branch that the root Application reads, and the one that the environment tracks. */
interface Places {
  readonly root: Place;
  readonly tracked: Place;
}

function placesOf(base: Base): Places {
  const { defaultBranch } = base.repository;
  const { branch } = base.own.environment;
  const root = placeAtRemote(base, defaultBranch);
  return { root, tracked: branch === defaultBranch ? root : placeAtRemote(base, branch, root.head) };
}

function imagesAt({ repository, own }: Base, { root, tracked }: Places): Images | undefined {
  const release = root.releases.applications.get(own.application);
  if (release === undefined || !wasReleased(root)) return undefined;
  const waiting = imageIn(tracked).image;
  return {
    image: release.kind === 'pinned' ? running(root).image : waiting,
    waiting,
    pin: pinReason(repository.argocd.manages === 'nothing' ? tracked : root),
  };
}

/** Why an image is not the one in an environment, if another one is. */
export function overtakenBy({ environment }: AppEnvironment, image: Image, now: Images): string | undefined {
  if (isSame(image, now.image)) return undefined;
  const tag = shortTag(formatImage(image));
  return now.pin !== undefined && isSame(image, now.waiting)
    ? `${environment.name} is pinned (${now.pin}), so ${tag} waits there and goes no further`
    : `${environment.name} has ${shortTag(formatImage(now.image))} now, so ${tag} goes no further`;
}

/** Without a digest, only the tags are compared. */
function isSame(a: Image, b: Image): boolean {
  return a.tag === b.tag && (a.digest === undefined || a.digest === b.digest);
}

/** The commit that set the current image of the environment. */
function lastChange({ app, own, git }: Base, head: string): string {
  const path = imageFilePath(app.name, own.environment.name);
  const commit = git().log(head, [path]).at(-1);
  if (commit === undefined) throw new CommandError(`no commit changes ${path}: git fetch --unshallow`);
  return commit.hash;
}
