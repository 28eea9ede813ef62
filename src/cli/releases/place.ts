import type { Git } from '../../clients/git/git';
import type { Finding } from '../../common/findings';
import { throwAny } from '../../common/findings';
import type { App, AppEnvironment, Repository } from '../../config/model';
import type { Folder } from '../../files/disk/folder';
import type { Clone } from '../../releases/delivery/clone';
import { applicationFilePath } from '../../releases/files/application-file';
import { imageFilePath } from '../../releases/files/image-file';
import type { ReleaseMessage } from '../../releases/files/message';
import type { EditImages, Subject } from '../../releases/files/moves';
import type { AppReleases } from '../../releases/files/reconcile';
import { reconcileReleases } from '../../releases/files/reconcile';
import { CommandError } from '../errors';

/** Where a move happens: in the files here, or upon a commit of the remote. */
export interface Place extends Subject {
  /** Asked for when it is needed: files here can be changed without git. */
  readonly git: () => Clone;
  /** The commit that the environment's configuration comes from, when nobody names another one. */
  readonly head: string;
  /** Whether `head` is the newest commit of the remote's branch. */
  readonly isRemote: boolean;
  readonly edit: EditImages;
  /** Text of a file there; undefined when there is none. */
  readonly read: (path: string) => string | undefined;
  /** A release of the app to the environment that waits to be merged there. */
  readonly waiting?: WaitingRelease;
}

/** A release that waits to be merged, and what it would make of the environment. */
export interface WaitingRelease {
  /** How people are told of it, as in `pull request #12`. */
  readonly name: string;
  readonly title: string;
  /** What its commit says; undefined when it is not one of ours. */
  readonly message?: ReleaseMessage;
  readonly releases: AppReleases;
  /** Text of the environment's image file there. */
  readonly imageFile?: string;
}

/** What all places of a command share. */
export type Base = Pick<Place, 'repository' | 'app' | 'own' | 'edit' | 'git'>;

/** The branch that the environment tracks, and the one that the root reads Applications from. */
export function branchesOf({ repository, own }: Pick<Base, 'repository' | 'own'>): string[] {
  return [...new Set([own.environment.branch, repository.defaultBranch])];
}

/** The files here. */
export function placeHere(base: Base, folder: Folder, releases: AppReleases): Place {
  requireFiles(base, (path) => folder.exists(path), 'run npx projen first');
  return { ...base, releases, head: 'HEAD', isRemote: false, read: (path) => folder.text(path) };
}

/** The newest commit of a branch of the remote, or the one that it was a moment ago. */
export function placeAtRemote(base: Base, branch: string, head = base.git().fetch(branch)): Place {
  const git = base.git();
  const tracked = branch === base.own.environment.branch ? head : git.fetch(base.own.environment.branch);
  return {
    ...base,
    releases: releasesAt(base, git, head, branch),
    head: tracked,
    isRemote: true,
    read: (path) => git.show(head, path),
  };
}

/** What the release files of a commit say. */
function releasesAt(
  { repository, app, own }: Pick<Subject, 'repository' | 'app' | 'own'>,
  git: Git,
  head: string,
  branch: string,
): AppReleases {
  requireFiles(
    { repository, app, own },
    (path) => git.show(head, path) !== undefined,
    `push what npx projen wrote to ${branch} first`,
  );
  const findings: Finding[] = [];
  const releases = reconcileReleases(
    repository,
    app,
    (path) => git.show(head, path),
    (finding) => findings.push(finding),
  );
  throwAny(findings);
  return releases;
}

function requireFiles(
  { repository, app, own }: Pick<Subject, 'repository' | 'app' | 'own'>,
  exists: (path: string) => boolean,
  todo: string,
): void {
  for (const path of releaseFiles(repository, app, own)) {
    if (!exists(path)) throw new CommandError(`${path} is missing: ${todo}`);
  }
}

/** The files that a move may change. */
export function releaseFiles(repository: Repository, app: App, own: AppEnvironment): string[] {
  const image = imageFilePath(app.name, own.environment.name);
  return repository.argocd.manages === 'nothing' ? [image] : [image, applicationFilePath(app.name)];
}
