import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnersFlags } from './command';
import { compare } from '../../../common/order';
import { table } from '../../../common/printed';
import { usesOf } from '../../../config/facts/escapes';
import { Folder } from '../../../files/disk/folder';
import type { Owner, Tree, TreeFile } from '../../../files/tree/tree';
import type { GitOpsProject } from '../../../project/projen/gitops-project';
import { render } from '../../../project/synthesis/rendering';
import { EXIT } from '../../errors';
import { print } from '../../printing/print';
import { findRoot, loadProject } from '../../repository/load';
import { missingPath } from '../../repository/missing-path';
import { insideRoot } from '../../repository/paths';

/** Who owns a path, and which option sets it. */
interface Row {
  readonly path: string;
  readonly owner: Owner;
  readonly option: string | null;
  /** Paths of further options that change it. */
  readonly changedBy?: readonly string[];
}

const MEANING: Readonly<Record<Owner, string>> = {
  generated: 'written by every npx projen; an edit is overwritten',
  starter: 'written once, then yours',
  release: 'updated by CI and python-gitops release',
  yours: 'never written by npx projen',
};

/** `python-gitops owners [PATH]`: who owns a path and what to change instead; without a path, the whole table. */
export async function runOwners(cwd: string, path: string | undefined, flags: OwnersFlags): Promise<number> {
  const root = findRoot(cwd);
  const wanted = path === undefined ? undefined : insideRoot(root, cwd, path);
  const project = await loadProject(root);
  const { tree } = render(project, new Folder(root));
  const rows = wanted === undefined ? allRows(tree, root) : matching(tree, root, wanted);
  print(flags, {
    json: () => rows,
    text: () => {
      if (rows.length === 1) return describe(rows[0], tree.get(rows[0].path));
      return [...tableOf(rows), ...(wanted === undefined ? escapeHatches(project) : [])];
    },
  });
  return EXIT.ok;
}

/** The escape hatches in use, which need a look at each upgrade of the library. */
function escapeHatches(project: GitOpsProject): string[] {
  const uses = usesOf(project._options);
  if (uses.length === 0) return [];
  return ['', 'Escape hatches:', ...table(uses.map(({ kind, path }) => [`  ${kind}`, path]))];
}

function row(file: TreeFile): Row {
  const { path, owner, option, changedBy } = file;
  return { path, owner, option, ...(changedBy === undefined ? {} : { changedBy }) };
}

function yours(path: string): Row {
  return { path, owner: 'yours', option: null };
}

/** A file, or all files below a folder. */
function matching(tree: Tree, root: string, path: string): Row[] {
  const file = tree.get(path);
  if (file) return [row(file)];
  const all = allRows(tree, root);
  const below = all.filter((entry) => path === '' || entry.path.startsWith(`${path}/`));
  if (below.length > 0) return below;
  // Ignored files are in no list.
  if (existsSync(join(root, path))) return [yours(path)];
  throw missingPath(
    path,
    all.map((entry) => entry.path),
  );
}

function allRows(tree: Tree, root: string): Row[] {
  const generated = tree.files().map(row);
  const others = listFiles(root)
    .filter((path) => !tree.has(path))
    .map(yours);
  return [...generated, ...others].sort((a, b) => compare(a.path, b.path));
}

/** Files that git tracks or would add; without git, only the files of the library. */
function listFiles(root: string): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const result = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  return result.status === 0 ? result.stdout.split('\0').filter((path) => path !== '') : ['.projenrc.ts'];
}

function describe({ path, owner, option }: Row, file: TreeFile | undefined): string {
  const lines = [path, `  owner    ${owner}: ${MEANING[owner]}`];
  if (option !== null) lines.push(`  option   ${option}`);
  if (file) lines.push(`  instead  ${file.instead}`);
  for (const by of file?.changedBy ?? []) lines.push(`  changed  by ${by}`);
  return lines.join('\n');
}

function tableOf(rows: readonly Row[]): string[] {
  return table([['PATH', 'OWNER', 'OPTION'], ...rows.map(({ path, owner, option }) => [path, owner, option ?? ''])]);
}
