import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cache } from '../../../src/checks/validation/cache';
import type { Kustomize } from '../../../src/checks/validation/kustomize';
import type { Problem } from '../../../src/checks/validation/problem';
import { SourceTree } from '../../../src/checks/validation/source-tree';
import type { Validation, ValidationOptions } from '../../../src/checks/validation/validate-tree';
import { validateTree } from '../../../src/checks/validation/validate-tree';
import { findKustomize, InstalledKustomize } from '../../../src/cli/tools/kustomize';
import type { RuleName } from '../../../src/config/rule-names';
import type { Files } from '../../fixtures/seed/defects';
import { replace } from '../../fixtures/seed/defects';
import { temporaryFolder, writeFiles } from '../../support/repository';

const CLEAN = join(__dirname, '..', '..', 'fixtures', 'seed', 'clean');

/** A fresh copy of the clean tree. */
export function cleanTree(): Files {
  const entries = readdirSync(CLEAN, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(CLEAN.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

/** A tree of these files, which are not on disk. */
export function treeOf(files: Files): SourceTree {
  return new SourceTree(files.keys(), (path) => Buffer.from(files.get(path) as string));
}

/** One cache for the tests of a file: what does not change between them is built once. */
let cache: Cache | undefined;

/** Judges a tree with the real kustomize. */
export async function judge(files: Files, options: Partial<ValidationOptions> = {}): Promise<Validation> {
  const root = temporaryFolder();
  writeFiles(root, Object.fromEntries(files));
  cache ??= new Cache(temporaryFolder('cache'));
  const kustomize: Kustomize = new InstalledKustomize(findKustomize(), root);
  return validateTree({ tree: SourceTree.of(root), kustomize, cache, ...options });
}

/** The file and line of a problem. */
export function lineOf(files: Files, { path, line }: Problem): string {
  return line === undefined ? path : `${path} | ${files.get(path)?.split('\n')[line - 1]?.trim()}`;
}

/** The problems of one rule in the clean tree after a change. */
export async function found(
  rule: RuleName,
  change: (files: Files) => void,
  options: Partial<ValidationOptions> = {},
): Promise<string[]> {
  const files = cleanTree();
  change(files);
  const { problems } = await judge(files, options);
  return problems
    .filter((problem) => problem.rule === rule)
    .map((problem) => `${lineOf(files, problem)} => ${problem.message}`);
}

/** A change of one file: a text of it is replaced. */
export function edit(path: string, from: string, to: string): (files: Files) => void {
  return (files) => replace(files, path, from, to);
}

/** A change that adds files. */
export function add(added: Readonly<Record<string, string>>): (files: Files) => void {
  return (files) => {
    for (const [path, content] of Object.entries(added)) files.set(path, content);
  };
}
