import { posix } from 'node:path';
import type { Pin } from '../../../common/requirements-file';
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
  const listed = new Map<string, ReadonlySet<string>>();
  const problems = sourcesOf(tree, app, source).flatMap((file): Problem[] => {
    const { packages } = listedIn(tree.text(`${app}/${file}`) ?? '');
    listed.set(file, new Set(packages.map(({ name }) => name)));
    return packages.flatMap(({ name, line, specifiers, isConditional }): Problem[] => {
      const own = pins.get(name) ?? [];
      const problem = { rule: 'outdated-lock', path: `${app}/${file}`, line, fix } as const;
      if (own.length === 0) {
        // It may be for other versions of Python only.
        return isConditional ? [] : [{ ...problem, message: `lists ${name}, which ${lock} does not lock` }];
      }
      const [unmet] = own.filter(
        ({ version }) => version !== undefined && !specifiers.every((specifier) => meets(version, specifier)),
      );
      if (unmet === undefined || isConditional) return [];
      const message = `lists ${name}${specifiers.join(',')}, but ${lock} locks ${unmet.version}`;
      return [{ ...problem, message }];
    });
  });
  return [...problems, ...removed(text, listed, `${app}/${lock}`, fix)];
}

/** A requirements file of an app, and all that it includes. */
function sourcesOf(tree: SourceTree, app: string, source: string): string[] {
  const found = new Set([source]);
  for (const file of found) {
    const { includes } = listedIn(tree.text(`${app}/${file}`) ?? '');
    for (const include of includes) {
      const path = posix.join(posix.dirname(file), include);
      if (tree.has(`${app}/${path}`)) found.add(path);
    }
  }
  return [...found];
}

/** Pins that are in the lock only for a file which no longer lists them. uv writes these files below each pin. */
function removed(text: string, listed: ReadonlyMap<string, ReadonlySet<string>>, path: string, fix: string): Problem[] {
  let name = '';
  return text.split('\n').flatMap((content, index): Problem[] => {
    name = pinName(content) ?? name;
    const file = /^\s+#\s+(?:via\s+)?-r (\S+)$/.exec(content)?.[1];
    const packages = listed.get(file ?? '');
    if (file === undefined || packages === undefined || file === GENERATED || packages.has(name)) return [];
    const message = `locks ${name} for ${file}, which no longer lists it`;
    return [{ rule: 'outdated-lock', path, line: index + 1, message, fix }];
  });
}

function pinName(content: string): string | undefined {
  const name = /^([A-Za-z0-9][\w.-]*)/.exec(content)?.[1];
  return name === undefined ? undefined : normalize(name);
}
