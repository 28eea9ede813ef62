import { readWaiting } from './waiting';
import type { WaitingRelease } from './waiting';
import type { Finding } from '../../common/findings';
import { throwAny } from '../../common/findings';
import type { App, AppEnvironment, Repository } from '../../config/model';
import type { Clone } from '../../releases/delivery/clone';
import type { Head, Target } from '../../releases/delivery/target';
import { applicationFilePath } from '../../releases/files/application-file';
import { imageFilePath } from '../../releases/files/image-file';
import type { EditImages, Subject } from '../../releases/files/moves';
import type { AppReleases } from '../../releases/files/reconcile';
import { reconcileReleases } from '../../releases/files/reconcile';
import { CommandError } from '../errors';

/** Where a move happens: in the working tree, or on top of a commit of the remote. */
export interface Place extends Subject {
  /** A function, because files can be changed without git. */
  readonly git: () => Clone;
  /** The commit that the environment gets its configuration from by default. */
  readonly head: string;
  /** Whether `head` is the newest commit of the remote branch. */
  readonly isRemote: boolean;
  readonly edit: EditImages;
  /** Returns the text of a file there, or undefined if there is none. */
  readonly read: (path: string) => string | undefined;
  /** A release of the app to the environment that is waiting to be merged there. */
  readonly waiting?: WaitingRelease;
}

/** What all places of a command share. */
export type Base = Pick<Place, 'repository' | 'app' | 'own' | 'edit' | 'git'>;

/** The branch that the environment tracks, and the one that the root Application reads. */
export function branchesOf({ repository, own }: Pick<Base, 'repository' | 'own'>): string[] {
  return [...new Set([own.environment.branch, repository.defaultBranch])];
}

/** A target at one moment; `branch` is undefined for the working tree. */
export function placeAt(
  base: Base,
  { branch, from = '' }: Pick<Target, 'branch' | 'from'>,
  { commit, read, waiting }: Pick<Head, 'commit' | 'read' | 'waiting'>,
): Place {
  const { branch: tracked } = base.own.environment;
  return {
    ...base,
    releases: readReleases(base, read, branch),
    head: branch === undefined || branch === tracked ? commit : base.git().fetch(tracked),
    isRemote: branch !== undefined,
    read,
    waiting: waiting && readWaiting(base, waiting, { from, branch: branch ?? '' }),
  };
}

/** The newest commit of a remote branch, or the commit that it was a moment ago. */
export function placeAtRemote(base: Base, branch: string, commit = base.git().fetch(branch)): Place {
  return placeAt(base, { branch }, { commit, read: (path) => base.git().show(commit, path) });
}

function readReleases(
  { repository, app, own }: Pick<Subject, 'repository' | 'app' | 'own'>,
  read: Place['read'],
  branch: string | undefined,
): AppReleases {
  for (const path of releaseFiles(repository, app, own)) {
    if (read(path) !== undefined) continue;
    const fix = branch === undefined ? 'run npx projen first' : `run npx projen, then push the result to ${branch}`;
    throw new CommandError(`${path} is missing: ${fix}`);
  }
  const findings: Finding[] = [];
  const releases = reconcileReleases(repository, app, read, (finding) => findings.push(finding));
  throwAny(findings);
  return releases;
}

/** The files that a move may change. */
export function releaseFiles(repository: Repository, app: App, own: AppEnvironment): string[] {
  const image = imageFilePath(app.name, own.environment.name);
  return repository.argocd.manages === 'nothing' ? [image] : [image, applicationFilePath(app.name)];
}
