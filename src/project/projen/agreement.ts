import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockReader } from './locks/lock';
import { npmLock } from './locks/npm';
import { pnpmLock } from './locks/pnpm';
import { yarnLock } from './locks/yarn';
import { declaredManager, declaredVersion } from './package-json';
import type { PackageManager, PackageManagerName } from '../../config/package-managers';
import { commandLine } from '../../config/package-managers';

/** The three places with a version of the library, and how they disagree. */
export interface Agreement {
  /** The package manager in package.json. */
  readonly manager: PackageManager;
  readonly declared?: string;
  readonly locked?: string;
  readonly installed?: string;
  /** The disagreement; undefined when all agree. */
  readonly problem?: string;
  /** How to fix it, when installing the declared version does not. */
  readonly fix?: string;
}

const READERS: Readonly<Record<PackageManagerName, LockReader>> = { npm: npmLock, pnpm: pnpmLock, yarn: yarnLock };

/** Compares the declared, locked, and installed version of the library in a repository. */
export function readAgreement(root: string, library: string): Agreement {
  const packageJson = readText(root, 'package.json');
  const manager = declaredManager(packageJson);
  const declared = declaredVersion(packageJson, library);
  const versions = { manager, declared, installed: installedVersion(root, library) };
  return { ...versions, ...(withoutPackages(root, versions) ?? compare(root, library, versions)) };
}

/** Without node_modules there is no command line, and `.projenrc.ts` cannot import the library. */
function withoutPackages(
  root: string,
  { manager, installed }: Pick<Agreement, 'manager' | 'installed'>,
): Pick<Agreement, 'problem' | 'fix'> | undefined {
  const { name, withoutPackages: file, settings } = manager;
  if (installed !== undefined || file === undefined || readText(root, file) === undefined) return undefined;
  const fields = Object.entries(settings?.fields ?? {}).map((field) => field.join(': '));
  return {
    problem: `found ${file}: ${name} installed without node_modules (Plug'n'Play), but this library needs node_modules`,
    fix: `Set ${fields.join(', ')} in ${settings?.path}, run ${commandLine(manager, 'install')}, then npx projen.`,
  };
}

function compare(
  root: string,
  library: string,
  { manager, declared, installed }: Pick<Agreement, 'manager' | 'declared' | 'installed'>,
): Pick<Agreement, 'locked' | 'problem'> {
  const { lock } = manager;
  const reader = READERS[manager.name];
  const text = readText(root, lock);
  const read = text === undefined ? undefined : reader.read(text, library);
  const locked = read?.version;
  const differs = (problem: string): Pick<Agreement, 'locked' | 'problem'> => ({ locked, problem });
  // Nothing to compare in a new repository, or with a linked library.
  if (declared === undefined) return { locked };
  if (installed === undefined) return differs(`${library} is declared but not installed`);
  if (text === undefined) return { locked };
  if (read === undefined) return differs(`${lock} cannot be read: expected ${reader.language}`);
  if (read.spec !== declared) {
    return differs(`package.json declares ${declared}, but ${lock} was made for ${read.spec ?? 'none'}`);
  }
  if (locked !== installed) return differs(`${lock} locks ${locked ?? 'none'}, but ${installed} is installed`);
  const build = reader.build(readText(root, reader.installed) ?? '', library);
  if (read.build && build && read.build !== build) {
    return differs(`${lock} locks a different build of ${locked} than the installed one`);
  }
  return { locked };
}

function installedVersion(root: string, library: string): string | undefined {
  try {
    const { version } = JSON.parse(readText(root, `node_modules/${library}/package.json`) ?? '') as {
      version?: unknown;
    };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

function readText(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}
