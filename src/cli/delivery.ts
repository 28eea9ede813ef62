import { CommandError, EXIT } from './errors';
import { findKustomize, InstalledKustomize } from './kustomize';
import { findRoot, loadProject } from './load';
import { findEnvironment } from './named';
import { findApp, requireDeployable } from './targets';
import type { App, AppEnvironment, Repository } from '../config/model';
import { Git, GitError } from '../delivery/git';
import { publish } from '../delivery/publish';
import { Folder } from '../disk/folder';
import type { Finding } from '../findings';
import { throwAny } from '../findings';
import { applicationFilePath } from '../release/application-file';
import { formatImage } from '../release/image';
import { imageFilePath } from '../release/image-file';
import type { ReleaseMessage, Verb } from '../release/message';
import { formatMessage } from '../release/message';
import type { EditImages, Move, Subject } from '../release/moves';
import { MoveError } from '../release/moves';
import type { AppReleases } from '../release/reconcile';
import { reconcileReleases } from '../release/reconcile';
import { readRepository } from '../synthesis/rendering';

export interface DeliveryFlags {
  readonly json?: boolean;
  /** Whether to commit upon the newest commit of the remote and to push; otherwise the files here change, and no more. */
  readonly push?: boolean;
}

/** Where a move happens: in the files here, or upon a commit of the remote. */
export interface Place extends Subject {
  /** Asked for when it is needed: files here can be changed without git. */
  readonly git: () => Git;
  /** The commit that the environment's configuration comes from, when nobody names another one. */
  readonly head: string;
  /** Whether `head` is the newest commit of the remote's branch. */
  readonly isRemote: boolean;
  readonly edit: EditImages;
  /** Text of a file there; undefined when there is none. */
  readonly read: (path: string) => string | undefined;
}

/** What is to be done in a place: a move with its message, or nothing, and why. */
export type Decision =
  | { readonly kind: 'move'; readonly move: Move; readonly message: ReleaseMessage }
  | { readonly kind: 'superseded'; readonly why: string };

/** What was done, as `--json` prints it. */
interface Result {
  readonly app: string;
  readonly environment: string;
  readonly decision: Decision;
  readonly files: readonly string[];
  readonly commits: readonly { readonly branch: string; readonly commit: string }[];
}

/**
 * Does what a command decides about one app in one environment. With `--push` it is decided upon the newest commit of
 * the branch, again at each attempt: whoever was faster is taken into account.
 */
export async function deliver(
  cwd: string,
  appName: string,
  environmentName: string,
  flags: DeliveryFlags,
  decide: (place: Place) => Decision,
): Promise<number> {
  const root = findRoot(cwd);
  const folder = new Folder(root);
  const { repository, releases } = readRepository(loadProject(root)._options, folder);
  requireDeployable(repository);
  const app = findApp(appName, repository);
  const own = findEnvironment(environmentName, app);
  const kustomize = lazy(() => new InstalledKustomize(findKustomize(), root));
  const edit: EditImages = (text, images) => kustomize().editImages(text, images);
  const base = { repository, app, own, edit };
  const git = lazy(() => new Git(root));
  try {
    const result = flags.push
      ? await pushed({ ...base, git }, decide)
      : changed(
          {
            ...base,
            git,
            releases: releases.get(app.name) as AppReleases,
            head: 'HEAD',
            isRemote: false,
            read: (path: string) => folder.text(path),
          },
          folder,
          decide,
        );
    console.log(flags.json ? toJson(result) : describe(result, own, repository));
    return EXIT.ok;
  } catch (error) {
    if (error instanceof MoveError) throw new CommandError(error.message, EXIT.findings);
    if (error instanceof GitError) throw new CommandError(error.message);
    throw error;
  }
}

/** Changes the files here. */
function changed(place: Place, folder: Folder, decide: (place: Place) => Decision): Result {
  const { repository, app, own } = place;
  requireFiles(place, (path) => folder.exists(path), 'run npx projen first');
  const decision = decide(place);
  const files = decision.kind === 'move' ? [...decision.move.files] : [];
  for (const [path, content] of files) folder.write(path, content);
  return {
    app: app.name,
    environment: own.environment.name,
    decision,
    files: releaseFiles(repository, app, own).filter((path) => files.some(([changed_]) => changed_ === path)),
    commits: [],
  };
}

