import type { Finding } from '../../common/findings';
import type { Clone } from '../../releases/delivery/clone';
import type { Waiting } from '../../releases/delivery/target';
import { imageFilePath } from '../../releases/files/image-file';
import type { ReleaseMessage } from '../../releases/files/message';
import { parseMessage } from '../../releases/files/message';
import type { Subject } from '../../releases/files/moves';
import type { AppReleases } from '../../releases/files/reconcile';
import { reconcileReleases } from '../../releases/files/reconcile';

/** A release that is waiting to be merged, and what it would change. */
export interface WaitingRelease {
  /** What people call it, as in `pull request #12`. */
  readonly name: string;
  /** The branch that it will be merged into. */
  readonly branch: string;
  readonly title: string;
  /** What its commit contains; undefined if the commit is not a release commit. */
  readonly message?: ReleaseMessage;
  readonly releases: AppReleases;
  /** Text of the environment's image file there. */
  readonly imageFile?: string;
}

/** Reads a waiting release. Returns undefined if its release files are broken: then the next release replaces it. */
export function readWaiting(
  { repository, app, own, git }: Pick<Subject, 'repository' | 'app' | 'own'> & { readonly git: () => Clone },
  { commit, pullRequest }: Waiting,
  { from, branch }: { readonly from: string; readonly branch: string },
): WaitingRelease | undefined {
  const read = (path: string): string | undefined => git().show(commit, path);
  const findings: Finding[] = [];
  const releases = reconcileReleases(repository, app, read, (finding) => findings.push(finding));
  if (findings.length > 0) return undefined;
  const message = git().message(commit);
  return {
    name: pullRequest === undefined ? `the branch ${from}` : `pull request #${pullRequest.number}`,
    branch,
    title: message.split('\n')[0],
    message: parseMessage(message),
    releases,
    imageFile: read(imageFilePath(app.name, own.environment.name)),
  };
}

/**
 * The place as if the waiting release were merged. Only this environment is taken from it: the same files also hold other
 * environments, which may have moved since.
 */
export function asMerged<P extends Subject>(place: P, { releases }: WaitingRelease): P {
  const { own } = place;
  const images = new Map(place.releases.images);
  const image = releases.images.get(own.environment.name);
  if (image !== undefined) images.set(own.environment.name, image);
  const applications = new Map(place.releases.applications);
  const application = releases.applications.get(own.application);
  if (application !== undefined) applications.set(own.application, application);
  return { ...place, waiting: undefined, releases: { ...place.releases, images, applications } };
}

/** Whether a person asked for what is waiting: a rollback, pin or unpin. An automatic release does not undo that. */
export function isByPerson({ message }: WaitingRelease): boolean {
  return message !== undefined && ['rollback', 'pin', 'unpin'].includes(message.verb);
}
