import type { Finding } from '../../common/findings';
import { compareNumbers, isWholeLock, pinsOf } from '../../common/requirements-file';
import { neededPackages, parseUvLock } from '../../common/uv-lock';
import type { Packages } from '../../config/defaults';
import type { LockedPackages } from '../../config/memory';
import type { App, Repository } from '../../config/model';
import type { RuntimeRequirement } from '../../render/requirements';
import { requirementsOf } from '../../render/requirements';

/** Locks of an app, which are yours: first that of the image, then that of `.venv`, which tests and `make run` use. */
const LOCKS: Readonly<Record<Packages, readonly [image: string, ...others: string[]]>> = {
  requirements: ['src/requirements.txt', 'test/requirements-test.txt'],
  // It is both.
  uv: ['uv.lock'],
};

/** The compared parts of a lock. */
interface Lock {
  readonly text: string;
  readonly pins: readonly Locked[];
  /** Names of the packages. */
  readonly names: ReadonlySet<string>;
  /** Whether all pins are in this file. */
  readonly isWhole: boolean;
}

/** A package in a lock. */
interface Locked {
  readonly line: number;
  readonly name: string;
  /** Undefined for an address. */
  readonly version?: string;
}

/** Reads a file; returns `like` itself when the file holds it. */
type ReadLike = (path: string, like?: string) => string | undefined;

/** The locks of all apps, each read once, when it is needed. */
export class Locks {
  private readonly byPath = new Map<string, Lock | undefined>();
  /** Most apps keep the locks of their starter files: parse each text once. */
  private readonly last = new Map<string, Lock>();

  constructor(private readonly read: ReadLike) {}

  /** Names of the packages in the image of an app. */
  readonly packagesOf: LockedPackages = (app, packages) => this.lock(app, LOCKS[packages][0])?.names ?? new Set();

  /**
   * Compares the locks with what the runtime module of this library version needs. A lock that is too old would only fail
   * when the container starts, so check it before writing: until then, the module on disk and its lock still match.
   */
  check({ apps }: Repository): Finding[] {
    return apps.flatMap((app) =>
      LOCKS[app.packages].flatMap((name) => {
        const lock = this.lock(app.name, name);
        // Without a lock, a starter file follows, or you install in your own way.
        if (lock === undefined) return this.notConverted(app, name);
        return checkLock(app, name, lock, () => this.read(pathOf(app.name, listOf(name))) !== undefined);
      }),
    );
  }

  /** A lock is missing, and the app has the one that the other value of `packages` needs. */
  private notConverted({ name: app, packages }: App, name: string): Finding[] {
    const [other, [otherLock]] =
      packages === 'uv' ? (['requirements', LOCKS.requirements] as const) : (['uv', LOCKS.uv] as const);
    if (name !== LOCKS[packages][0] || this.lock(app, otherLock) === undefined) return [];
    return [
      {
        code: 'missing-file',
        path: `apps.${app}.packages`,
        must: `be '${other}' while apps/${app} has ${otherLock} and no ${name}`,
        got: `'${packages}'`,
        fix: `set it to '${other}', then run npx python-gitops packages ${packages} --app ${app}, which converts the files and sets it`,
      },
    ];
  }

  private lock(app: string, name: string): Lock | undefined {
    const path = pathOf(app, name);
    if (!this.byPath.has(path)) this.byPath.set(path, this.parse(path, name));
    return this.byPath.get(path);
  }

  private parse(path: string, name: string): Lock | undefined {
    const known = this.last.get(name);
    const text = this.read(path, known?.text);
    if (text === undefined) return undefined;
    const lock = text === known?.text ? known : parseLock(text, name);
    this.last.set(name, lock);
    return lock;
  }
}

function pathOf(app: string, name: string): string {
  return `apps/${app}/${name}`;
}

function parseLock(text: string, name: string): Lock {
  if (name === LOCKS.uv[0]) {
    const lock = parseUvLock(text);
    const pins = neededPackages(lock);
    // Without the app itself, it is not a lock of this app: no claim about it.
    return { text, pins, names: new Set(pins.map((one) => one.name)), isWhole: lock.root !== undefined };
  }
  const pins = pinsOf(text);
  return { text, pins, names: new Set(pins.map((pin) => pin.name)), isWhole: isWholeLock(text) };
}

/** @param hasList whether `make lock` makes the lock, rather than another tool such as Poetry */
function checkLock(app: App, lock: string, { pins, isWhole }: Lock, hasList: () => boolean): Finding[] {
  const path = pathOf(app.name, lock);
  return requirementsOf(app).flatMap((requirement) => {
    const own = pins.filter(({ name }) => name === requirement.name);
    if (own.length === 0) return isWhole ? [tooOld(app, path, undefined, requirement, hasList())] : [];
    // A universal lock may pin a package several times, once per platform.
    return own.flatMap((pin) =>
      isOlder(pin.version, requirement.lowest) ? [tooOld(app, path, pin, requirement, hasList())] : [],
    );
  });
}

function tooOld(
  app: App,
  path: string,
  locked: Locked | undefined,
  { name, lowest }: RuntimeRequirement,
  hasList: boolean,
): Finding {
  return {
    code: 'lock-too-old',
    path: locked ? `${path}:${locked.line}` : path,
    must: `lock ${name} ${lowest} or newer, which the runtime module of this library version needs`,
    got: locked ? `${name} ${locked.version}` : `no ${name}`,
    fix: `${howToLock(app, path, locked, `${name}>=${lowest}`, hasList)}, then npx projen`,
  };
}

function howToLock(app: App, path: string, locked: Locked | undefined, requirement: string, hasList: boolean): string {
  if (app.packages === 'uv') return `run ${addWithUv(app, requirement)}`;
  if (!hasList) return `require ${requirement} in the tool that makes the lock, and export ${path} again`;
  const lock = `run make -C apps/${app.name} lock`;
  return locked
    ? `${lock} ARGS="--upgrade-package ${locked.name}"`
    : `add ${requirement} to apps/${app.name}/src/requirements.in, ${lock}`;
}

/** The list that a lock is made from. */
function listOf(lock: string): string {
  return lock.replace(/\.txt$/, '.in');
}

/** The command that adds a package with the pinned uv, from the root of the repository. */
function addWithUv({ name }: App, requirement: string): string {
  return `apps/${name}/scripts/setup.sh uv add "${requirement}"`;
}

/**
 * Whether a version is older than a numeric one; a pre-release is older than its release.
 *
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
function isOlder(version: string | undefined, lowest: string): boolean {
  const [, epoch = '0', release, rest] = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(.*)$/i.exec(version ?? '') ?? [];
  // Not a version: no claim about it.
  if (release === undefined || Number(epoch) > 0) return false;
  const [have, need] = [release, lowest].map((text) => text.split('.').map(Number));
  const order = compareNumbers(have, need);
  if (order !== 0) return order < 0;
  return /^[._-]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)/i.test(rest);
}
