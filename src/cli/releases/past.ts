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

/** The newest commits of the branches from which the history of an environment is read. */
export interface Heads {
  /** Newest commit of the branch with the environment's configuration. */
  readonly tracked: string;
  /** Newest commit of the branch with the Applications. */
  readonly root: string;
}

/** A commit, and which half of a release it contains: with two branches, each contains one. */
interface HalfRelease {
  readonly commit: LoggedCommit;
  readonly half: 'image' | 'application' | 'both';
}

/** The events of an environment, newest last, from git: a constant number of calls of git. */
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
  const log = (from: string, paths: readonly string[], half: HalfRelease['half']): HalfRelease[] =>
    releasesMerged(git, from, git.log(from, paths)).map((commit) => ({ commit, half }));
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
  commits.forEach(({ commit, half }, index) => {
    const [imageText, applicationText] = texts.slice(2 * index, 2 * index + 2);
    const image = imageText === undefined ? undefined : parseImageFile(imageText)?.image;
    const application = managed ? stateOf(app, own, applicationText, image !== undefined) : trackingOf(own, image);
    last = {
      image: half === 'application' ? last.image : image,
      application: half === 'image' ? last.application : application,
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

/** Without managed Applications, the first image other than the initial one is the first release. */
function trackingOf(own: AppEnvironment, image: ReleaseSnapshot['image']): ReleaseSnapshot['application'] {
  return image !== undefined && !isInitial(image, own) ? { kind: 'tracking' } : undefined;
}

function byTime(commits: readonly HalfRelease[]): HalfRelease[] {
  return [...commits].sort((a, b) => a.commit.time - b.commit.time);
}
