import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { CommandError, EXIT } from './errors';
import { imageOf } from './image';
import { findKustomize, kustomizeSetImage } from './kustomize';
import { findRoot, loadProject } from './load';
import { findEnvironment, findNamed } from './named';
import type { App, AppEnvironment, Repository } from '../config/model';
import { notSet, secretKeys } from '../config/model';
import { applicationName, secretName } from '../config/names';
import { Folder } from '../disk/folder';
import type { ApplicationRelease } from '../release/application-file';
import { applicationFilePath, renderApplicationFile } from '../release/application-file';
import type { Image } from '../release/image';
import { formatImage } from '../release/image';
import { imageFilePath } from '../release/image-file';
import type { AppReleases } from '../release/reconcile';
import { byApplication, isReleased } from '../release/reconcile';
import { missingInCommit, sealedIn, sealedState } from '../secrets/state';
import { readRepository } from '../synthesis/rendering';

export interface ReleaseFlags {
  readonly image?: string;
  readonly from?: string;
  readonly revision?: string;
  readonly json?: boolean;
}

/** `python-gitops release`: puts an image into an environment and lets its Application appear. Commits nothing. */
export function release(cwd: string, appName: string, environmentName: string, flags: ReleaseFlags): number {
  const root = findRoot(cwd);
  const folder = new Folder(root);
  const { repository, releases } = readRepository(loadProject(root)._options, folder);
  requireDeployable(repository);
  const app = findNamed('app', appName, repository.apps);
  const own = findEnvironment(environmentName, app);
  const state = releases.get(app.name) as AppReleases;
  const image = chooseImage(repository, app, state, flags);
  const isManaged = repository.argocd.manages !== 'nothing';
  const next = isManaged ? nextApplication(root, app, own, state, image, flags) : ({ kind: 'tracking' } as const);
  requireSealed(root, folder, app, own, next.kind === 'pinned' ? next.revision : undefined);
  const applications = new Map(state.applications).set(own.application, next);

  const imageFile = imageFilePath(app.name, own.environment.name);
  const applicationFile = applicationFilePath(app.name);
  const paths = isManaged ? [imageFile, applicationFile] : [imageFile];
  for (const path of paths) {
    if (!folder.exists(path)) throw new CommandError(`${path} is missing: run npx projen first`);
  }
  const before = paths.map((path) => folder.text(path));
  // What runs may still have the name of an earlier registry: the base's name is set to it.
  const setting = image.name === app.image ? formatImage(image) : `${app.image}=${formatImage(image)}`;
  kustomizeSetImage(findKustomize(), dirname(folder.absolute(imageFile)), setting);
  const content = renderApplicationFile(byApplication(app, applications));
  if (isManaged && content !== before[1]) folder.write(applicationFile, content);

  const files = paths.filter((path, index) => folder.text(path) !== before[index]);
  const revision = next.kind === 'pinned' ? next.revision : undefined;
  const result = { app: app.name, environment: own.environment.name, image: formatImage(image), revision, files };
  console.log(flags.json ? JSON.stringify(result, undefined, 2) : describe(result, own, repository.defaultBranch));
  return EXIT.ok;
}

function requireDeployable(repository: Repository): void {
  const missing = notSet(repository);
  if (missing.length === 0) return;
  const names = missing.map(({ option, example }) => `${option} (as in ${example})`).join(' and ');
  throw new CommandError(`nothing can be released until .projenrc.ts sets ${names}`, EXIT.findings);
}

function chooseImage(repository: Repository, app: App, state: AppReleases, flags: ReleaseFlags): Image {
  if ((flags.image === undefined) === (flags.from === undefined)) {
    throw new CommandError('say which image: either --image IMAGE:TAG@DIGEST or --from ENVIRONMENT');
  }
  if (flags.from !== undefined) {
    const from = findEnvironment(flags.from, app);
    const release_ = state.images.get(from.environment.name);
    if (!release_ || !isReleased(state, from)) {
      throw new CommandError(`${flags.from} has no release of ${app.name} yet that could be given on`, EXIT.findings);
    }
    return release_.image;
  }
  const image = imageOf(app, flags.image as string);
  requireImmutable(repository, image.tag);
  return image;
}

/** A tag that moves would be released once, and never be seen to change again. */
function requireImmutable(repository: Repository, tag: string): void {
  const branches = [repository.defaultBranch, ...repository.environments.map((environment) => environment.branch)];
  if (tag !== 'latest' && !tag.endsWith('-latest') && !branches.includes(tag)) return;
  throw new CommandError(
    `--image must have a tag that is never moved, such as the commit that it was built from, got ${tag}`,
    EXIT.findings,
  );
}

