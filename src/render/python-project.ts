import { requirementsOf } from './requirements';
import { normalize } from '../common/requirements-file';
import { parseUvLock } from '../common/uv-lock';
import type { App, Repository } from '../config/model';

/** The lists of packages of an app, in the order of its starter files. */
export interface PackageLists {
  /** Lines of `src/requirements.in`. */
  readonly image: readonly string[];
  /** Lines of `test/requirements-test.in`. */
  readonly dev: readonly string[];
}

/**
 * Renders `[project]`, the dependency group `dev`, and the package indexes of an app, as `pyproject.toml` begins. `lock` is
 * the template of its `uv.lock`.
 */
export function renderPythonProject(
  repository: Repository,
  app: App,
  { image, dev }: PackageLists,
  lock: string,
): string {
  const runtime = requirementsOf(app).map(({ name, lowest }) => `${name}>=${lowest}`);
  const own = image.filter((line) => !requirementsOf(app).some(({ name }) => name === requirementName(line)));
  const lines = [
    '[project]',
    ...projectLines(projectName(app.name, lockedNames(lock)), app, [...own, ...runtime].sort().map(entryOf)),
    '',
    '[dependency-groups]',
    ...formatList('dev', [...dev].sort().map(entryOf)),
    '',
    ...indexesOf(repository),
  ];
  return `${lines.join('\n')}\n`;
}

/** The name of an app's project: uv refuses one that has the name of a package it needs, directly or not. */
export function projectName(name: string, packages: ReadonlySet<string>): string {
  return packages.has(name) ? projectName(`${name}-app`, packages) : name;
}

/** The packages in a lock of uv, without the project itself. */
function lockedNames(lock: string): Set<string> {
  const { packages, root } = parseUvLock(lock);
  return new Set(packages.filter((one) => one !== root).map(({ name }) => name));
}

/** A package of a list, with the comments around it. */
export interface PackageEntry {
  readonly text: string;
  /** Lines before it. */
  readonly comments: readonly string[];
  /** At the end of its line. */
  readonly comment?: string;
}

/** A line of a requirements file. */
export function entryOf(line: string): PackageEntry {
  const [, text, comment] = /^(.*?)(?:\s+(#.*))?$/.exec(line) ?? [];
  return { text, comments: [], comment };
}

/** The lines below `[project]`. */
export function projectLines(name: string, { pythonVersion }: App, dependencies: readonly PackageEntry[]): string[] {
  return [
    `name = "${name}"`,
    'version = "0.0.0" # the version of the image is that of its release',
    `requires-python = ">=${pythonVersion}" # pythonVersion in .projenrc.ts`,
    ...formatList('dependencies', dependencies),
  ];
}

/** A list with one text a line, as uv writes it. */
export function formatList(key: string, entries: readonly PackageEntry[]): string[] {
  const lines = entries.flatMap(({ text, comments, comment }) => [
    ...comments.map((line) => `    ${line}`),
    `    ${quoted(text)},${comment === undefined ? '' : ` ${comment}`}`,
  ]);
  return [`${key} = [`, ...lines, ']'];
}

/** A string of TOML: a marker contains quotes. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** `[[tool.uv.index]]` of `packageIndex` and `extraPackageIndexes`, which `uv add` needs. */
export function indexesOf({ packageIndex, extraPackageIndexes }: Repository): string[] {
  const extra = extraPackageIndexes.map((url) => ['[[tool.uv.index]]', `url = "${url}"`, '']);
  const main = packageIndex === undefined ? [] : ['[[tool.uv.index]]', `url = "${packageIndex}"`, 'default = true', ''];
  return [...extra.flat(), ...main];
}

/** The name of the package in a requirement. */
export function requirementName(line: string): string {
  return normalize(/^[A-Za-z0-9][\w.-]*/.exec(line)?.[0] ?? '');
}

/** Packages that a starter `.in` file lists. */
export function listedLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !/^(?:#|-r )/.test(line));
}

/**
 * Renders the starter `uv.lock`. Its template is for the oldest Python: the lock of a newer one has no wheels for Pythons
 * before it.
 */
export function renderUvLock(template: string, { name, pythonVersion }: App): string {
  const minor = Number(pythonVersion.split('.')[1]);
  return template
    .split('\n')
    .filter((line) => {
      const tag = /-(?:cp|pp)3(\d+)-(?:cp3|pypy3)\d+\w*-/.exec(line)?.[1];
      return tag === undefined || Number(tag) >= minor;
    })
    .join('\n')
    .replace('requires-python = ">=3.11"', `requires-python = ">=${pythonVersion}"`)
    .replace('name = "example-app"', `name = "${projectName(name, lockedNames(template))}"`);
}
