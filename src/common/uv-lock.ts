import { normalize } from './requirements-file';

/** A package in `uv.lock`. */
export interface UvPackage {
  readonly line: number;
  /** Normalized, as uv writes it. */
  readonly name: string;
  readonly version?: string;
  /** Where it comes from, such as `registry`, `git`, or `virtual` for the project itself. */
  readonly source: string;
  readonly hasWheel: boolean;
  /** What it needs, also for its extras. */
  readonly dependencies: readonly UvDependency[];
  /** Dependency groups, by name. */
  readonly groups: ReadonlyMap<string, readonly UvDependency[]>;
}

export interface UvDependency {
  readonly line: number;
  readonly name: string;
  /** Of a requirement; undefined for any version. */
  readonly specifier?: string;
  readonly marker?: string;
  readonly extras: readonly string[];
  /** The extra that it is for. */
  readonly forExtra?: string;
}

export interface UvLock {
  readonly requiresPython?: string;
  readonly packages: readonly UvPackage[];
  /** The app itself. */
  readonly root?: UvPackage;
  /** What the lock was made for: `dependencies` and the groups of `pyproject.toml`. */
  readonly requires: readonly UvDependency[];
  readonly groups: ReadonlyMap<string, readonly UvDependency[]>;
}

type Section = 'package' | 'optional' | 'dev' | 'metadata' | 'requires-dev' | 'other';

const SECTIONS: Readonly<Record<string, Section>> = {
  '[[package]]': 'package',
  '[package.optional-dependencies]': 'optional',
  '[package.dev-dependencies]': 'dev',
  '[package.metadata]': 'metadata',
  '[package.metadata.requires-dev]': 'requires-dev',
};

interface Draft {
  line: number;
  name: string;
  version?: string;
  source: string;
  hasWheel: boolean;
  dependencies: UvDependency[];
  groups: Map<string, UvDependency[]>;
}

/**
 * Reads `uv.lock` line by line, in the form in which uv writes it: thousands of lines are hashes, which nothing here needs.
 *
 * @see https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
 */
export function parseUvLock(text: string): UvLock {
  const packages: Draft[] = [];
  const requires: UvDependency[] = [];
  const groups = new Map<string, UvDependency[]>();
  let requiresPython: string | undefined;
  let section: Section = 'other';
  /** The list that the lines are in. */
  let list: string | undefined;
  const add = (line: number, content: string): void => {
    const one = packages.at(-1);
    const dependency = dependencyOf(line, content);
    if (one === undefined || dependency === undefined || list === undefined) return;
    if (section === 'optional') one.dependencies.push({ ...dependency, forExtra: list });
    else if (section === 'dev') into(one.groups, list).push(dependency);
    else if (section === 'requires-dev') into(groups, list).push(dependency);
    else if (section === 'metadata' && list === 'requires-dist') requires.push(dependency);
    else if (section === 'package' && list === 'dependencies') one.dependencies.push(dependency);
  };
  text.split('\n').forEach((content, index) => {
    const line = index + 1;
    if (content.startsWith('[')) {
      section = SECTIONS[content.trimEnd()] ?? 'other';
      list = undefined;
      if (section === 'package') {
        packages.push({ line, name: '', source: '', hasWheel: false, dependencies: [], groups: new Map() });
      }
      return;
    }
    if (list !== undefined && content.startsWith(' ')) {
      if (list === 'wheels') (packages.at(-1) as Draft).hasWheel = true;
      else add(line, content);
      return;
    }
    const [, key, value] = /^([\w-]+|"[^"]*") = (.*)$/.exec(content) ?? [];
    if (key === undefined) return;
    const one = packages.at(-1);
    if (value.startsWith('[')) {
      list = key.replace(/"/g, '');
      if (section === 'metadata' || section === 'requires-dev') {
        // A group without packages is a group, too.
        if (section === 'requires-dev') into(groups, list);
      }
      for (const [entry] of value.matchAll(/\{ .*? \}(?=,|\])/g)) add(line, entry);
      if (value.trimEnd().endsWith(']')) list = undefined;
      return;
    }
    if (one === undefined) {
      if (key === 'requires-python') requiresPython = unquoted(value);
    } else if (section === 'package') {
      if (key === 'name') one.name = unquoted(value);
      if (key === 'version') one.version = unquoted(value);
      if (key === 'source') one.source = /^\{ ([\w-]+) = /.exec(value)?.[1] ?? '';
    }
  });
  const root = packages.find(({ source }) => source === 'virtual' || source === 'editable');
  return { requiresPython, packages, root, requires, groups };
}

function into(map: Map<string, UvDependency[]>, name: string): UvDependency[] {
  const known = map.get(name) ?? [];
  map.set(name, known);
  return known;
}

function unquoted(value: string): string {
  return /^"(.*)"/.exec(value)?.[1] ?? value;
}

function dependencyOf(line: number, content: string): UvDependency | undefined {
  const field = (name: string): string | undefined => new RegExp(`\\b${name} = "([^"]*)"`).exec(content)?.[1];
  const name = field('name');
  if (name === undefined) return undefined;
  const extras = /\bextras? = \[([^\]]*)\]/.exec(content)?.[1] ?? '';
  return {
    line,
    name,
    specifier: field('specifier'),
    marker: field('marker'),
    extras: [...extras.matchAll(/"([^"]*)"/g)].map(([, extra]) => normalize(extra)),
  };
}

/** The packages that the project needs, without its dependency groups, or with those that are named. */
export function neededPackages({ packages, root }: UvLock, groups: readonly string[] = []): UvPackage[] {
  const byName = new Map<string, UvPackage[]>();
  for (const one of packages) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  const found = new Set<UvPackage>();
  const wanted = new Set<string>();
  const visit = ({ name, extras }: Pick<UvDependency, 'name' | 'extras'>): void => {
    for (const extra of [undefined, ...extras]) {
      const key = `${name}[${extra ?? ''}]`;
      if (wanted.has(key)) continue;
      wanted.add(key);
      for (const one of byName.get(name) ?? []) {
        found.add(one);
        one.dependencies.filter(({ forExtra }) => forExtra === extra).forEach(visit);
      }
    }
  };
  root?.dependencies.filter(({ forExtra }) => forExtra === undefined).forEach(visit);
  for (const group of groups) root?.groups.get(group)?.forEach(visit);
  return [...found];
}
