import { spawnSync } from 'node:child_process';
import type { OwnersFlags } from './command';
import { compare } from '../../../common/order';
import { usesOf } from '../../../config/facts/escapes';
import { Folder } from '../../../files/disk/folder';
import type { Owner, Tree, TreeFile } from '../../../files/tree/tree';
import type { GitOpsProject } from '../../../project/projen/gitops-project';
import { render } from '../../../project/synthesis/rendering';
import { EXIT } from '../../errors';
import { findRoot, loadProject } from '../../repository/load';
import { insideRoot } from '../../repository/paths';

/** Who owns a path, and by which option. */
interface Row {
  readonly path: string;
  readonly owner: Owner;
  readonly option: string | null;
  /** Paths of options that change it beyond that. */
  readonly changedBy?: readonly string[];
}

const MEANING: Readonly<Record<Owner, string>> = {
  generated: 'written by every npx projen; an edit is overwritten',
  starter: 'written once, then yours',
  release: 'moved by CI and python-gitops release',
  yours: 'never written by npx projen',
};

/** `python-gitops owners [PATH]`: who owns a path and what to change instead; without a path, the whole table. */
export function runOwners(cwd: string, path: string | undefined, flags: OwnersFlags): number {
  const root = findRoot(cwd);
  const wanted = path === undefined ? undefined : insideRoot(root, cwd, path);
  const project = loadProject(root);
  const { tree } = render(project, new Folder(root));
  const rows = wanted === undefined ? allRows(tree, root) : matching(tree, root, wanted);
  if (flags.json) console.log(JSON.stringify(rows, undefined, 2));
  else if (rows.length === 1) console.log(describe(rows[0], tree.get(rows[0].path)));
  else console.log(table(rows) + (wanted === undefined ? waysAround(project) : ''));
  return EXIT.ok;
}

/** Every use of a way around the options: what an upgrade of the library has to be looked at for. */
function waysAround(project: GitOpsProject): string {
  const uses = usesOf(project._options);
  if (uses.length === 0) return '';
  const lines = uses.map(({ kind, path }) => `  ${kind.padEnd(14)}  ${path}`);
  return `\n\nWays around the options:\n${lines.join('\n')}`;
}

function row(file: TreeFile): Row {
  const { path, owner, option, changedBy } = file;
  return { path, owner, option, ...(changedBy === undefined ? {} : { changedBy }) };
}

function yours(path: string): Row {
  return { path, owner: 'yours', option: null };
}

/** A file, or everything below a folder. */
function matching(tree: Tree, root: string, path: string): Row[] {
  const file = tree.get(path);
  if (file) return [row(file)];
  const below = allRows(tree, root).filter((entry) => path === '' || entry.path.startsWith(`${path}/`));
  return below.length > 0 ? below : [yours(path)];
}

function allRows(tree: Tree, root: string): Row[] {
  const generated = tree.files().map(row);
  const others = listFiles(root)
    .filter((path) => !tree.has(path))
    .map(yours);
  return [...generated, ...others].sort((a, b) => compare(a.path, b.path));
}

/** Files that git knows or would add; without git, only what the library knows is listed. */
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

function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ path }) => path.length), 4);
  const line = (path: string, owner: string, option: string): string =>
    `${path.padEnd(width)}  ${owner.padEnd(9)}  ${option}`.trimEnd();
  return [line('PATH', 'OWNER', 'OPTION'), ...rows.map((r) => line(r.path, r.owner, r.option ?? ''))].join('\n');
}
