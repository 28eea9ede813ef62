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
import { findRoot, loadProject } from '../../repository/load';
import { findNamed } from '../../repository/named';

/** The commit that is judged: what is checked out. */
const HEAD = 'HEAD';

/**
 * `python-gitops changed`: the apps of which a new image has to be built. With `--base` those that differ between two
 * commits, as in a pull request; without, those that differ from what their newest image was built from.
 */
export function runChanged(cwd: string, flags: ChangedFlags): number {
  const root = findRoot(cwd);
  const options = loadProject(root)._options;
  const repository = resolveChecked(options);
  // Read only where they are asked for: between two commits, what is released does not matter.
  const releases: ReadReleases = () => readRepository(options, new Folder(root)).releases;
  const output = flags.output ? outputFile() : undefined;
  const apps = inOrder(repository, decide(root, repository, releases, flags));
  const shards = shardsOf(apps);
  if (output !== undefined) {
    appendFileSync(output, `apps=${JSON.stringify(apps)}\nshards=${JSON.stringify(shards)}\n`);
  }
  console.log(flags.json ? JSON.stringify({ schemaVersion: 1, apps, shards }, undefined, 2) : describe(apps));
  return EXIT.ok;
}

/** What the release files say, by app. */
type ReadReleases = () => ReadonlyMap<string, AppReleases>;

function decide(
  root: string,
  repository: Repository,
  releases: ReadReleases,
  { base, branch }: ChangedFlags,
): string[] {
  try {
    const git = new Clone(root);
    if (git.resolve(HEAD) === undefined) throw new GitError('nothing is committed yet: commit, and run this again');
    const names = repository.apps.map(({ name }) => name);
    // A workflow gives it empty where the event has none.
    if (base !== undefined && base !== '') {
      const commit = git.resolve(base);
      // The commit before a forced push, or before the first one of a branch, is in no clone.
      if (commit === undefined && /^[0-9a-f]{40}$/.test(base)) return names;
      if (commit === undefined) {
        throw new GitError(`--base must name a commit, got ${base}: git knows none of this name`);
      }
      return changedBetween(git, names, commit, HEAD);
    }
    return changedApps(git, builtFrom(repository, releases(), branch ?? repository.defaultBranch), HEAD);
  } catch (error) {
    if (error instanceof GitError) throw new CommandError(error.message);
    throw error;
  }
}

/** What the newest image of each app was built from: it runs or waits in the first environment that a branch is released to. */
function builtFrom(repository: Repository, releases: ReadonlyMap<string, AppReleases>, branch: string): Built[] {
  const known = trackedBranches(repository).map((name) => ({ name }));
  findNamed('branch that anything tracks', branch, known);
  const tracking = repository.environments.filter((environment) => environment.branch === branch);
  // Where all are gated, the image of the first one is the newest that is known.
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
  return apps.length === 0 ? 'No app has a new image to build.' : apps.join('\n');
}
