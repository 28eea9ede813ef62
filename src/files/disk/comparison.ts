import type { Entry } from './entry';
import type { Folder } from './folder';
import type { Past, Pasts } from './past';
import { readPasts } from './past';
import type { Finding } from '../../common/findings';
import { HASH_MANIFEST } from '../tree/hash-manifest';
import type { Tree, TreeFile } from '../tree/tree';

/** How a path on disk differs from its file in the tree. */
type Difference =
  | Exclude<Entry, { readonly kind: 'file' }>
  | { readonly kind: 'content'; readonly content: Buffer; readonly executable: boolean }
  | { readonly kind: 'mode' };

/** A file of the tree that differs on disk. */
export interface Changed {
  readonly file: TreeFile;
  readonly difference: Difference;
  /** Undefined when the file was never generated. */
  readonly past?: Past;
}

/** A path that was generated before and is no longer in the tree. */
export interface Stale {
  readonly path: string;
  readonly entry: Exclude<Entry, { readonly kind: 'missing' | 'folder' }>;
  /** Undefined for a release file, whose content belongs to CI. */
  readonly past?: Past;
}

/** The differences between a folder and a tree. */
export interface FolderComparison {
  readonly changed: readonly Changed[];
  readonly stale: readonly Stale[];
  /** How many files are equal. */
  readonly unchanged: number;
  /** Parent paths that are links or not folders, each once. */
  readonly obstacles: readonly Finding[];
}

/** Compares the folder with the tree, reading each file once. Both synth and the drift check use it. */
export function compareWithFolder(tree: Tree, folder: Folder): FolderComparison {
  const before = readPasts(folder);
  const changed: Changed[] = [];
  const obstacles = new Set<Finding>();
  let unchanged = 0;
  for (const file of tree.files()) {
    const obstacle = folder.obstacle(file.path);
    if (obstacle) {
      obstacles.add(obstacle);
      continue;
    }
    const difference = differenceOf(file, folder, before);
    if (difference) changed.push({ file, difference, past: before.get(file.path) });
    else unchanged += 1;
  }
  return { changed, stale: findStale(tree, folder, before), unchanged, obstacles: [...obstacles] };
}

function differenceOf(file: TreeFile, folder: Folder, before: Pasts): Difference | undefined {
  if (file.owner === 'starter') {
    // A killed run may not have written it.
    const wasBorn = file.bornWith !== undefined && before.has(file.bornWith) && !before.get(file.path)?.interrupted;
    return !wasBorn && folder.isMissing(file.path) ? { kind: 'missing' } : undefined;
  }
  const entry = folder.compare(file.path, file.content);
  switch (entry.kind) {
    case 'same':
      return entry.executable === Boolean(file.executable) ? undefined : { kind: 'mode' };
    case 'file':
      return { ...entry, kind: 'content' };
    default:
      return entry;
  }
}

function findStale(tree: Tree, folder: Folder, before: Pasts): Stale[] {
  const found = new Map<string, Stale>();
  const look = (path: string, past?: Past): void => {
    if (tree.has(path) || found.has(path)) return;
    const entry = folder.read(path);
    if (entry.kind !== 'missing' && entry.kind !== 'folder') found.set(path, { path, entry, past });
  };
  for (const [path, past] of before) {
    // A starter file that such a run wrote is yours anyway.
    if (past.ours.length > 0) look(path, past);
    const release = releaseFileOf(path);
    if (release) look(release);
  }
  for (const app of folder.names('apps')) look(`apps/${app}/${HASH_MANIFEST}`);
  return [...found.values()];
}

/** The release file that is removed together with a generated kustomization. */
function releaseFileOf(path: string): string | undefined {
  const match = /^(apps\/[^/]+\/(?:argo|k8s\/overlays\/[^/]+))\/kustomization\.yaml$/.exec(path);
  return match ? `${match[1]}/release/kustomization.yaml` : undefined;
}
