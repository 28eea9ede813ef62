import type { Requirement } from '../../../common/pyproject';
import { meets, normalize } from '../../../common/requirements-file';
import type { UvDependency, UvPackage } from '../../../common/uv-lock';
import { neededPackages } from '../../../common/uv-lock';
import type { Context } from '../context';
import type { Problem } from '../problem';
import type { UvProject } from '../uv-projects';

/**
 * `pyproject.toml` that changed without a new `uv.lock`, and what the image cannot install from it. uv itself would need a
 * network and the Python of the image to tell.
 */
export function outdatedUvLock({ uvProjects }: Pick<Context, 'uvProjects'>): Problem[] {
  return uvProjects.flatMap((one) => {
    if (one.error !== undefined) {
      const fix = 'fix the syntax: https://toml.io';
      return [problem(one, 'pyproject.toml', one.error.line, `is not TOML: ${one.error.what}`, fix)];
    }
    const wrong = inProject(one);
    if (one.project?.isProject === false) return wrong;
    return [...wrong, ...notLocked(one), ...notInstallable(one)];
  });
}

function problem({ folder }: UvProject, file: string, line: number | undefined, message: string, fix: string): Problem {
  return { rule: 'outdated-lock', path: `${folder}/${file}`, line, message, fix };
}

/** What `pyproject.toml` must contain. */
function inProject(one: UvProject): Problem[] {
  const { app, project, lock } = one;
  const add = (line: number | undefined, message: string, fix: string): Problem =>
    problem(one, 'pyproject.toml', line, message, fix);
  if (project === undefined) return [];
  if (!project.isProject) {
    return [add(undefined, 'has no [project], which lists the packages of the app', 'add it, then run uv lock')];
  }
  const python = project.requiresPython;
  const image = app.pythonVersion;
  const wrongPython =
    python !== undefined && image !== undefined && !python.value.split(',').every((part) => meets(image, bare(part)))
      ? [
          add(
            python.line,
            `requires Python ${python.value}, but the image has ${image}`,
            `set requires-python = ">=${image}", then run make -C ${one.folder} lock`,
          ),
        ]
      : [];
  const otherPython =
    lock?.requiresPython !== undefined && python !== undefined && bare(lock.requiresPython) !== bare(python.value)
      ? [add(python.line, `requires Python ${python.value}, but uv.lock is for ${lock.requiresPython}`, relock(one))]
      : [];
  return [...(wrongPython.length > 0 ? wrongPython : otherPython), ...indexes(one)];
}

/** `uv add` reads indexes from `pyproject.toml`; `make lock` and the image have those of the config. */
function indexes(one: UvProject): Problem[] {
  const { app, project } = one;
  const { packageIndex, extraPackageIndexes = [] } = app.indexes ?? {};
  const known = [...extraPackageIndexes, ...(packageIndex === undefined ? [] : [packageIndex])].map(withoutSlash);
  const found = project?.indexes ?? [];
  const unknown = found
    .filter(({ url }) => !known.includes(withoutSlash(url)) && !isPyPI(url))
    .map(({ url, line, isDefault }) =>
      problem(
        one,
        'pyproject.toml',
        line,
        `sets the package index ${url}, which the image does not know`,
        `set ${isDefault ? 'packageIndex' : 'extraPackageIndexes'} in .projenrc.ts, or remove it`,
      ),
    );
  const missing = known
    .filter((url) => !found.some((other) => withoutSlash(other.url) === url))
    .map((url) => {
      const isDefault = packageIndex !== undefined && url === withoutSlash(packageIndex);
      const option = isDefault ? 'packageIndex' : 'extraPackageIndexes';
      const lines = [`[[tool.uv.index]]`, `url = "${url}"`, ...(isDefault ? ['default = true'] : [])];
      return problem(
        one,
        'pyproject.toml',
        undefined,
        `lacks ${url} of ${option}, so uv add would ask PyPI instead`,
        `add these lines: ${lines.join(' ⏎ ')}`,
      );
    });
  return [...unknown, ...missing];
}

