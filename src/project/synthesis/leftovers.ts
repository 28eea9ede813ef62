import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';

/** What npm creates when `projen new` installs the library in an empty folder. */
const INSTALLED = ['node_modules', 'package-lock.json', 'package.json'];

/**
 * Removes the packages that this `projen new` has installed, so that a failed creation leaves an empty folder. Returns whether
 * the folder has none of them now. Packages that were there before stay.
 */
export function removeInstalled(folder: string, library: string, started = performance.timeOrigin): boolean {
  const found = INSTALLED.map((name) => join(folder, name)).filter((path) => createdAt(path) !== undefined);
  const isOurs = found.every((path) => (createdAt(path) ?? 0) >= started);
  // npm replaces package.json when it writes it, so its age proves nothing.
  if (!isOurs || !hasOnly(join(folder, 'package.json'), ['projen', library])) return found.length === 0;
  for (const path of found) rmSync(path, { recursive: true, force: true });
  return true;
}

/** When a file was created, in milliseconds; undefined if it does not exist. */
function createdAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.birthtimeMs;
}

/** Whether package.json, if it exists, has nothing but these development dependencies. */
function hasOnly(path: string, names: readonly string[]): boolean {
  if (createdAt(path) === undefined) return true;
  const json = parseJson(readFileSync(path, 'utf8'));
  if (!isRecord(json) || Object.keys(json).join() !== 'devDependencies') return false;
  return isRecord(json.devDependencies) && Object.keys(json.devDependencies).every((name) => names.includes(name));
}
