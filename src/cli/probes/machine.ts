import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from './run';
import type { MachineFacts } from '../../checks/doctor/machine';
import { VERSIONS } from '../../config/defaults';
import { toolsFolder } from '../tools/find';

/** Names of Python programs to look for, as the scripts of an app do. */
const PYTHONS = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3'];

/** Asks the installed programs for their versions, in parallel. */
export async function probeMachine(run: Run, seals: boolean): Promise<MachineFacts> {
  const pythons = process.env.PYTHON ? [process.env.PYTHON] : PYTHONS;
  const [git, make, kustomize, kubeseal, docker, ...python] = await Promise.all([
    version(run, 'git', ['--version']),
    version(run, 'make', ['--version']),
    pinned(run, 'kustomize', VERSIONS.kustomize, ['version']),
    seals ? pinned(run, 'kubeseal', VERSIONS.kubeseal, ['--version']) : undefined,
    version(run, process.env.DOCKER ?? 'docker', ['--version']),
    ...pythons.map((name) => version(run, name, ['--version'])),
  ]);
  return {
    git,
    make,
    kustomize,
    kubeseal,
    docker,
    seals,
    node: process.versions.node,
    // In the order of the names, newest first.
    python: python.find((found) => found !== undefined),
    pinned: { kustomize: VERSIONS.kustomize, kubeseal: VERSIONS.kubeseal },
  };
}

/** In the tools folder, or on the PATH. */
async function pinned(run: Run, name: string, wanted: string, args: readonly string[]): Promise<string | undefined> {
  return existsSync(join(toolsFolder(), `${name}-${wanted}`)) ? wanted : version(run, name, args);
}

/** The version that a program prints; undefined if it is missing or fails. */
async function version(run: Run, name: string, args: readonly string[]): Promise<string | undefined> {
  const ran = await run(name, args);
  if (ran.kind !== 'ended' || ran.status !== 0) return undefined;
  return /\d+(?:\.\d+)+/.exec(`${ran.stdout} ${ran.stderr}`)?.[0];
}
