import { BuildFailed } from '../../checks/deployed/builds';
import { Comparison, NothingToBuild } from '../../checks/deployed/comparison';
import { BrokenRelease } from '../../checks/deployed/deployment';
import { MissingHistory, Snapshots } from '../../checks/deployed/snapshots';
import { Git } from '../../clients/git/git';
import { GitError } from '../../clients/git/process';
import type { Repository } from '../../config/model';
import { Folder } from '../../files/disk/folder';
import { CommandError } from '../errors';
import { progressLine } from '../terminal/progress';
import { findKustomize } from '../tools/kustomize';
import { TemporaryBuilder } from '../tools/temporary-builder';

/** Errors of git or kustomize whose message tells what to do. */
const KNOWN = [MissingHistory, BrokenRelease, BuildFailed, NothingToBuild, GitError];

/**
 * Runs a comparison of this repository with the installed kustomize.
 * @param base a commit to use instead of every branch
 */
export async function comparing<T>(
  root: string,
  repository: Repository,
  base: string | undefined,
  ask: (comparison: Comparison) => Promise<T>,
): Promise<T> {
  const progress = progressLine('overlays that differ');
  const builder = new TemporaryBuilder(once(findKustomize), progress.show);
  const snapshots = new Snapshots(new Git(root), new Folder(root), base);
  try {
    return await ask(new Comparison(repository, snapshots, builder));
  } catch (error) {
    throw KNOWN.some((kind) => error instanceof kind) ? new CommandError((error as Error).message) : error;
  } finally {
    progress.clear();
    await builder.close();
  }
}

/** Finds something on first use: without differences, nothing is built. */
function once<T>(find: () => T): () => T {
  let found: T | undefined;
  return () => (found ??= find());
}
