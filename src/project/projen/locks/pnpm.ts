import type { Locked, LockReader } from './lock';
import { readYaml, record, string } from './lock';

/**
 * pnpm-lock.yaml; node_modules holds one of the same form.
 *
 * @see https://github.com/pnpm/spec/blob/master/lockfile/9.0.md
 */
export const pnpmLock: LockReader = {
  language: 'YAML',
  installed: 'node_modules/.pnpm/lock.yaml',
  read: (text, library) => {
    const lock = readYaml(text);
    return lock === undefined ? undefined : lockedOf(lock, library);
  },
  build: (text, library) => lockedOf(readYaml(text) ?? {}, library).build,
};

function lockedOf(lock: Record<string, unknown>, library: string): Locked {
  const { dependencies, devDependencies } = record(record(lock.importers)['.']);
  const { specifier, version: reference } = record({ ...record(dependencies), ...record(devDependencies) }[library]);
  if (typeof reference !== 'string') return { spec: string(specifier) };
  // Behind the version stand the peers that it was resolved with, in parentheses.
  const [version] = reference.split('(');
  const { version: ofTarball, resolution } = record(record(lock.packages)[`${library}@${version}`]);
  // Of a tarball the lock says its address there, and the version beside it.
  return {
    spec: string(specifier),
    version: string(ofTarball) ?? version,
    build: string(record(resolution).integrity),
  };
}
