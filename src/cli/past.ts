import type { App, AppEnvironment, Repository } from '../config/model';
import type { Commit, Git } from '../delivery/git';
import { applicationFilePath, parseApplicationFile } from '../release/application-file';
import type { ReleaseEvent, Snapshot } from '../release/history';
import { eventsOf } from '../release/history';
import { imageFilePath, parseImageFile } from '../release/image-file';
import { parseMessage } from '../release/message';
import { byEnvironment } from '../release/reconcile';

/** Where the past of an environment is read from: commits that lead to the newest one of each branch. */
export interface Heads {
  /** Newest commit of the branch that the environment's configuration comes from. */
  readonly tracked: string;
  /** Newest commit of the branch that says which Applications there are. */
  readonly root: string;
}

/** What happened in an environment, the newest last, as git tells it: two calls of git, whatever the number of commits. */
export function readEvents(
  git: Git,
  repository: Repository,
  app: App,
  own: AppEnvironment,
  heads: Heads,
): ReleaseEvent[] {
  const imagePath = imageFilePath(app.name, own.environment.name);
  const applicationPath = applicationFilePath(app.name);
  const managed = repository.argocd.manages !== 'nothing';
  const commits =
    heads.tracked === heads.root || !managed
      ? git
          .log(heads.tracked, managed ? [imagePath, applicationPath] : [imagePath])
          .map((commit) => ({ commit, both: true }))
      : byTime([
          ...git.log(heads.tracked, [imagePath]).map((commit) => ({ commit, both: false, isTracked: true })),
          ...git.log(heads.root, [applicationPath]).map((commit) => ({ commit, both: false, isTracked: false })),
        ]);
  const texts = git.showAll(
    commits.flatMap(({ commit: { hash } }) => [
      { commit: hash, path: imagePath },
      { commit: hash, path: applicationPath },
    ]),
  );
  const snapshots: Snapshot[] = [];
  let last: Pick<Snapshot, 'image' | 'application'> = {};
  commits.forEach(({ commit, ...from }, index) => {
    const [imageText, applicationText] = texts.slice(2 * index, 2 * index + 2);
    const image = imageText === undefined ? undefined : parseImageFile(imageText)?.image;
    const application = managed ? stateOf(app, own, applicationText, image !== undefined) : trackingOf(own, image);
    // Of two branches, each says its own half.
    const isTracked = 'isTracked' in from ? from.isTracked : undefined;
    if (isTracked === true) last = { ...last, image };
    else if (isTracked === false) last = { ...last, application };
    else last = { image, application };
    snapshots.push({
      commit: commit.hash,
      time: commit.time,
      author: commit.author,
      message: parseMessage(commit.message),
      ...last,
    });
  });
  return eventsOf(snapshots, own.environment.name);
}

function stateOf(app: App, own: AppEnvironment, text: string | undefined, hasImage: boolean): Snapshot['application'] {
  const inFile = text === undefined ? undefined : parseApplicationFile(text);
  if (inFile === undefined) return undefined;
  return byEnvironment(app, inFile).get(own.application) ?? (hasImage ? { kind: 'tracking' } : undefined);
}

/** Where no Application is managed here, the first image that is not the one of the beginning is the first release. */
function trackingOf(own: AppEnvironment, image: Snapshot['image']): Snapshot['application'] {
  const isReleased = image !== undefined && (image.digest !== undefined || image.tag !== own.initialTag);
  return isReleased ? { kind: 'tracking' } : undefined;
}

function byTime<T extends { readonly commit: Commit }>(commits: readonly T[]): T[] {
  return [...commits].sort((a, b) => a.commit.time - b.commit.time);
}
