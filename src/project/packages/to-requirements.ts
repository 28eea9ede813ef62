import type { Conversion, Read } from './conversion';
import { NotConvertible } from './conversion';
import { readPyproject } from '../../common/pyproject';
import type { TomlArray, TomlFile, TomlTable } from '../../common/toml';
import { valueAt } from '../../common/toml';
import type { App, Repository } from '../../config/model';
import { requirementsOf } from '../../render/requirements';

/** Keys of `[project]` that a requirements file replaces. */
const REPLACED = ['name', 'version', 'requires-python', 'dependencies'];

const CONSTRAINTS = 'src/constraints.txt';

/** What the requirements files get, and what `pyproject.toml` loses. */
export function convertToRequirements(repository: Repository, app: App, read: Read): Conversion {
  const text = read('pyproject.toml') ?? '';
  const { toml, groups, sources } = readPyproject(text);
  const problems = [
    ...[...groups.keys()]
      .filter((name) => name !== 'dev')
      .map((name) => `pyproject.toml has the group ${name}: move its packages to the group dev, and remove it`),
    ...sources.map(
      ({ name, line }) =>
        `pyproject.toml:${line} has ${name} in tool.uv.sources, which requirements files lack: remove it`,
    ),
    ...['override-dependencies', 'exclude-dependencies', 'environments', 'conflicts', 'workspace']
      .filter((key) => valueAt(toml.root, 'tool', 'uv', key) !== undefined)
      .map((key) => `pyproject.toml has ${key} in tool.uv, which requirements files lack: remove it`),
  ];
  const optional = valueAt(toml.root, 'project', 'optional-dependencies');
  if (optional !== undefined) {
    problems.push('pyproject.toml has optional-dependencies: list their packages in dependencies, and remove them');
  }
  const dev = listAt(toml, 'dependency-groups', 'dev');
  if (dev?.items.some(({ kind }) => kind !== 'string') === true) {
    problems.push('pyproject.toml includes another group in the group dev: list its packages there');
  }
  const dependencies = listAt(toml, 'project', 'dependencies');
  // A run that was killed may have removed them: converting again would write an empty list.
  if (dependencies === undefined) {
    problems.push('pyproject.toml has no dependencies in [project]: add the list, or restore the file with git');
  }
  if (problems.length > 0) throw new NotConvertible(problems);
  const runtime = new Set(requirementsOf(app).map(({ name, lowest }) => `${name}>=${lowest}`));
  const image = linesOf(text, dependencies).filter((line) => !runtime.has(line));
  const constraints = listAt(toml, 'tool', 'uv', 'constraint-dependencies');
  const known = [repository.packageIndex, ...repository.extraPackageIndexes].flatMap((url) => url ?? []);
  return {
    files: new Map<string, string | undefined>([
      ['pyproject.toml', withoutProject(text, toml, known)],
      [
        'src/requirements.in',
        [
          '# The packages of the app, one per line. After a change, run: make lock',
          '-r gitops_runtime/requirements.in',
          ...(constraints === undefined ? [] : ['-c constraints.txt']),
          ...image,
          '',
        ].join('\n'),
      ],
      ['test/requirements-test.in', ['-r ../src/requirements.in', ...linesOf(text, dev), ''].join('\n')],
      ...(constraints === undefined ? [] : [[CONSTRAINTS, [...linesOf(text, constraints), ''].join('\n')] as const]),
      ['uv.lock', undefined],
    ]),
    left: [],
  };
}

function listAt({ root }: TomlFile, ...path: readonly string[]): TomlArray | undefined {
  const value = valueAt(root, ...path);
  return value?.kind === 'array' ? value : undefined;
}

/** The texts of a list with their comments, one a line. */
function linesOf(text: string, list: TomlArray | undefined): string[] {
  if (list === undefined) return [];
  const lines: string[] = [];
  let place = list.start + 1;
  for (const [index, item] of list.items.entries()) {
    if (item.kind !== 'string') continue;
    lines.push(...commentsIn(text.slice(place, item.start)));
    const end = list.items.at(index + 1)?.start ?? list.end;
    const lineEnd = text.indexOf('\n', item.end);
    const rest = lineEnd < 0 || lineEnd > end ? '' : text.slice(item.end, lineEnd);
    const comment = /#.*$/.exec(rest)?.[0];
    lines.push(comment === undefined ? item.value : `${item.value} ${comment}`);
    place = item.end + rest.length;
  }
  return [...lines, ...commentsIn(text.slice(place, list.end - 1))];
}

function commentsIn(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*(#.*)$/.exec(line)?.[1] ?? []);
}

/** `pyproject.toml` without the lists, and without sections that hold nothing else. */
function withoutProject(text: string, toml: TomlFile, indexes: readonly string[]): string {
  const cuts: [start: number, end: number][] = [];
  const project = valueAt(toml.root, 'project');
  const isOnlyOurs = project?.kind === 'table' && [...project.entries.keys()].every((key) => REPLACED.includes(key));
  const uv = valueAt(toml.root, 'tool', 'uv');
  const onlyConstraints =
    uv?.kind === 'table' && [...uv.entries.keys()].every((key) => ['constraint-dependencies', 'index'].includes(key));
  for (const { path, start, end } of toml.sections) {
    const name = path.join('.');
    const section = text.slice(start, end);
    const isKnownIndex = name === 'tool.uv.index' && indexes.some((url) => section.includes(`"${url}"`));
    const isWhole =
      (name === 'project' && isOnlyOurs) ||
      name === 'dependency-groups' ||
      isKnownIndex ||
      (name === 'tool.uv' && onlyConstraints);
    if (isWhole) cuts.push([start, sectionEnd(text, start, end)]);
  }
  if (!isOnlyOurs) cuts.push(...keyCuts(text, project, ['requires-python', 'dependencies']));
  if (!onlyConstraints) cuts.push(...keyCuts(text, uv, ['constraint-dependencies']));
  return cuts
    .sort((a, b) => b[0] - a[0])
    .reduce((rest, [start, end]) => `${rest.slice(0, start)}${rest.slice(end)}`, text)
    .replace(/\n+$/, '\n');
}

/** Where a section ends, without the comments before the next one. */
function sectionEnd(text: string, start: number, end: number): number {
  const tail = /\n((?:[ \t]*(?:#.*)?\n)*)$/.exec(text.slice(start, end));
  if (tail === null || end === text.length) return end;
  const after = tail[1].replace(/^(?:[ \t]*\n)+/, '');
  return end - after.length;
}

/** The lines of keys of a table. */
function keyCuts(text: string, table: unknown, keys: readonly string[]): [number, number][] {
  const { entries } = (table ?? { entries: new Map() }) as Pick<TomlTable, 'entries'>;
  return keys.flatMap((key): [number, number][] => {
    const value = entries.get(key);
    if (value === undefined) return [];
    const start = text.lastIndexOf('\n', value.start) + 1;
    return [[start, text.indexOf('\n', value.end) + 1 || text.length]];
  });
}
