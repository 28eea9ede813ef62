import type { LockReader } from './lock';
import { readYaml, record, string } from './lock';

/** What a workspace is resolved to that is the repository itself. */
const ROOT = '@workspace:.';

/** What Yarn puts in front of a range of versions. */
const REGISTRY = 'npm:';

/**
 * yarn.lock as Yarn 2 and newer write it, which is YAML. One of Yarn 1 is none: the next installation writes it anew.
 * What is installed is noted by the same names, of which one with peers has a number of its own.
 *
 * @see https://yarnpkg.com/advanced/lexicon#lockfile
 */
export const yarnLock: LockReader = {
  language: 'lock of Yarn 2 or newer',
  installed: 'node_modules/.yarn-state.yml',
  read: (text, library) => {
    const lock = readYaml(text);
    if (lock === undefined || !Object.hasOwn(lock, '__metadata')) return undefined;
    const root = record(Object.values(lock).find((entry) => string(record(entry).resolution)?.endsWith(ROOT)));
    const declared = string(record(root.dependencies)[library]);
    if (declared === undefined) return {};
    const descriptor = `${library}@${declared}`;
    const entry = Object.entries(lock).find(([key]) => key.split(', ').some((name) => isSame(name, descriptor)));
    const { version, resolution } = record(entry?.[1]);
    const spec = declared.startsWith(REGISTRY) ? declared.slice(REGISTRY.length) : declared;
    return { spec, version: string(version), build: string(resolution) };
  },
  build: (text, library) => {
    const names = Object.keys(readYaml(text) ?? {}).filter((name) => name.startsWith(`${library}@`));
    const builds = names.map((name) => name.replace(/@virtual:[0-9a-f]+#/, '@'));
    return builds.length === 1 ? builds[0] : undefined;
  },
};

/** Whether a name in the lock is what is declared. Behind a path stands where it begins. */
function isSame(name: string, descriptor: string): boolean {
  return name === descriptor || name.startsWith(`${descriptor}::`);
}
