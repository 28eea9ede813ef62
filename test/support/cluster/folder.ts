import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binary } from './binaries';
import { binary } from './binaries';

const PREFIX = 'cluster-';

/** Programs that others find on the PATH: Argo CD its kustomize, and a person what a kept stack is looked at with. */
const ON_PATH: readonly Binary[] = ['kustomize', 'kubectl', 'argocd'];

/** Programs that must be called as in a cluster: the API server names the owner of a field after the caller's program. */
const BY_NAME: readonly Binary[] = ['kube-controller-manager'];

/** A new folder for everything that a stack writes, with the scripts to use it by hand. */
export function makeClusterFolder(): string {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  for (const name of ['bin', 'git', 'home', 'logs', 'pids', 'ports', 'redis', 'tmp']) mkdirSync(join(folder, name));
  for (const name of [...ON_PATH, ...BY_NAME]) symlinkSync(binary(name), join(folder, 'bin', name));
  for (const name of ['enter.sh', 'stop.sh']) copyFileSync(join(__dirname, 'kept', name), join(folder, name));
  return folder;
}

/** Folders of stacks whose programs ended with a test run that was killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const holder = join(tmpdir(), name, 'pids', 'namespace');
    if (!name.startsWith(PREFIX) || !existsSync(holder)) continue;
    if (existsSync(join('/proc', readFileSync(holder, 'utf8').trim()))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
