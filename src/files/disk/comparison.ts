import type { Entry, Folder } from './folder';
import type { Past, Pasts } from './past';
import { readPasts } from './past';
import type { Finding } from '../../common/findings';
import { HASH_MANIFEST } from '../tree/hash-manifest';
import type { Tree, TreeFile } from '../tree/tree';

/** How the path of a file differs from what the tree says. */
export type Difference =
  | Exclude<Entry, { readonly kind: 'file' }>
  | { readonly kind: 'content'; readonly content: Buffer; readonly executable: boolean }
  | { readonly kind: 'mode' };

/** A file of the tree whose path is not as it is to be. */
export interface Changed {
  readonly file: TreeFile;
  readonly difference: Difference;
  /** Undefined when the file was never generated. */
  readonly past?: Past;
}

/** What was generated once and is in the tree no more. */
export interface Stale {
  readonly path: string;
  readonly entry: Exclude<Entry, { readonly kind: 'missing' | 'folder' }>;
  /** A release file has none: what it holds is CI's. */
  readonly past?: Past;
}

/** How a folder differs from a tree. */
export interface Comparison {
  readonly changed: readonly Changed[];
  readonly stale: readonly Stale[];
  /** How many files are as they are to be. */
  readonly unchanged: number;
  /** Parents of files that are links or no folders, each once. */
  readonly obstacles: readonly Finding[];
}

/** Compares the folder with the tree, one read for each file. Writing and the check of drift both follow from it. */
export function compareWithFolder(tree: Tree, folder: Folder): Comparison {
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
    const difference = differenceOf(file, folder.read(file.path), before);
    if (difference) changed.push({ file, difference, past: before.get(file.path) });
    else unchanged += 1;
  }
  return { changed, stale: findStale(tree, folder, before), unchanged, obstacles: [...obstacles] };
}

function differenceOf(file: TreeFile, entry: Entry, before: Pasts): Difference | undefined {
  if (file.owner === 'starter') {
    // A run that was ended half way may not have come to it.
    const wasBorn = file.bornWith !== undefined && before.has(file.bornWith) && !before.get(file.path)?.interrupted;
    return entry.kind === 'missing' && !wasBorn ? entry : undefined;
  }
  if (entry.kind !== 'file') return entry;
  if (!entry.content.equals(Buffer.from(file.content))) return { ...entry, kind: 'content' };
  return entry.executable === Boolean(file.executable) ? undefined : { kind: 'mode' };
}

function findStale(tree: Tree, folder: Folder, before: Pasts): Stale[] {
  const found = new Map<string, Stale>();
  const look = (path: string, past?: Past): void => {
    if (tree.has(path) || found.has(path)) return;
    const entry = folder.read(path);
    if (entry.kind !== 'missing' && entry.kind !== 'folder') found.set(path, { path, entry, past });
  };
  for (const [path, past] of before) {
    // A starter file that such a run wrote is the user's all the same.
    if (past.ours.length > 0) look(path, past);
    const release = releaseFileBeside(path);
    if (release) look(release);
  }
  for (const app of folder.names('apps')) look(`apps/${app}/${HASH_MANIFEST}`);
  return [...found.values()];
}

/** The release file that goes along when a generated kustomization does. */
function releaseFileBeside(path: string): string | undefined {
  const match = /^(apps\/[^/]+\/(?:argo|k8s\/overlays\/[^/]+))\/kustomization\.yaml$/.exec(path);
  return match ? `${match[1]}/release/kustomization.yaml` : undefined;
}
