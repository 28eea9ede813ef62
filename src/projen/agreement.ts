import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredVersion } from './package-json';
import { isRecord } from '../config/rules';

/** The three places that name a version of the library, and where two of them disagree. */
export interface Agreement {
  readonly declared?: string;
  readonly locked?: string;
  readonly installed?: string;
  /** What disagrees, for a person; undefined when all agree. */
  readonly problem?: string;
}

/** Compares the declared, locked and installed version of the library in a repository. */
export function readAgreement(root: string, library: string): Agreement {
  const declared = declaredVersion(readText(root, 'package.json'), library);
  const lock = readJson(root, 'package-lock.json');
  const lockedSpec = { ...record(packageOf(lock, '')?.dependencies), ...record(packageOf(lock, '')?.devDependencies) };
  const lockedEntry = packageOf(lock, `node_modules/${library}`);
  const installedEntry = packageOf(readJson(root, 'node_modules/.package-lock.json'), `node_modules/${library}`);
  const locked = text(lockedEntry?.version);
  const installed = text(readJson(root, `node_modules/${library}/package.json`)?.version);
  const versions = { declared, locked, installed };
  // No declaration yet (a new repository), or a library that is not installed in it (a linked one): nothing to compare.
  if (declared === undefined) return versions;
  if (installed === undefined) return { ...versions, problem: `${library} is declared but not installed` };
  if (!lock) {
    const isThere = readText(root, 'package-lock.json') !== undefined;
    return isThere ? { ...versions, problem: 'package-lock.json cannot be read: it is no JSON' } : versions;
  }
  const spec = text(lockedSpec[library]);
  if (spec !== declared) {
    return {
      ...versions,
      problem: `package.json declares ${declared}, package-lock.json was made for ${spec ?? 'none'}`,
    };
  }
  if (locked !== installed) {
    return { ...versions, problem: `package-lock.json locks ${locked ?? 'none'}, installed is ${installed}` };
  }
  const integrity = [lockedEntry, installedEntry].map((entry) => text(entry?.integrity));
  if (integrity[0] && integrity[1] && integrity[0] !== integrity[1]) {
    return {
      ...versions,
      problem: `package-lock.json locks another build of ${locked} than the one that is installed`,
    };
  }
  return versions;
}

function packageOf(lock: Record<string, unknown> | undefined, path: string): Record<string, unknown> | undefined {
  const packages = lock?.packages;
  const entry = isRecord(packages) ? packages[path] : undefined;
  return isRecord(entry) ? entry : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readText(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

function readJson(root: string, path: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(readText(root, path) ?? '');
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