/** Packages that are listed and not locked, or locked and no longer listed. */
function notLocked(one: UvProject): Problem[] {
  const { project, lock } = one;
  if (project === undefined || lock === undefined) return [];
  const lists: [string, readonly Requirement[], readonly UvDependency[]][] = [
    ['dependencies', project.dependencies, lock.requires.filter(({ marker = '' }) => !/\bextra ==/.test(marker))],
    ...[...project.groups].map(([name, listed]): [string, readonly Requirement[], readonly UvDependency[]] => [
      `the group ${name}`,
      listed,
      lock.groups.get(name) ?? [],
    ]),
  ];
  const changed = lists.flatMap(([where, listed, locked]) =>
    listed.flatMap((requirement): Problem[] => {
      const same = locked.filter(({ name }) => name === requirement.name);
      const difference =
        same.length === 0
          ? 'which uv.lock does not have there'
          : same.some((other) => isSame(requirement, other))
            ? undefined
            : `but uv.lock is for ${same.map(formatLocked).join(' and ')}`;
      if (difference === undefined) return [];
      const message = `lists ${requirement.text} in ${where}, ${difference}`;
      return [problem(one, 'pyproject.toml', requirement.line, message, relock(one))];
    }),
  );
  const gone = lists.flatMap(([where, listed, locked]) =>
    locked
      .filter(({ name }) => !listed.some((other) => other.name === name))
      .map(({ name, line }) =>
        problem(
          one,
          'uv.lock',
          line,
          `locks ${name} for ${where} of pyproject.toml, which no longer lists it`,
          relock(one),
        ),
      ),
  );
  return [...changed, ...gone];
}

/** Whether a requirement is the one that was locked. Versions that are not only numbers can be written in several ways. */
function isSame({ specifiers, extras }: Requirement, locked: UvDependency): boolean {
  const own = specifiers.map(bare).sort();
  const other = (locked.specifier ?? '').split(',').map(bare).filter(Boolean).sort();
  const isPlain = [...own, ...other].every((one) => /^[<>=!~]+\d+(?:\.(?:\d+|\*))*$/.test(one));
  const sameVersions = !isPlain || own.join() === other.join();
  return sameVersions && [...extras].sort().join() === [...locked.extras].sort().join();
}

function formatLocked({ name, extras, specifier = '' }: UvDependency): string {
  return `${name}${extras.length === 0 ? '' : `[${extras.join(',')}]`}${specifier}`;
}

/** Packages in the lock that pip cannot install in the image, and options that do nothing. */
function notInstallable(one: UvProject): Problem[] {
  const { app, lock } = one;
  if (lock?.root === undefined) return [];
  const { sourcePackages = [] } = app;
  const built = new Set(sourcePackages.map(normalize));
  const all = neededPackages(lock, [...lock.root.groups.keys()]);
  const option = `apps.${app.app}.sourcePackages`;
  const unused = sourcePackages
    .filter((name) => !all.some((locked) => locked.name === normalize(name)))
    .map((name): Problem => ({
      rule: 'outdated-lock',
      path: '.projenrc.ts',
      message: `${option} lists ${name}, which ${one.folder}/uv.lock does not contain`,
      fix: `run ${one.folder}/scripts/setup.sh uv add ${name}, or remove it from ${option}`,
    }));
  return [
    ...unused,
    ...all.filter(isFromIndex).flatMap((locked) => withoutWheel(one, locked, built)),
    ...all
      .filter((locked) => !isFromIndex(locked) && locked !== lock.root)
      .map(({ name, source, line }) =>
        problem(
          one,
          'uv.lock',
          line,
          `locks ${name} from ${source === 'git' ? 'a git repository' : `a ${source}`}, but make setup and the image install only packages of an index, with their hashes`,
          `publish it to a package index, or put its code below ${one.folder}/src/`,
        ),
      ),
  ];
}

function withoutWheel(one: UvProject, { name, line, hasWheel }: UvPackage, built: ReadonlySet<string>): Problem[] {
  if (hasWheel || built.has(name)) return [];
  const message = `locks ${name}, which has no wheel, so the image cannot install it`;
  return [problem(one, 'uv.lock', line, message, `list it in sourcePackages of the app in .projenrc.ts`)];
}

function isFromIndex({ source }: UvPackage): boolean {
  return source === 'registry';
}

function relock({ folder }: UvProject): string {
  return `run make -C ${folder} lock`;
}

/** A specifier without spaces. */
function bare(specifier: string): string {
  return specifier.replace(/\s/g, '');
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '');
}

function isPyPI(url: string): boolean {
  return withoutSlash(url) === 'https://pypi.org/simple';
}
