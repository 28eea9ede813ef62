import { appendFileSync } from 'node:fs';
import type { ChangedFlags } from './command';
import { GitError } from '../../../clients/git/process';
import { sourceCommit } from '../../../common/image-reference';
import type { Repository } from '../../../config/model';
import { trackedBranches } from '../../../config/model';
import { resolveChecked } from '../../../config/validate';
import { Folder } from '../../../files/disk/folder';
import { readRepository } from '../../../project/synthesis/rendering';
import type { Built } from '../../../releases/delivery/changed';
import { changedApps, changedBetween } from '../../../releases/delivery/changed';
import { Clone } from '../../../releases/delivery/clone';
import type { AppReleases } from '../../../releases/files/reconcile';
import { isReleased } from '../../../releases/files/reconcile';
import { shardsOf } from '../../../releases/files/shards';
import { CommandError, EXIT } from '../../errors';
import { outputFile } from '../../github/output';
import { print } from '../../printing/print';
import { findRoot, loadProject } from '../../repository/load';
import { findNamed } from '../../repository/named';

/** What is checked out. */
const HEAD = 'HEAD';

/**
 * `python-gitops changed`: the apps that need a new image. With `--base`, the apps that differ between two commits, as in
 * a pull request; without, the apps that differ from the commit of their newest image.
 */
export async function runChanged(cwd: string, flags: ChangedFlags): Promise<number> {
  const root = findRoot(cwd);
  const { _options: options } = await loadProject(root);
  const repository = resolveChecked(options);
  // Read only if needed: between two commits, releases do not matter.
  const releases: ReadReleases = () => readRepository(options, new Folder(root)).releases;
  const output = flags.output ? outputFile() : undefined;
  const apps = inOrder(repository, decide(root, repository, releases, flags));
  const shards = shardsOf(apps);
  if (output !== undefined) {
    appendFileSync(output, `apps=${JSON.stringify(apps)}\nshards=${JSON.stringify(shards)}\n`);
  }
  print(flags, { json: () => ({ schemaVersion: 1, apps, shards }), text: () => describe(apps) });
  return EXIT.ok;
}

/** The release files, by app. */
type ReadReleases = () => ReadonlyMap<string, AppReleases>;

function decide(
  root: string,
  repository: Repository,
  releases: ReadReleases,
  { base, branch }: ChangedFlags,
): string[] {
  try {
    const git = new Clone(root);
    if (git.resolve(HEAD) === undefined) throw new GitError('no commit yet: commit, then run this again');
    const names = repository.apps.map(({ name }) => name);
    // A workflow passes an empty text if the event has no base.
    if (base !== undefined && base !== '') {
      const commit = git.resolve(base);
      // No clone has the commit before a force push, or before the first commit of a branch.
      if (commit === undefined && /^[0-9a-f]{40}$/.test(base)) return names;
      if (commit === undefined) {
        throw new GitError(`--base must be a commit in this clone, got ${base}`);
      }
      return changedBetween(git, names, commit, HEAD);
    }
    return changedApps(git, builtFrom(repository, releases(), branch ?? repository.defaultBranch), HEAD);
  } catch (error) {
    if (error instanceof GitError) throw new CommandError(error.message);
    throw error;
  }
}

/** The commit of the newest image of each app, which runs or waits in the first environment of a branch. */
function builtFrom(repository: Repository, releases: ReadonlyMap<string, AppReleases>, branch: string): Built[] {
  const known = trackedBranches(repository).map((name) => ({ name }));
  findNamed('tracked branch', branch, known);
  const tracking = repository.environments.filter((environment) => environment.branch === branch);
  // If all are gated, the first one has the newest known image.
  const environment = tracking.find(({ gated }) => !gated) ?? tracking[0];
  return repository.apps.map((app) => {
    const own = app.environments.find((there) => there.environment === environment);
    const released = releases.get(app.name);
    if (own === undefined || released === undefined || !isReleased(released, own)) return { app: app.name };
    const image = released.images.get(own.environment.name)?.image;
    return { app: app.name, source: image && sourceCommit(image) };
  });
}

function inOrder({ apps }: Repository, changedNames: readonly string[]): string[] {
  const names = new Set(changedNames);
  return apps.map(({ name }) => name).filter((name) => names.has(name));
}

function describe(apps: readonly string[]): string {
  return apps.length === 0 ? 'No app needs a new image.' : apps.join('\n');
}
