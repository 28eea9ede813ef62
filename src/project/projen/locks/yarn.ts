import type { LockReader } from './lock';
import { readYaml, asRecord, string } from './lock';

/** The resolution of the repository itself. */
const ROOT = '@workspace:.';

/** Prefix of version ranges. */
const REGISTRY = 'npm:';

/**
 * yarn.lock of Yarn 2 and newer, which is YAML. A lock of Yarn 1 is invalid: the next installation replaces it. Installed
 * packages are recorded under the same names, except that packages with peers have their own number.
 *
 * @see https://yarnpkg.com/advanced/lexicon#lockfile
 */
export const yarnLock: LockReader = {
  language: 'a lock of Yarn 2 or newer',
  installed: 'node_modules/.yarn-state.yml',
  read: (text, library) => {
    const lock = readYaml(text);
    if (lock === undefined || !Object.hasOwn(lock, '__metadata')) return undefined;
    const root = asRecord(Object.values(lock).find((entry) => string(asRecord(entry).resolution)?.endsWith(ROOT)));
    const declared = string(asRecord(root.dependencies)[library]);
    if (declared === undefined) return {};
    const descriptor = `${library}@${declared}`;
    const entry = Object.entries(lock).find(([key]) => key.split(', ').some((name) => isSame(name, descriptor)));
    const { version, resolution } = asRecord(entry?.[1]);
    const spec = declared.startsWith(REGISTRY) ? declared.slice(REGISTRY.length) : declared;
    return { spec, version: string(version), build: string(resolution) };
  },
  build: (text, library) => {
    const names = Object.keys(readYaml(text) ?? {}).filter((name) => name.startsWith(`${library}@`));
    const builds = names.map((name) => name.replace(/@virtual:[0-9a-f]+#/, '@'));
    return builds.length === 1 ? builds[0] : undefined;
  },
};

/** Whether a name in the lock matches the declaration. A path is followed by its start folder. */
function isSame(name: string, descriptor: string): boolean {
  return name === descriptor || name.startsWith(`${descriptor}::`);
}
