import { isDeepStrictEqual } from 'node:util';
import { parseJson } from '../../common/json';
import { compare } from '../../common/order';
import { isRecord } from '../../common/records';
import type { PackageManager } from '../../config/package-managers';
import { namedManager, packageManagerPin } from '../../config/package-managers';

/** A development dependency that the library needs. */
export interface Dependency {
  readonly name: string;
  /** Overrides the version in package.json. */
  readonly required?: string;
  /** Used when package.json does not declare the dependency. */
  readonly fallback: string;
}

/** Splits `name@version`, with or without a scope. */
export function parseDependency(spec: string): { readonly name: string; readonly version?: string } {
  const at = spec.indexOf('@', 1);
  return at < 0 ? { name: spec } : { name: spec.slice(0, at), version: spec.slice(at + 1) };
}

/** The version of a dependency in package.json. */
export function declaredVersion(text: string | undefined, name: string): string | undefined {
  const json = read(text);
  for (const field of ['devDependencies', 'dependencies']) {
    const versions = json[field];
    if (isRecord(versions) && typeof versions[name] === 'string') return versions[name];
  }
  return undefined;
}

/** The package manager in package.json; npm by default. */
export function declaredManager(text: string | undefined): PackageManager {
  return namedManager(read(text).packageManager);
}

/** Sets the package manager, and nothing else. */
export function setDeclaredManager(text: string, manager: PackageManager): string {
  const json = read(text);
  return `${JSON.stringify({ ...json, packageManager: packageManagerPin(manager, json.packageManager) }, undefined, 2)}\n`;
}

/** Sets the version of a dependency, and nothing else. */
export function setDeclaredVersion(text: string, name: string, version: string): string {
  const json = read(text);
  for (const field of ['devDependencies', 'dependencies']) {
    const versions = json[field];
    if (isRecord(versions) && Object.hasOwn(versions, name)) versions[name] = version;
  }
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

/** Adds dependencies that are not declared yet, and nothing else. */
export function declareMissing(text: string, specs: readonly string[]): string {
  const json = read(text);
  const before = isRecord(json.devDependencies) ? json.devDependencies : {};
  const added = specs.map(parseDependency).filter(({ name }) => declaredVersion(text, name) === undefined);
  const devDependencies = {
    ...before,
    ...Object.fromEntries(added.map(({ name, version }) => [name, version ?? '*'])),
  };
  return `${JSON.stringify({ ...json, devDependencies }, undefined, 2)}\n`;
}

/** The generated fields of package.json. */
export interface PackageJson {
  readonly name: string;
  readonly dependencies: readonly Dependency[];
  readonly manager: PackageManager;
}

/**
 * Renders package.json field by field. Generated are `name`, `private`, `engines.node`, `packageManager` unless it is npm,
 * and the library's own development dependencies. Existing versions and all other fields are yours.
 */
export function renderPackageJson(text: string | undefined, { name, dependencies, manager }: PackageJson): string {
  const json = read(text);
  const before = isRecord(json.devDependencies) ? json.devDependencies : {};
  const devDependencies: Record<string, unknown> = { ...before };
  for (const dependency of dependencies) {
    const declared = declaredVersion(text, dependency.name);
    const inRuntime = isRecord(json.dependencies) && Object.hasOwn(json.dependencies, dependency.name);
    if (!inRuntime) devDependencies[dependency.name] = dependency.required ?? declared ?? dependency.fallback;
  }
  const engines = isRecord(json.engines) ? json.engines : {};
  const {
    name: _name,
    private: _private,
    engines: _engines,
    packageManager,
    devDependencies: _dev,
    ...rest
  } = withoutInit(json);
  const pin = packageManagerPin(manager, packageManager);
  const result = {
    name,
    private: true,
    ...rest,
    engines: { ...engines, node: '>= 20.0.0' },
    ...(pin === undefined ? {} : { packageManager: pin }),
    devDependencies: Object.fromEntries(Object.entries(devDependencies).sort(([a], [b]) => compare(a, b))),
  };
  // Only values count; order and indentation belong to you or the package manager.
  return text !== undefined && isDeepStrictEqual(json, result) ? text : `${JSON.stringify(result, undefined, 2)}\n`;
}

/** Parses package.json; undefined when it is invalid. */
function read(text: string | undefined): Record<string, unknown> {
  const json = parseJson(text ?? '{}');
  return isRecord(json) ? json : {};
}

/** Default fields of `npm init --yes`, which are wrong for a repository that is not a package. */
const INIT_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  version: ['1.0.0'],
  description: [''],
  main: ['index.js', '.projenrc.js'],
  keywords: [[]],
  author: [''],
  license: ['ISC'],
  type: ['commonjs'],
  scripts: [{ test: 'echo "Error: no test specified" && exit 1' }],
};

function withoutInit(json: Record<string, unknown>): Record<string, unknown> {
  const isInit = (key: string): boolean =>
    (INIT_VALUES[key] ?? []).some((value) => JSON.stringify(value) === JSON.stringify(json[key]));
  if (!isInit('scripts')) return json;
  return Object.fromEntries(Object.entries(json).filter(([key]) => !isInit(key)));
}
