import type { Finding } from '../../common/findings';
import type { Pin } from '../../common/requirements-file';
import { compareNumbers, isWholeLock, pinsOf } from '../../common/requirements-file';
import type { App, Repository } from '../../config/model';
import type { Requirement } from '../../render/requirements';
import { requirementsOf } from '../../render/requirements';

/** Locks of an app, which are yours: one of the image, and one of `.venv`, which tests and `make run` use. */
const IMAGE_LOCK = 'src/requirements.txt';
const LOCKS = [IMAGE_LOCK, 'test/requirements-test.txt'];

/** The compared parts of a lock. */
interface Lock {
  readonly text: string;
  readonly pins: readonly Pin[];
  readonly names: ReadonlySet<string>;
  /** Whether all pins are in this file. */
  readonly isWhole: boolean;
}

/** What the locks of all apps contain. */
export interface Locks {
  readonly findings: readonly Finding[];
  /** Names of the packages in the image, by app. */
  readonly packages: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads a file; returns `like` itself when the file holds it. */
type ReadLike = (path: string, like?: string) => string | undefined;

/**
 * Compares the locks with what the runtime module of this library version needs. A lock that is too old would only fail
 * when the container starts, so check it before writing: until then, the module on disk and its lock still match.
 */
export function readLocks(repository: Repository, read: ReadLike): Locks {
  // Most apps keep the locks of their starter files: parse each text once.
  const last = new Map<string, Lock>();
  const packages = new Map<string, ReadonlySet<string>>();
  const findings = repository.apps.flatMap((app) =>
    LOCKS.flatMap((name) => {
      const path = `apps/${app.name}/${name}`;
      const known = last.get(name);
      const text = read(path, known?.text);
      // Without a lock, a starter file follows, or you install in your own way.
      if (text === undefined) return [];
      const lock = text === known?.text ? known : parseLock(text);
      last.set(name, lock);
      if (name === IMAGE_LOCK) packages.set(app.name, lock.names);
      return checkLock(app, path, lock);
    }),
  );
  return { findings, packages };
}

function parseLock(text: string): Lock {
  const pins = pinsOf(text);
  return { text, pins, names: new Set(pins.map(({ name }) => name)), isWhole: isWholeLock(text) };
}

function checkLock(app: App, path: string, { pins, isWhole }: Lock): Finding[] {
  return requirementsOf(app).flatMap((requirement) => {
    const own = pins.filter(({ name }) => name === requirement.name);
    if (own.length === 0) return isWhole ? [missing(app, path, requirement)] : [];
    // A universal lock may pin a package several times, once per platform.
    return own.flatMap((pin) =>
      isOlder(pin.version, requirement.lowest) ? [tooOld(app, path, pin, requirement)] : [],
    );
  });
}

function missing(app: App, path: string, { name, lowest }: Requirement): Finding {
  return {
    code: 'lock-too-old',
    path,
    must: `lock ${name} ${lowest} or newer, which the runtime module of this library version needs`,
    got: `no ${name}`,
    fix: `add ${name}>=${lowest} to apps/${app.name}/src/requirements.in, run make -C apps/${app.name} lock, then npx projen`,
  };
}

function tooOld(app: App, path: string, { line, version }: Pin, { name, lowest }: Requirement): Finding {
  return {
    code: 'lock-too-old',
    path: `${path}:${line}`,
    must: `lock ${name} ${lowest} or newer, which the runtime module of this library version needs`,
    got: `${name} ${version}`,
    fix: `run make -C apps/${app.name} lock ARGS="--upgrade-package ${name}", then npx projen`,
  };
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
