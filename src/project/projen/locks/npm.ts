import type { LockReader } from './lock';
import { asRecord, string } from './lock';
import { parseJson } from '../../../common/json';
import { isRecord } from '../../../common/records';

/**
 * package-lock.json; node_modules contains one in the same format.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
export const npmLock: LockReader = {
  language: 'JSON',
  installed: 'node_modules/.package-lock.json',
  read: (text, library) => {
    const lock = readJson(text);
    if (lock === undefined) return undefined;
    const { dependencies, devDependencies } = asRecord(asRecord(lock.packages)['']);
    const { version, integrity } = entryOf(lock, library);
    return {
      spec: string({ ...asRecord(dependencies), ...asRecord(devDependencies) }[library]),
      version: string(version),
      build: string(integrity),
    };
  },
  build: (text, library) => string(entryOf(readJson(text) ?? {}, library).integrity),
};

function entryOf(lock: Record<string, unknown>, library: string): Record<string, unknown> {
  return asRecord(asRecord(lock.packages)[`node_modules/${library}`]);
}

function readJson(text: string): Record<string, unknown> | undefined {
  const json = parseJson(text);
  return isRecord(json) ? json : undefined;
}
