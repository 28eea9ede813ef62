import type { Locked, LockReader } from './lock';
import { readYaml, asRecord, string } from './lock';

/**
 * pnpm-lock.yaml; node_modules contains one in the same format.
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
  const { dependencies, devDependencies } = asRecord(asRecord(lock.importers)['.']);
  const { specifier, version: reference } = asRecord(
    { ...asRecord(dependencies), ...asRecord(devDependencies) }[library],
  );
  if (typeof reference !== 'string') return { spec: string(specifier) };
  // The version is followed by its peers, in parentheses.
  const [version] = reference.split('(');
  const { version: ofTarball, resolution } = asRecord(asRecord(lock.packages)[`${library}@${version}`]);
  // For a tarball this is its URL, and the version is in its own field.
  return {
    spec: string(specifier),
    version: string(ofTarball) ?? version,
    build: string(asRecord(resolution).integrity),
  };
}
