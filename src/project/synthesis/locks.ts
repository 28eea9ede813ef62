import type { Finding } from '../../common/findings';
import { compareNumbers, isWholeLock, pinsOf, REQUIREMENTS_FILES } from '../../common/requirements-file';
import { neededPackages, parseUvLock } from '../../common/uv-lock';
import type { Packages } from '../../config/defaults';
import type { LockedPackages } from '../../config/memory';
import type { App, Repository } from '../../config/model';
import type { RuntimeRequirement } from '../../render/requirements';
import { requirementsOf } from '../../render/requirements';

/** Locks of an app, which are yours: first that of the image, then that of `.venv`, which tests and `make run` use. */
const LOCKS: Readonly<Record<Packages, readonly string[]>> = {
  requirements: REQUIREMENTS_FILES.map(({ lock }) => lock),
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
        return lock === undefined ? this.notConverted(app, name) : this.tooOld(app, name, lock);
      }),
    );
  }

  private tooOld(app: App, name: string, { pins, isWhole }: Lock): Finding[] {
    const path = pathOf(app.name, name);
    return requirementsOf(app).flatMap((requirement) => {
      const own = pins.filter((pin) => pin.name === requirement.name);
      const lacks = own.length === 0 && isWhole;
      // A universal lock may pin a package several times, once per platform.
      const wrong = lacks ? [undefined] : own.filter(({ version }) => isOlder(version, requirement.lowest));
      return wrong.map((locked) => ({
        code: 'lock-too-old',
        path: locked ? `${path}:${locked.line}` : path,
        must: `lock ${requirement.name} ${requirement.lowest} or newer, which the runtime module of this library version needs`,
        got: locked ? `${requirement.name} ${locked.version}` : `no ${requirement.name}`,
        fix: `${this.howToLock(app, name, requirement, lacks)}, then npx projen`,
      }));
    });
  }

  private howToLock(app: App, lock: string, { name, lowest }: RuntimeRequirement, lacks: boolean): string {
    const requirement = `${name}>=${lowest}`;
    if (app.packages === 'uv') return `run ${addWithUv(app, requirement)}`;
    const list = REQUIREMENTS_FILES.find((files) => files.lock === lock)?.list ?? '';
    if (this.read(pathOf(app.name, list)) === undefined) {
      return `require ${requirement} in the tool that makes the lock, and export ${pathOf(app.name, lock)} again`;
    }
    const run = `run make -C apps/${app.name} lock`;
    return lacks
      ? `add ${requirement} to apps/${app.name}/src/requirements.in, ${run}`
      : `${run} ARGS="--upgrade-package ${name}"`;
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
