import type { Listed } from './requirements-file';
import { listedIn, normalize } from './requirements-file';
import type { TomlFile, TomlValue } from './toml';
import { itemsAt, lineAt, parseToml, stringAt, valueAt } from './toml';

/** What `pyproject.toml` tells uv about the packages of an app. */
export interface Pyproject {
  readonly toml: TomlFile;
  /** Whether it has `[project]`. */
  readonly isProject: boolean;
  readonly requiresPython?: { readonly line: number; readonly value: string };
  readonly dependencies: readonly Requirement[];
  /** Dependency groups, with the packages of the groups that they include. */
  readonly groups: ReadonlyMap<string, readonly Requirement[]>;
  /** Packages that do not come from an index, such as those of a git repository. */
  readonly sources: readonly { readonly line: number; readonly name: string }[];
  readonly indexes: readonly PackageIndex[];
}

/** A package that is listed, and the text that lists it. */
export interface Requirement extends Listed {
  readonly text: string;
}

interface PackageIndex {
  readonly line: number;
  readonly url: string;
  readonly isDefault: boolean;
}

/**
 * Reads `pyproject.toml`; throws a `TomlError` if it is not TOML.
 *
 * @see https://packaging.python.org/en/latest/specifications/pyproject-toml/
 * @see https://packaging.python.org/en/latest/specifications/dependency-groups/
 */
export function readPyproject(text: string): Pyproject {
  const toml = parseToml(text);
  const { root } = toml;
  const requirements = (items: readonly TomlValue[]): Requirement[] =>
    items.flatMap((item) => (item.kind === 'string' ? requirementOf(item.value, lineAt(text, item.start)) : []));
  const python = stringAt(root, 'project', 'requires-python');
  const groups = valueAt(root, 'dependency-groups');
  const names = groups?.kind === 'table' ? [...groups.entries.keys()] : [];
  const inGroup = (name: string, seen: readonly string[] = []): Requirement[] =>
    itemsAt(root, 'dependency-groups', name).flatMap((item) => {
      const included = item.kind === 'table' ? stringAt(item, 'include-group')?.value : undefined;
      if (included === undefined) return requirements([item]);
      const same = names.find((other) => normalize(other) === normalize(included)) ?? included;
      return seen.includes(same) ? [] : inGroup(same, [...seen, name]);
    });
  const sources = valueAt(root, 'tool', 'uv', 'sources');
  return {
    toml,
    isProject: valueAt(root, 'project') !== undefined,
    requiresPython: python && { line: lineAt(text, python.start), value: python.value },
    dependencies: requirements(itemsAt(root, 'project', 'dependencies')),
    groups: new Map(names.map((name) => [normalize(name), inGroup(name)])),
    sources:
      sources?.kind === 'table'
        ? [...sources.entries].map(([name, { start }]) => ({ line: lineAt(text, start), name: normalize(name) }))
        : [],
    indexes: itemsAt(root, 'tool', 'uv', 'index').flatMap((item) => {
      const url = item.kind === 'table' ? stringAt(item, 'url') : undefined;
      if (item.kind !== 'table' || url === undefined) return [];
      const isDefault = valueAt(item, 'default');
      return {
        line: lineAt(text, url.start),
        url: url.value,
        isDefault: isDefault?.kind === 'other' && isDefault.text === 'true',
      };
    }),
  };
}

function requirementOf(text: string, line: number): Requirement[] {
  const { packages, local } = listedIn(text);
  const [listed] = packages;
  if (listed !== undefined) return [{ ...listed, line, text }];
  // A package at a path, such as `shop @ file:///srv/shop`.
  const name = /^\s*([A-Za-z0-9][\w.-]*)\s*@/.exec(text)?.[1];
  if (local.length === 0 || name === undefined) return [];
  return [{ line, name: normalize(name), extras: [], specifiers: [], isConditional: false, text }];
}
