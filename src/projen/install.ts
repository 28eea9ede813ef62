import { spawnSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Folder } from '../disk/folder';
import type { Plan } from '../disk/plan';

/** Installs the npm packages when package.json changed, or when they are not there. */
export function installDependencies(folder: Folder, plan: Plan): void {
  const isChanged = plan.writes.some(({ file }) => file.path === 'package.json');
  if (!isChanged && folder.exists('node_modules') && folder.exists('package-lock.json')) return;
  npmInstall(folder.root);
}

/** Runs `npm install`, which also brings package-lock.json in line with package.json. */
export function npmInstall(root: string): void {
  console.error('Installing npm packages …');
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  // What npm prints is no result of ours: it goes to the standard error.
  const result = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.error) throw new NpmError(`npm could not be started (${result.error.message}): install Node.js with npm`);
  if (result.status !== 0) {
    throw new NpmError('npm install failed, as it says above. Run npm install once it is mended.');
  }
  // Make compares the ages of node_modules and of package-lock.json, which npm writes last.
  const later = new Date(Date.now() + 1);
  utimesSync(join(root, 'node_modules'), later, later);
}

class NpmError extends Error {
  constructor(message: string) {
    super(message);
    this.stack = this.message;
  }
}
