import type { LoggedCommit } from '../../clients/git/answers';
import type { Git } from '../../clients/git/git';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { releasesMerged } from '../../releases/delivery/merged';
import { applicationFilePath, parseApplicationFile } from '../../releases/files/application-file';
import type { ReleaseEvent, ReleaseSnapshot } from '../../releases/files/history';
import { eventsOf } from '../../releases/files/history';
import { imageFilePath, isInitial, parseImageFile } from '../../releases/files/image-file';
import { parseMessage } from '../../releases/files/message';
import { byEnvironment } from '../../releases/files/reconcile';

/** Where the past of an environment is read from: commits that lead to the newest one of each branch. */
export interface Heads {
  /** Newest commit of the branch that the environment's configuration comes from. */
  readonly tracked: string;
  /** Newest commit of the branch that says which Applications there are. */
  readonly root: string;
}

/** A commit, and which half of a release it tells: of two branches, each says its own. */
interface Said {
  readonly commit: LoggedCommit;
  readonly says: 'image' | 'application' | 'both';
}

/** What happened in an environment, the newest last, as git tells it: few calls of git, whatever the number of commits. */
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
  const log = (from: string, paths: readonly string[], says: Said['says']): Said[] =>
    releasesMerged(git, from, git.log(from, paths)).map((commit) => ({ commit, says }));
  const commits = !managed
    ? log(heads.tracked, [imagePath], 'both')
    : heads.tracked === heads.root
      ? log(heads.tracked, [imagePath, applicationPath], 'both')
      : byTime([...log(heads.tracked, [imagePath], 'image'), ...log(heads.root, [applicationPath], 'application')]);
  const texts = git.showAll(
    commits.flatMap(({ commit: { hash } }) => [
      { commit: hash, path: imagePath },
      { commit: hash, path: applicationPath },
    ]),
  );
  const snapshots: ReleaseSnapshot[] = [];
  let last: Pick<ReleaseSnapshot, 'image' | 'application'> = {};
  commits.forEach(({ commit, says }, index) => {
    const [imageText, applicationText] = texts.slice(2 * index, 2 * index + 2);
    const image = imageText === undefined ? undefined : parseImageFile(imageText)?.image;
    const application = managed ? stateOf(app, own, applicationText, image !== undefined) : trackingOf(own, image);
    last = {
      image: says === 'application' ? last.image : image,
      application: says === 'image' ? last.application : application,
    };
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

function stateOf(
  app: App,
  own: AppEnvironment,
  text: string | undefined,
  hasImage: boolean,
): ReleaseSnapshot['application'] {
  const inFile = text === undefined ? undefined : parseApplicationFile(text);
  if (inFile === undefined) return undefined;
  return byEnvironment(app, inFile).get(own.application) ?? (hasImage ? { kind: 'tracking' } : undefined);
}

/** Where no Application is managed here, the first image that is not the one of the beginning is the first release. */
function trackingOf(own: AppEnvironment, image: ReleaseSnapshot['image']): ReleaseSnapshot['application'] {
  return image !== undefined && !isInitial(image, own) ? { kind: 'tracking' } : undefined;
}

function byTime(commits: readonly Said[]): Said[] {
  return [...commits].sort((a, b) => a.commit.time - b.commit.time);
}
