import type { Listed, Pin } from '../../../common/requirements-file';
import { isWholeLock, meets, normalize, pinsOf, REQUIREMENTS_FILES } from '../../../common/requirements-file';
import type { Context, DeclaredApp } from '../context';
import type { Lock } from '../locks';
import type { Problem } from '../problem';
import type { SourceTree } from '../source-tree';

/** The library changes this file, and synth checks the lock for it. */
const GENERATED = 'src/gitops_runtime/requirements.in';

/**
 * A requirements file that changed without a new lock. The image installs the lock, so a new package would be missing in
 * the container only.
 */
export function outdatedLock({ tree, locks, declared }: Context): Problem[] {
  return [...locks.flatMap(compareLock), ...declared.flatMap((app) => unlockedSources(tree, app))];
}

/** Packages that are set to be built from source but are in no lock, such as misspelled ones: the option does nothing. */
function unlockedSources(tree: SourceTree, { app, packages, sourcePackages = [] }: DeclaredApp): Problem[] {
  if (packages === 'uv') return [];
  const locks = REQUIREMENTS_FILES.flatMap(({ lock }) => tree.text(`apps/${app}/${lock}`) ?? []);
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

function compareLock({ folder, path: lock, text, included, constraints }: Lock): Problem[] {
  const fix = `run make -C ${folder} lock`;
  const pins = new Map<string, Pin[]>();
  for (const pin of pinsOf(text)) pins.set(pin.name, [...(pins.get(pin.name) ?? []), pin]);
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
      return [{ rule: 'outdated-lock', path: `${folder}/${file}`, line: one.line, message, fix }];
    });
  return [
    ...[...included].flatMap(([file, { packages }]) => differences(file, packages, false)),
    ...[...constraints].flatMap(([file, { packages }]) => differences(file, packages, true)),
    ...removed(vias, listed, `${folder}/${lock}`, fix),
  ];
}

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
