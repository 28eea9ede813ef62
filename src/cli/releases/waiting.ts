import type { Place, WaitingRelease } from './place';
import type { Git } from '../../clients/git/git';
import type { Finding } from '../../common/findings';
import type { Waiting } from '../../releases/delivery/propose';
import { imageFilePath } from '../../releases/files/image-file';
import { parseMessage } from '../../releases/files/message';
import { reconcileReleases } from '../../releases/files/reconcile';

/** Reads what waits; undefined where its release files cannot be read: then it is replaced by what is decided. */
export function readWaiting(
  { repository, app, own }: Pick<Place, 'repository' | 'app' | 'own'>,
  git: Git,
  { commit, pullRequest }: Waiting,
  branch: string,
): WaitingRelease | undefined {
  const read = (path: string): string | undefined => git.show(commit, path);
  const findings: Finding[] = [];
  const releases = reconcileReleases(repository, app, read, (finding) => findings.push(finding));
  if (findings.length > 0) return undefined;
  const message = git.message(commit);
  return {
    name: pullRequest === undefined ? `the branch ${branch}` : `pull request #${pullRequest.number}`,
    title: message.split('\n')[0],
    message: parseMessage(message),
    releases,
    imageFile: read(imageFilePath(app.name, own.environment.name)),
  };
}

/**
 * The place as if what waits there were merged. Only this environment is taken from it: others may have moved since, and
 * are said in the same file.
 */
export function asMerged(place: Place, { releases }: WaitingRelease): Place {
  const { own } = place;
  const images = new Map(place.releases.images);
  const image = releases.images.get(own.environment.name);
  if (image !== undefined) images.set(own.environment.name, image);
  const applications = new Map(place.releases.applications);
  const application = releases.applications.get(own.application);
  if (application !== undefined) applications.set(own.application, application);
  return { ...place, waiting: undefined, releases: { ...place.releases, images, applications } };
}

/** Whether a person wants what waits: to go back, to hold, or to let go. An automatic release does not undo that. */
export function isByPerson({ message }: WaitingRelease): boolean {
  return message !== undefined && ['rollback', 'pin', 'unpin'].includes(message.verb);
}
