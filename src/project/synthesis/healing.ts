import type { Rendering } from './rendering';
import type { Written } from './writing';
import { isPostDisabled } from './writing';
import { throwAny } from '../../common/findings';
import type { Folder } from '../../files/disk/folder';
import type { WritePlan, Write } from '../../files/disk/plan';
import { plan } from '../../files/disk/plan';
import { ownObstacle } from '../../files/disk/rescue';
import { transact } from '../../files/disk/transaction';
import { isHashManifest, manifestOf, mergeHashManifests } from '../../files/tree/hash-manifest';
import type { TreeFile } from '../../files/tree/tree';
import { installDependencies } from '../projen/install';

/** Writes the rendered content of some paths, and nothing else. */
export function heal(folder: Folder, { tree, repository }: Rendering, isWanted: (path: string) => boolean): Written {
  const full = plan(tree, folder);
  throwAny([...full.findings.filter(({ path }) => isWanted(path)), ...ownObstacle(folder)]);
  const writes = full.writes.filter(({ file }) => file.owner === 'generated' && isWanted(file.path));
  const removals = full.removals.filter(({ path }) => isWanted(path));
  const touched = new Set(
    [...writes.map(({ file }) => file.path), ...removals.map(({ path }) => path)].map(manifestOf),
  );
  const manifests = tree
    .files()
    .filter(({ path }) => isHashManifest(path) && touched.has(path) && !isWanted(path))
    .flatMap((file) => followingManifest(file, folder, isWanted));
  const part: WritePlan = { ...full, writes: [...writes, ...manifests], removals };
  const savedEdits = transact(part, folder, { isComplete: false });
  if (!isPostDisabled() && part.writes.some(({ file }) => file.path === 'package.json')) {
    installDependencies(folder, part, repository.packageManager);
  }
  return { plan: part, savedEdits, otherLocks: [] };
}

/**
 * The manifest with the new hashes of the written paths. Other paths keep their old hashes: with new ones, files that are
 * out of date would look edited.
 */
function followingManifest(file: TreeFile, folder: Folder, isWanted: (path: string) => boolean): Write[] {
  const before = folder.text(file.path);
  const content = before === undefined ? file.content : mergeHashManifests(before, file.content, isWanted);
  return content === before ? [] : [{ file: { ...file, content }, reason: 'updated' }];
}
