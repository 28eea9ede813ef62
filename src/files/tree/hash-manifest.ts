import { createHash, hash } from 'node:crypto';
import type { TreeFile } from './tree';
import { compare } from '../../common/order';

/** Name of a hash manifest: one in the root, and one in the folder of each app. */
export const HASH_MANIFEST = '.generated.sha256';

/** Files of an app: in its folder, its rules, and its dashboard. */
const APP_FILE = /^(?:apps\/([^/]+)\/|argo\/observability\/(?:rules|dashboards)\/([^/.]+)\.)/;

/** A line of `sha256sum`: hash, two blanks (or a blank and an asterisk), path from the root. */
const LINE = /^([0-9a-f]{64}) [ *](.+)$/;

export function sha256(content: string | Buffer): string {
  // Three times as fast, but Node.js 20.0 to 20.11 lacks it.
  const inOneCall = hash as typeof hash | undefined;
  return inOneCall ? inOneCall('sha256', content) : createHash('sha256').update(content).digest('hex');
}

const computed = new WeakMap<TreeFile, string>();

/** Hash of a file of the tree; cached, as both manifests and journal need it. */
export function hashOf(file: TreeFile): string {
  const known = computed.get(file);
  if (known !== undefined) return known;
  const sum = sha256(file.content);
  computed.set(file, sum);
  return sum;
}

/** Path of the hash manifest that lists a generated file. */
export function manifestOf(path: string): string {
  const [, inFolder, elsewhere] = APP_FILE.exec(path) ?? [];
  const app = inFolder ?? elsewhere;
  return app === undefined ? HASH_MANIFEST : `apps/${app}/${HASH_MANIFEST}`;
}

/** Whether a hash manifest lists a file. It does not list itself. */
export function isListed({ owner, byField, path }: TreeFile): boolean {
  return owner === 'generated' && !byField && !isHashManifest(path);
}

/**
 * Renders the hash manifests of the generated files in the format of `sha256sum --check`, which runs from the root. Pull
 * requests for different apps never change the same manifest.
 */
export function renderHashManifests(files: readonly TreeFile[]): TreeFile[] {
  const lines = new Map<string, string[]>([[HASH_MANIFEST, []]]);
  for (const file of files) {
    if (!isListed(file)) continue;
    const manifest = manifestOf(file.path);
    const list = lines.get(manifest) ?? [];
    list.push(`${hashOf(file)}  ${file.path}\n`);
    lines.set(manifest, list);
  }
  return [...lines.entries()]
    .sort(([a], [b]) => compare(a, b))
    .map(([path, list]) => ({
      path,
      content: list.sort((a, b) => compare(a.slice(66), b.slice(66))).join(''),
      owner: 'generated' as const,
      option: path === HASH_MANIFEST ? 'name' : `apps.${path.split('/')[1]}`,
      instead: 'Run npx projen, which updates the hashes of the generated files.',
    }));
}

/** Parses a hash manifest; skips other lines, such as conflict markers. */
export function parseHashManifest(text: string): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = LINE.exec(line);
    if (match && isInside(match[2])) hashes.set(match[2], match[1]);
  }
  return hashes;
}

/**
 * Anyone can edit the committed manifest, so a path in it must not lead out of the repository or into git's own folder.
 */
export function isInside(path: string): boolean {
  const isForeign = (part: string): boolean => ['', '.', '..', '.git'].includes(part.toLowerCase());
  return !/[\\\p{Cc}]/u.test(path) && !path.split('/').some(isForeign);
}

/**
 * A hash manifest with the lines of some paths taken from another one, for a run that only writes those paths.
 */
export function mergeHashManifests(before: string, rendered: string, isTaken: (path: string) => boolean): string {
  const kept = [...parseHashManifest(before)].filter(([path]) => !isTaken(path));
  const taken = [...parseHashManifest(rendered)].filter(([path]) => isTaken(path));
  return [...kept, ...taken]
    .sort(([a], [b]) => compare(a, b))
    .map(([path, sum]) => `${sum}  ${path}\n`)
    .join('');
}

/** Whether a path is that of a hash manifest. */
export function isHashManifest(path: string): boolean {
  return path === HASH_MANIFEST || path.endsWith(`/${HASH_MANIFEST}`);
}