/** Commits and pushes: to the branch that the environment tracks, and to the one that the root reads Applications from. */
async function pushed(
  base: Omit<Place, 'releases' | 'head' | 'isRemote' | 'read'>,
  decide: (place: Place) => Decision,
): Promise<Result> {
  const { repository, app, own } = base;
  const git = base.git();
  const commits: { branch: string; commit: string }[] = [];
  const files = new Set<string>();
  let last: Decision | undefined;
  for (const branch of new Set([own.environment.branch, repository.defaultBranch])) {
    const published = await publish({
      git,
      branch,
      plan: (head) => {
        const tracked = branch === own.environment.branch ? head : git.fetch(own.environment.branch);
        const place = {
          ...base,
          releases: releasesAt(base, git, head, branch),
          head: tracked,
          isRemote: true,
          read: (path: string) => git.show(head, path),
        };
        last = decide(place);
        if (last.kind === 'superseded') return undefined;
        for (const path of last.move.files.keys()) files.add(path);
        return { files: last.move.files, message: formatMessage(last.message) };
      },
      onRetry: (attempt, why) => console.error(`another push was faster (${why}), attempt ${attempt}; trying again`),
    });
    if (published.commit !== undefined) commits.push({ branch, commit: published.commit });
  }
  const decision = last as Decision;
  const changedFiles = commits.length === 0 ? [] : releaseFiles(repository, app, own).filter((path) => files.has(path));
  return { app: app.name, environment: own.environment.name, decision, files: changedFiles, commits };
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
function releaseFiles(repository: Repository, app: App, own: AppEnvironment): string[] {
  const image = imageFilePath(app.name, own.environment.name);
  return repository.argocd.manages === 'nothing' ? [image] : [image, applicationFilePath(app.name)];
}

/** A move, with what its commit says. */
export function decided(
  { app, own }: Subject,
  verb: Verb,
  move: Move,
  said: Partial<Pick<ReleaseMessage, 'from' | 'reason' | 'rolledBack'>> = {},
): Decision {
  const message: ReleaseMessage = {
    ...said,
    verb,
    app: app.name,
    environment: own.environment.name,
    image: formatImage(move.image),
    revision: move.revision,
    run: runAddress(),
  };
  return { kind: 'move', move, message };
}

/** Address of the run of GitHub Actions, where it is one. */
function runAddress(): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = process.env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}

function toJson({ app, environment, decision, files, commits }: Result): string {
  const done =
    decision.kind === 'move'
      ? {
          kind: decision.message.verb,
          image: formatImage(decision.move.image),
          revision: decision.move.revision,
          waits: decision.move.waits,
          notes: decision.move.notes,
        }
      : { superseded: decision.why };
  return JSON.stringify({ schemaVersion: 1, app, environment, ...done, files, commits }, undefined, 2);
}

/** How many characters of a commit people get to read. */
export const SHORT = 12;

function describe(
  { app, environment, decision, files, commits }: Result,
  own: AppEnvironment,
  repository: Repository,
): string {
  if (decision.kind === 'superseded') {
    return `${app} in ${environment}: superseded, ${decision.why}; nothing to change.`;
  }
  const { move } = decision;
  const image = formatImage(move.image);
  const at = move.revision ? ` with the configuration of commit ${move.revision.slice(0, SHORT)}` : '';
  if (files.length === 0) {
    return [`${app} in ${environment} has ${image}${at} already; nothing to change.`, ...move.notes].join('\n');
  }
  const first =
    move.waits === undefined
      ? `${app} in ${environment} gets ${image}${at}.`
      : `${app} in ${environment} gets ${image} once it is unpinned; it is pinned: ${move.waits}.`;
  const head = [first, ...files.map((path) => `  changed ${path}`), ...move.notes];
  if (commits.length > 0) {
    const where = commits.map(({ branch, commit }) => `  pushed ${commit.slice(0, SHORT)} to ${branch}`);
    return [
      ...head,
      ...where,
      '',
      'Next: Argo CD syncs it. Your own files are as they were: git pull brings the commit.',
    ].join('\n');
  }
  const branches = [...new Set([own.environment.branch, repository.defaultBranch])];
  return [...head, '', `Next: commit and push them to ${branches.join(' and to ')}; Argo CD syncs from there.`].join(
    '\n',
  );
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
