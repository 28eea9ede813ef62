import type { Finding } from '../findings';
import type { Entry, Folder } from './folder';
import { HASH_MANIFEST, parseHashManifest } from '../tree/hash-manifest';
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
  /** Hash of what was generated last; undefined when the file was never generated. */
  readonly known?: string;
}

/** What was generated once and is in the tree no more. */
export interface Stale {
  readonly path: string;
  readonly entry: Exclude<Entry, { readonly kind: 'missing' | 'folder' }>;
  /** Hash of what was generated last; a release file has none. */
  readonly known?: string;
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
  const before = readHashManifests(folder);
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
    if (difference) changed.push({ file, difference, known: before.get(file.path) });
    else unchanged += 1;
  }
  return { changed, stale: findStale(tree, folder, before), unchanged, obstacles: [...obstacles] };
}

/** Reads what was generated last, path and hash, from every hash manifest. */
export function readHashManifests(folder: Folder): Map<string, string> {
  const apps = folder.names('apps').map((app) => `apps/${app}/${HASH_MANIFEST}`);
  const hashes = new Map<string, string>();
  for (const manifest of [HASH_MANIFEST, ...apps]) {
    const text = folder.text(manifest);
    if (text === undefined) continue;
    for (const [path, hash] of parseHashManifest(text)) hashes.set(path, hash);
  }
  return hashes;
}

function differenceOf(file: TreeFile, entry: Entry, before: ReadonlyMap<string, string>): Difference | undefined {
  if (file.owner === 'starter') {
    const wasBorn = file.bornWith !== undefined && before.has(file.bornWith);
    return entry.kind === 'missing' && !wasBorn ? entry : undefined;
  }
  if (entry.kind !== 'file') return entry;
  if (!entry.content.equals(Buffer.from(file.content))) return { ...entry, kind: 'content' };
  return entry.executable === Boolean(file.executable) ? undefined : { kind: 'mode' };
}

function findStale(tree: Tree, folder: Folder, before: ReadonlyMap<string, string>): Stale[] {
  const found = new Map<string, Stale>();
  const look = (path: string, known?: string): void => {
    if (tree.has(path) || found.has(path)) return;
    const entry = folder.read(path);
    if (entry.kind !== 'missing' && entry.kind !== 'folder') found.set(path, { path, entry, known });
  };
  for (const [path, hash] of before) {
    look(path, hash);
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
