import type { Finding } from '../findings';
import type { Entry, Folder } from './folder';
import { HASH_MANIFEST, parseHashManifest, sha256 } from '../tree/hash-manifest';
import type { Tree, TreeFile } from '../tree/tree';

/** Why a file is written. */
export type Reason = 'new' | 'updated' | 'restored' | 'healed';

export interface Write {
  readonly file: TreeFile;
  readonly reason: Reason;
  /** What is on disk and neither generated before nor now: it is saved before it is overwritten. */
  readonly edit?: Buffer;
}

export interface Removal {
  readonly path: string;
  readonly edit?: Buffer;
  readonly executable?: boolean;
}

/** What would bring the folder in line with the tree. Nothing is written while it is made. */
export interface Plan {
  readonly writes: readonly Write[];
  readonly removals: readonly Removal[];
  readonly unchanged: number;
  readonly findings: readonly Finding[];
}

/** Compares the tree with the folder, one read for each file. */
export function plan(tree: Tree, folder: Folder): Plan {
  const before = readHashManifests(folder);
  const writes: Write[] = [];
  const findings: Finding[] = [];
  let unchanged = 0;
  for (const file of tree.files()) {
    const obstacle = folder.obstacle(file.path);
    if (obstacle) {
      if (!findings.includes(obstacle)) findings.push(obstacle);
      continue;
    }
    const entry = folder.read(file.path);
    if (entry.kind === 'folder') {
      findings.push(folderInTheWay(file.path));
      continue;
    }
    const write = planFile(file, entry, before);
    if (write) writes.push(write);
    else unchanged += 1;
  }
  return { writes, removals: planRemovals(tree, folder, before), unchanged, findings };
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

function planFile(file: TreeFile, entry: Entry, before: ReadonlyMap<string, string>): Write | undefined {
  if (file.owner === 'starter') {
    const wasBorn = file.bornWith !== undefined && before.has(file.bornWith);
    return entry.kind === 'missing' && !wasBorn ? { file, reason: 'new' } : undefined;
  }
  const known = before.get(file.path);
  if (entry.kind === 'missing') return { file, reason: known === undefined ? 'new' : 'restored' };
  if (entry.kind !== 'file') return { file, reason: 'healed' };
  if (entry.content.equals(Buffer.from(file.content))) {
    return entry.executable === Boolean(file.executable) ? undefined : { file, reason: 'healed' };
  }
  const isOurs = file.owner === 'release' || file.byField || file.path.endsWith(HASH_MANIFEST);
  if (isOurs || sha256(entry.content) === known) return { file, reason: 'updated' };
  return { file, reason: 'healed', edit: entry.content };
}

function planRemovals(tree: Tree, folder: Folder, before: ReadonlyMap<string, string>): Removal[] {
  const removals: Removal[] = [];
  const remove = (path: string, hash?: string): void => {
    if (tree.has(path)) return;
    const entry = folder.read(path);
    if (entry.kind === 'missing' || entry.kind === 'folder') return;
    const edited = entry.kind === 'file' && hash !== undefined && sha256(entry.content) !== hash;
    removals.push(edited ? { path, edit: entry.content, executable: entry.executable } : { path });
  };
  for (const [path, hash] of before) {
    remove(path, hash);
    const release = releaseFileBeside(path);
    if (release) remove(release);
  }
  for (const app of folder.names('apps')) remove(`apps/${app}/${HASH_MANIFEST}`);
  return removals;
}

/** The release file that goes along when a generated kustomization does. */
function releaseFileBeside(path: string): string | undefined {
  const match = /^(apps\/[^/]+\/(?:argo|k8s\/overlays\/[^/]+))\/kustomization\.yaml$/.exec(path);
  return match ? `${match[1]}/release/kustomization.yaml` : undefined;
}

function folderInTheWay(path: string): Finding {
  return {
    code: 'unsafe-path',
    path,
    must: 'be a file',
    got: 'a folder',
    fix: 'move the folder away: a file of this name is generated',
  };
}
