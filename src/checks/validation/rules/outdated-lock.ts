import { posix } from 'node:path';
import type { Listed, Pin, Requirements } from '../../../common/requirements-file';
import { isWholeLock, listedIn, meets, normalize, pinsOf } from '../../../common/requirements-file';
import type { Context, DeclaredApp } from '../context';
import type { Problem } from '../problem';
import type { SourceTree } from '../source-tree';

/** The locks of an app, each with the file that it is made from. */
const LOCKS = [
  ['src/requirements.in', 'src/requirements.txt'],
  ['test/requirements-test.in', 'test/requirements-test.txt'],
] as const;

/** The library changes this file, and synth checks the lock for it. */
const GENERATED = 'src/gitops_runtime/requirements.in';

/**
 * A requirements file that changed without a new lock. The image installs the lock, so a new package would be missing in
 * the container only.
 */
export function outdatedLock({ tree, isApp, declared }: Context): Problem[] {
  const apps = new Set(tree.below('apps').map((path) => path.split('/')[1]));
  return [
    ...[...apps]
      .filter(isApp)
      .flatMap((app) => LOCKS.flatMap(([source, lock]) => compareLock(tree, `apps/${app}`, source, lock))),
    ...declared.flatMap((app) => unlockedSources(tree, app)),
  ];
}

/** Packages that are set to be built from source but are in no lock, such as misspelled ones: the option does nothing. */
function unlockedSources(tree: SourceTree, { app, sourcePackages = [] }: DeclaredApp): Problem[] {
  const locks = LOCKS.flatMap(([, lock]) => tree.text(`apps/${app}/${lock}`) ?? []);
  if (sourcePackages.length === 0 || locks.length === 0 || !locks.every(isWholeLock)) return [];
  const locked = new Set(locks.flatMap((lock) => pinsOf(lock).map(({ name }) => name)));
  const option = `apps.${app}.sourcePackages`;
  return sourcePackages
    .filter((name) => !locked.has(normalize(name)))
    .map((name) => ({
      rule: 'outdated-lock',
      path: '.projenrc.ts',
      message: `${option} lists ${name}, which no lock of apps/${app} contains`,
      fix: `add it to apps/${app}/src/requirements.in and run make -C apps/${app} lock, or remove it from ${option}`,
    }));
}

function compareLock(tree: SourceTree, app: string, source: string, lock: string): Problem[] {
  const text = tree.text(`${app}/${lock}`);
  if (text === undefined || !tree.has(`${app}/${source}`) || !isWholeLock(text)) return [];
  const fix = `run make -C ${app} lock`;
  const pins = new Map<string, Pin[]>();
  for (const pin of pinsOf(text)) pins.set(pin.name, [...(pins.get(pin.name) ?? []), pin]);
  const { included, constraints } = sourcesOf(tree, app, source);
  const listed = new Map(
    [...included].map(([file, { packages }]) => [file, new Set(packages.map(({ name }) => name))]),
  );
  const vias = viaFiles(text);
  const reasons = new Set(vias.map(({ name, file }) => `${name} ${file}`));
  const differences = (file: string, packages: readonly Listed[], isConstraint: boolean): Problem[] =>
    packages.flatMap((one): Problem[] => {
      // One with a marker may be for other versions of Python only.
      if (one.isConditional) return [];
      const own = pins.get(one.name) ?? [];
      if (own.length === 0 && isConstraint) return [];
      const difference =
        own.length === 0
          ? `${one.name}, which ${lock} does not lock`
          : (otherVersion(one, own, lock) ??
            (reasons.has(`${one.name} ${file}`) ? fewerExtras(one, own, lock) : undefined));
      if (difference === undefined) return [];
      const message = `${isConstraint ? 'requires' : 'lists'} ${difference}`;
      return [{ rule: 'outdated-lock', path: `${app}/${file}`, line: one.line, message, fix }];
    });
  return [
    ...[...included].flatMap(([file, { packages }]) => differences(file, packages, false)),
    ...[...constraints].flatMap(([file, { packages }]) => differences(file, packages, true)),
    ...[...included, ...constraints].flatMap(([file, { options }]) =>
      options
        .filter(({ name }) => !new RegExp(`^${name}\\b`, 'm').test(text))
        .map(({ name, line }): Problem => ({
          rule: 'outdated-lock',
          path: `${app}/${file}`,
          line,
          message: `sets ${name}, which make lock reads, but the image and CI do not`,
          fix: INSTEAD[name],
        })),
    ),
    ...removed(vias, listed, `${app}/${lock}`, fix),
  ];
}

