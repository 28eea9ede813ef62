import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManager } from '../../config/package-managers';
import { commandLine, PACKAGE_MANAGERS } from '../../config/package-managers';
import type { Folder } from '../../files/disk/folder';
import { OWN_FOLDER } from '../../files/disk/own-folder';
import type { WritePlan } from '../../files/disk/plan';

/** Installs the npm packages when package.json changed, or when they are missing. */
export function installDependencies(folder: Folder, plan: WritePlan, manager: PackageManager): void {
  const isChanged = plan.writes.some(({ file }) => file.path === 'package.json');
  if (!isChanged && folder.exists('node_modules') && folder.exists(manager.lock)) return;
  install(folder.root, manager);
}

/** Installs the packages of package.json, which also updates the lock. */
export function install(root: string, manager: PackageManager): void {
  console.error('Installing npm packages …');
  withoutForeignPackages(root, manager, () => run(root, manager));
  // Make compares the times of node_modules and of the lock, which is written last.
  const later = new Date(Date.now() + 1);
  utimesSync(join(root, 'node_modules'), later, later);
}

function run(root: string, manager: PackageManager): void {
  const { name, environment, inSynth } = manager;
  const [command, ...args] = [commandLine(manager, 'install'), inSynth].join(' ').split(' ');
  // Its output is not our result, so it goes to standard error.
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment },
  });
  if (result.error) {
    throw new InstallError(`cannot start ${command} (${result.error.message}): install Node.js with npm`);
  }
  if (result.status !== 0) {
    const again = commandLine(manager, 'install');
    throw new InstallError(`${name} install failed, see above. Fix the cause, then run ${again}.`);
  }
}

/**
 * No manager supports the node_modules of another: some keep what they find, some fail. So packages of another manager are
 * moved away, and restored when the installation fails.
 */
function withoutForeignPackages(root: string, manager: PackageManager, body: () => void): void {
  const packages = join(root, 'node_modules');
  const isForeign = Object.values(PACKAGE_MANAGERS).some(
    (other) => other !== manager && existsSync(join(root, other.state)),
  );
  if (!isForeign) {
    body();
    return;
  }
  const parent = join(root, OWN_FOLDER);
  const aside = join(parent, 'node_modules');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(parent, { recursive: true });
  renameSync(packages, aside);
  try {
    body();
  } catch (error) {
    rmSync(packages, { recursive: true, force: true });
    renameSync(aside, packages);
    throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
    if (readdirSync(parent).length === 0) rmdirSync(parent);
  }
}

class InstallError extends Error {
  constructor(message: string) {
    super(message);
    this.stack = this.message;
  }
}