function nextApplication(
  root: string,
  app: App,
  own: AppEnvironment,
  state: AppReleases,
  image: Image,
  flags: ReleaseFlags,
): ApplicationRelease {
  if (!own.environment.gated) {
    if (flags.revision !== undefined) {
      throw new CommandError(
        `--revision is for gated environments; ${own.environment.name} tracks ${own.environment.branch}`,
      );
    }
    if (state.applications.get(own.application)?.kind === 'pinned') {
      throw new CommandError(
        `${own.environment.name} is pinned, and a release would not reach it: set gated: true for it, or take its entry ` +
          `out of ${applicationFilePath(app.name)}`,
        EXIT.findings,
      );
    }
    return { kind: 'tracking' };
  }
  // What is promoted is the image and the configuration that ran together.
  const from = flags.from === undefined ? undefined : state.applications.get(applicationName(app.name, flags.from));
  const before = from?.kind === 'pinned' ? from.revision : 'HEAD';
  const revision = resolveRevision(root, flags.revision ?? before, app, own);
  return { kind: 'pinned', revision, image: `${app.image}=${formatImage(image)}` };
}

/**
 * Pods without a value that they need do not start, so nothing is released before all are sealed: in this folder, which
 * is what gets committed, and in the commit that a gated environment runs.
 */
function requireSealed(root: string, folder: Folder, app: App, own: AppEnvironment, revision?: string): void {
  const { name } = own.environment;
  const seal = { name: secretName(app), namespace: own.namespace };
  const values = sealedIn(app.name, name, seal, (path) => folder.text(path));
  const missing =
    revision === undefined
      ? sealedState(secretKeys(app), values).missing
      : missingInCommit(app.name, name, (path) => textIn(root, revision, path));
  if (missing.length === 0) return;
  const isSealedHere = missing.every((key) => Object.hasOwn(values, key));
  const where = revision === undefined ? '' : ` in commit ${revision.slice(0, 12)}`;
  const list = missing.length === 1 ? 'a secret is' : `${missing.length} secrets are`;
  throw new CommandError(
    [
      `${app.name} cannot be released to ${name}: ${list} not sealed there${where}, and its pods do not start without:`,
      ...missing.map((key) => `  ${key}  ${isSealedHere ? '(sealed here since)' : sealCommand(app.name, name, key)}`),
      isSealedHere
        ? 'Commit what is sealed, and release a commit that has it.'
        : 'Seal what is missing, commit it, then release again.',
    ].join('\n'),
    EXIT.findings,
  );
}

function sealCommand(app: string, environment: string, key: string): string {
  return `make seal APP=${app} ENV=${environment} KEY=${key}`;
}

/** Text of a file in a commit; undefined when it has none. */
function textIn(root: string, revision: string, path: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['show', `${revision}:./${path}`], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}

/** The commit whose configuration a gated environment will run; it has to hold the overlay. */
function resolveRevision(root: string, name: string, app: App, own: AppEnvironment): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  if (commit.error) {
    throw new CommandError(`git is needed to release to ${own.environment.name}: ${commit.error.message}`);
  }
  if (commit.status !== 0) {
    throw new CommandError(
      `--revision must name a commit, got ${name}; ${own.environment.name} runs what is committed`,
    );
  }
  const revision = commit.stdout.trim();
  const overlay = `apps/${app.name}/k8s/overlays/${own.environment.name}/kustomization.yaml`;
  if (git('cat-file', '-e', `${revision}:./${overlay}`).status !== 0) {
    throw new CommandError(`commit ${revision} has no ${overlay}: commit what npx projen wrote, then release`);
  }
  return revision;
}

function describe(
  result: { app: string; environment: string; image: string; revision?: string; files: readonly string[] },
  own: AppEnvironment,
  defaultBranch: string,
): string {
  const { app, environment, image, revision, files } = result;
  const branches = [...new Set([own.environment.branch, defaultBranch])];
  const at = revision ? ` with the configuration of commit ${revision.slice(0, 12)}` : '';
  if (files.length === 0) return `${app} in ${environment} has ${image}${at} already; nothing to change.`;
  return [
    `${app} in ${environment} gets ${image}${at}.`,
    ...files.map((path) => `  changed ${path}`),
    '',
    `Next: commit and push them to ${branches.join(' and to ')}; Argo CD syncs from there.`,
  ].join('\n');
}