/** What to set in `.projenrc.ts` instead of an option of a requirements file: locks do not keep these. */
const INSTEAD: Readonly<Record<string, string>> = {
  '--extra-index-url': 'remove it, and set extraPackageIndexes in .projenrc.ts',
  '--find-links': 'remove it, publish the files to a package index, and set extraPackageIndexes in .projenrc.ts',
  '--index-url': 'remove it, and set packageIndex in .projenrc.ts',
  '--no-binary': 'remove it, and list the packages in sourcePackages of the app in .projenrc.ts',
};

function otherVersion({ name, specifiers }: Listed, own: readonly Pin[], lock: string): string | undefined {
  const unmet = own.find(
    ({ version }) => version !== undefined && !specifiers.every((specifier) => meets(version, specifier)),
  );
  return unmet && `${name}${specifiers.join(',')}, but ${lock} locks ${unmet.version}`;
}

/** `make lock` keeps extras, so a new one shows, such as that of `psycopg[binary]`. */
function fewerExtras({ name, extras }: Listed, own: readonly Pin[], lock: string): string | undefined {
  const locked = new Set(own.flatMap((pin) => pin.extras));
  const missing = extras.filter((extra) => !locked.has(extra));
  return missing.length === 0
    ? undefined
    : `${name}[${extras.join(',')}], but ${lock} locks it without ${missing.join(', ')}`;
}

interface Sources {
  readonly included: ReadonlyMap<string, Requirements>;
  /** Files that limit the versions of packages without listing them. */
  readonly constraints: ReadonlyMap<string, Requirements>;
}

/** A requirements file of an app, and all that it includes. */
function sourcesOf(tree: SourceTree, app: string, source: string): Sources {
  const included = new Map<string, Requirements>();
  const constraints = new Map<string, Requirements>();
  const read = (file: string, into: Map<string, Requirements>): void => {
    const text = tree.text(`${app}/${file}`);
    if (text === undefined || into.has(file)) return;
    const found = listedIn(text);
    into.set(file, found);
    const near = (path: string): string => posix.join(posix.dirname(file), path);
    for (const path of found.includes) read(near(path), into);
    for (const path of found.constraints) read(near(path), constraints);
  };
  read(source, included);
  return { included, constraints };
}

/** Pins that are in the lock only for a file which no longer lists them. */
function removed(
  vias: readonly Via[],
  listed: ReadonlyMap<string, ReadonlySet<string>>,
  path: string,
  fix: string,
): Problem[] {
  return vias.flatMap(({ name, file, line }): Problem[] => {
    const packages = listed.get(file);
    if (packages === undefined || file === GENERATED || packages.has(name)) return [];
    return [{ rule: 'outdated-lock', path, line, message: `locks ${name} for ${file}, which no longer lists it`, fix }];
  });
}

/** A file that a pin is for. */
interface Via {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** The files that each pin is for, which uv writes below it. */
function viaFiles(lock: string): Via[] {
  let name = '';
  return lock.split('\n').flatMap((content, index) => {
    name = pinName(content) ?? name;
    const file = /^\s+#\s+(?:via\s+)?-r (\S+)$/.exec(content)?.[1];
    return file === undefined ? [] : [{ name, file, line: index + 1 }];
  });
}

function pinName(content: string): string | undefined {
  const name = /^([A-Za-z0-9][\w.-]*)/.exec(content)?.[1];
  return name === undefined ? undefined : normalize(name);
}
