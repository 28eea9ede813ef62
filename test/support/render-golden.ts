import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeFile } from '../../src/files/tree/tree';

/** Folder of the golden trees: one folder for each case, with real files for reviewers. */
export const GOLDEN = join(__dirname, '..', 'golden');

/**
 * Files of an app that equal the template for every config: they are compared with the template instead, and
 * are not kept once more for each app of each case.
 */
export const LIKE_TEMPLATE =
  /^apps\/[^/]+\/(src\/gitops_runtime\/.+(?<!\.in)|test\/gitops_contract\.py|test\/integration_test\.py|src\/requirements\.txt|test\/requirements-test\.txt)$/;

/** The files of a rendered tree that a golden tree keeps. */
export function golden(files: ReadonlyMap<string, TreeFile>): TreeFile[] {
  return [...files.values()].filter(({ path }) => !LIKE_TEMPLATE.test(path));
}

/** The files of a golden tree on disk, content by path. */
export function readGolden(name: string): Map<string, string> {
  const root = join(GOLDEN, name);
  const files = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8'));
  }
  return files;
}
