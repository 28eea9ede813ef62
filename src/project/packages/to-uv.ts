import { posix } from 'node:path';
import type { Conversion, Read } from './conversion';
import { NotConvertible } from './conversion';
import { listedIn, pinsOf, REQUIREMENTS_FILES } from '../../common/requirements-file';
import { parseToml, valueAt } from '../../common/toml';
import type { App, Repository } from '../../config/model';
import type { PackageEntry } from '../../render/python-project';
import {
  entryOf,
  formatList,
  indexesOf,
  projectLines,
  projectName,
  quoted,
  requirementName,
} from '../../render/python-project';
import { requirementsOf } from '../../render/requirements';

const [IMAGE, DEV] = REQUIREMENTS_FILES.map(({ list }) => list);
const LOCKS = REQUIREMENTS_FILES.map(({ lock }) => lock);

/** What `pyproject.toml` gets, and which files go. */
export function convertToUv(repository: Repository, app: App, read: Read): Conversion {
  const lists = new Lists(read);
  const image = lists.entries(IMAGE);
  const dev = lists.entries(DEV);
  const constraints = lists.constraints.flatMap((path) => lists.entries(path));
  const before = read('pyproject.toml') ?? '';
  const { root } = parseToml(before);
  const problems = [...lists.problems];
  for (const [path, key] of [
    [['project', 'dependencies'], '[project] dependencies'],
    [['dependency-groups', 'dev'], 'a dependency group dev'],
    [['tool', 'uv', 'constraint-dependencies'], 'constraint-dependencies'],
  ] as const) {
    if (valueAt(root, ...path) !== undefined) problems.push(`pyproject.toml already has ${key}: remove it`);
  }
  if (problems.length > 0) throw new NotConvertible(problems);
  const runtime = requirementsOf(app)
    .filter(({ name }) => !image.some((entry) => requirementName(entry.text) === name))
    .map(({ name, lowest }): PackageEntry => ({ text: `${name}>=${lowest}`, comments: [] }));
  const dependencies = [...image, ...runtime];
  const listed = [...dependencies, ...dev].map((entry) => requirementName(entry.text));
  const names = new Set([...listed, ...LOCKS.flatMap((path) => pinsOf(read(path) ?? '').map(({ name }) => name))]);
  const text = [
    { key: 'project', lines: projectLines(projectName(app.name, names), app, dependencies) },
    { key: 'dependency-groups', lines: formatList('dev', dev) },
    ...(constraints.length === 0
      ? []
      : [{ key: 'tool.uv', lines: formatList('constraint-dependencies', constraints) }]),
  ].reduceRight((current, { key, lines }) => withLines(current, key, lines), before);
  const indexes = indexesOf(repository);
  const missing = indexes.filter((line) => line.startsWith('url = ')).some((line) => !before.includes(line));
  const own: readonly string[] = [IMAGE, DEV, ...LOCKS];
  return {
    files: new Map<string, string | undefined>([
      ['pyproject.toml', missing ? `${text.trimEnd()}\n\n${indexes.join('\n').trimEnd()}\n` : text],
      ...own.filter((path) => read(path) !== undefined).map((path) => [path, undefined] as const),
      ...lists.constraints.map((path) => [path, undefined] as const),
    ]),
    left: lists.included.filter((path) => !own.includes(path)),
  };
}

/** The versions that the new lock keeps, each as a requirement with its marker. */
export function pinnedVersions(read: Read): string[] {
  const known = new Set<string>();
  return LOCKS.flatMap((path) => {
    const text = read(path) ?? '';
    const lines = text.split('\n');
    const pins = pinsOf(text).filter(({ name, version }) => version !== undefined && !known.has(name));
    for (const { name } of pins) known.add(name);
    return pins.map(({ name, version, line }) => {
      const marker = /;\s*([^\\#]+)/.exec(lines[line - 1])?.[1].trim();
      return `${name}==${version}${marker === undefined ? '' : ` ; ${marker}`}`;
    });
  });
}

/** `pyproject.toml` with versions that the next lock must have. */
export function withConstraints(pyproject: string, pins: readonly string[]): string {
  const lines = formatList(
    'constraint-dependencies',
    pins.map((text) => ({ text, comments: [] })),
  );
  const { root } = parseToml(pyproject);
  const own = valueAt(root, 'tool', 'uv', 'constraint-dependencies');
  if (own?.kind !== 'array') return withLines(pyproject, 'tool.uv', lines);
  const items = pins.map((text) => ` ${quoted(text)},`).join('');
  return `${pyproject.slice(0, own.start + 1)}${items}${pyproject.slice(own.start + 1)}`;
}

/** Reads requirements files with their comments. */
class Lists {
  readonly included: string[] = [];
  readonly constraints: string[] = [];
  readonly problems: string[] = [];

  constructor(private readonly read: Read) {}

  /** The packages of a file and of those that it includes, each file once. */
  entries(path: string): PackageEntry[] {
    const text = this.read(path);
    // The library writes the packages of the runtime module.
    if (this.included.includes(path) || path === 'src/gitops_runtime/requirements.in') return [];
    if (text === undefined) {
      if (path !== IMAGE && path !== DEV) this.problems.push(`${path} is missing: add it, or remove what includes it`);
      return [];
    }
    this.included.push(path);
    let comments: string[] = [];
    return text.split('\n').flatMap((line, index): PackageEntry[] => {
      const content = line.trim();
      if (content === '' || content.startsWith('#')) {
        // What the starter file explains is no longer true.
        comments = content === '' || content.includes('make lock') ? [] : [...comments, content];
        return [];
      }
      const before = comments;
      comments = [];
      const near = (other: string): string => posix.join(posix.dirname(path), other);
      const { packages, includes, constraints, options, local } = listedIn(line);
      if (includes.length > 0) return includes.flatMap((other) => this.entries(near(other)));
      if (constraints.length > 0) {
        this.constraints.push(...constraints.map(near).filter((other) => !this.constraints.includes(other)));
        return [];
      }
      if (packages.length !== 1 || options.length > 0 || local.length > 0) {
        this.problems.push(`${path}:${index + 1} has ${content}, which pyproject.toml cannot hold: remove it`);
        return [];
      }
      return [{ ...entryOf(content), comments: before }];
    });
  }
}

/** Adds lines to a section, except for keys that it has; a new section goes to the beginning, or to the end for tools. */
function withLines(text: string, section: string, lines: readonly string[]): string {
  const { root, sections } = parseToml(text);
  const path = section.split('.');
  const known = sections.find((one) => one.path.join('.') === section);
  if (known === undefined) {
    const added = `[${section}]\n${lines.join('\n')}\n`;
    if (path[0] === 'tool') return text === '' ? added : `${text.trimEnd()}\n\n${added}`;
    return text === '' ? added : `${added}\n${text}`;
  }
  const keep = lines.filter((line) => {
    const key = /^([\w-]+) = [^[]/.exec(line)?.[1];
    return key === undefined || valueAt(root, ...path, key) === undefined;
  });
  const headerEnd = text.indexOf('\n', known.start) + 1 || text.length;
  const head = text.slice(0, headerEnd);
  return `${head}${head.endsWith('\n') ? '' : '\n'}${keep.join('\n')}\n${text.slice(headerEnd)}`;
}
