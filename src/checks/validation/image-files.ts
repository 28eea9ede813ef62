import { posix } from 'node:path';
import type { Copy, Dockerfile } from './dockerfile';
import type { SourceTree } from './source-tree';

/** The files that a Dockerfile copies from the repository, at their paths in the image. */
export interface ImageFiles {
  readonly files: ReadonlySet<string>;
  /** Sources that do not exist. */
  readonly missing: readonly { readonly source: string; readonly line: number }[];
  /** Whether a file at this path can come from another stage or from a command. */
  mayHold(path: string): boolean;
}

/** Commands that create files, or install the project itself. */
const WRITES = /\b(?:git\s+clone|cp|mv|ln|install\s+-[a-zA-Z]*[Dm]|unzip|tar|curl|wget|poetry\s+install|uv\s+sync)\b/;
const INSTALLS_PROJECT = /\bpip3?\b[^&|;]*\binstall\b[^&|;]*\s(?:-e\s*)?\.{1,2}(?:\/[\w./-]*)?(?:\[[\w,]+\])?(?:\s|$)/;

export function imageFiles(tree: SourceTree, dockerfile: Dockerfile): ImageFiles {
  const context = contextOf(tree, dockerfile);
  const files = new Set<string>();
  const missing: { source: string; line: number }[] = [];
  for (const copy of dockerfile.copies.filter(({ isForeign }) => !isForeign)) {
    for (const source of copy.sources) {
      const found = copySource(tree, posix.join(context, source), source, copy);
      if (found.length === 0) missing.push({ source, line: copy.line });
      for (const path of found) files.add(path);
    }
  }
  const foreign = dockerfile.copies.filter(({ isForeign }) => isForeign).map(({ target }) => target);
  const runs = dockerfile.runs.some((run) => WRITES.test(run) || INSTALLS_PROJECT.test(run));
  return {
    files,
    missing,
    mayHold: (path) =>
      runs || foreign.some((target) => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`)),
  };
}

/** The build context: the folder of the Dockerfile, unless its sources only exist at the root. */
function contextOf(tree: SourceTree, { folder, copies }: Dockerfile): string {
  const sources = copies.filter(({ isForeign }) => !isForeign).flatMap((copy) => copy.sources);
  const has = (context: string): boolean =>
    sources.every((source) => matching(tree, posix.join(context, source)).length > 0);
  return !has(folder) && has('.') ? '.' : folder;
}

/** Target paths of one source of a COPY. */
function copySource(tree: SourceTree, path: string, source: string, { sources, destination, target }: Copy): string[] {
  return matching(tree, path).flatMap((match) => {
    const folder = match.replace(/\/$/, '') || '.';
    if (tree.hasFolder(folder)) {
      const prefix = folder === '.' ? '' : `${folder}/`;
      return tree.below(folder).map((file) => posix.join(target, file.slice(prefix.length)));
    }
    const isFolder = destination.endsWith('/') || destination === '.' || sources.length > 1 || /[*?]/.test(source);
    return [isFolder ? posix.join(target, posix.basename(match)) : target];
  });
}

/** Files and folders that match a source of a COPY; wildcards stay within one folder. */
function matching(tree: SourceTree, path: string): string[] {
  const plain = posix.normalize(path).replace(/(.)\/$/, '$1');
  if (!/[*?[]/.test(plain)) return tree.has(plain) || tree.hasFolder(plain) ? [plain] : [];
  const pattern = plain
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  const expression = new RegExp(`^${pattern}(?=/|$)`);
  const found = tree.paths.flatMap((file) => expression.exec(file)?.[0] ?? []);
  return [...new Set(found)];
}
