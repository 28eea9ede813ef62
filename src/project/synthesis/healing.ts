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

/** What brings some paths up to date. Changes nothing. */
export function planHealing(folder: Folder, { tree }: Rendering, isWanted: (path: string) => boolean): WritePlan {
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
  return { ...full, writes: [...writes, ...manifests], removals };
}

/** Writes the rendered content of some paths, and nothing else. */
export function heal(folder: Folder, rendering: Rendering, isWanted: (path: string) => boolean): Written {
  const part = planHealing(folder, rendering, isWanted);
  const savedEdits = transact(part, folder, { isComplete: false });
  if (!isPostDisabled() && part.writes.some(({ file }) => file.path === 'package.json')) {
    installDependencies(folder, part, rendering.repository.packageManager);
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
