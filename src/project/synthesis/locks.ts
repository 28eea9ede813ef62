import type { Finding } from '../../common/findings';
import type { App, Repository } from '../../config/model';
import type { Requirement } from '../../render/requirements';
import { requirementsOf } from '../../render/requirements';

/** Locks of an app, which are the user's: the one of the image, and the one of `.venv`, which tests and `make run` use. */
const LOCKS = ['src/requirements.txt', 'test/requirements-test.txt'];

/** One pinned package of a lock; a package that is not pinned to a version has none. */
interface Pin {
  readonly line: number;
  readonly name: string;
  readonly version?: string;
}

/**
 * Compares the locks on disk with what the runtime module of this version of the library needs. A lock that is too old
 * would not fail here but when the container starts, so it is found before anything is written: until then the module
 * on disk and its lock still fit together.
 */
export function lockFindings(repository: Repository, read: (path: string) => string | undefined): Finding[] {
  return repository.apps.flatMap((app) =>
    LOCKS.flatMap((lock) => {
      const path = `apps/${app.name}/${lock}`;
      const text = read(path);
      // Without a lock there is a starter to come, or the user installs in a way of their own.
      return text === undefined ? [] : checkLock(app, path, text);
    }),
  );
}

function checkLock(app: App, path: string, text: string): Finding[] {
  const pins = pinsOf(text);
  // What another file pins is not seen here.
  const isWhole = !/^(?:-r|--requirement)\b/m.test(text);
  return requirementsOf(app).flatMap((requirement) => {
    const own = pins.filter(({ name }) => name === requirement.name);
    if (own.length === 0) return isWhole ? [missing(app, path, requirement)] : [];
    // A universal lock may pin one package several times, for one platform each.
    return own.flatMap((pin) =>
      isOlder(pin.version, requirement.lowest) ? [tooOld(app, path, pin, requirement)] : [],
    );
  });
}

function missing(app: App, path: string, { name, lowest }: Requirement): Finding {
  return {
    code: 'lock-too-old',
    path,
    must: `lock ${name} ${lowest} or newer: the runtime module of this version of the library needs it`,
    got: `no ${name}`,
    fix: `write ${name}>=${lowest} into apps/${app.name}/src/requirements.in, run make -C apps/${app.name} lock, then npx projen`,
  };
}

function tooOld(app: App, path: string, { line, version }: Pin, { name, lowest }: Requirement): Finding {
  return {
    code: 'lock-too-old',
    path: `${path}:${line}`,
    must: `lock ${name} ${lowest} or newer: the runtime module of this version of the library needs it`,
    got: `${name} ${version}`,
    fix: `run make -C apps/${app.name} lock ARGS="--upgrade-package ${name}", then npx projen`,
  };
}

/**
 * Reads the pinned packages of a lock.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
function pinsOf(text: string): Pin[] {
  return text.split('\n').flatMap((content, index) => {
    const [, name, version] = /^([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:===?\s*([^\s;\\#]+)|@)/.exec(content) ?? [];
    return name === undefined ? [] : [{ line: index + 1, name: normalize(name), version }];
  });
}

/** @see https://packaging.python.org/en/latest/specifications/name-normalization/ */
function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/**
 * Whether a version comes before one that is made of numbers alone; a pre-release comes before its release.
 *
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
function isOlder(version: string | undefined, lowest: string): boolean {
  const [, epoch = '0', release, rest] = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(.*)$/i.exec(version ?? '') ?? [];
  // No version, or one of another world: nothing is claimed about it.
  if (release === undefined || Number(epoch) > 0) return false;
  const [have, need] = [release, lowest].map((text) => text.split('.').map(Number));
  for (let index = 0; index < Math.max(have.length, need.length); index++) {
    const difference = (have[index] ?? 0) - (need[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return /^[._-]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)/i.test(rest);
}
