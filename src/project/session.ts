import type { GitOpsProject } from './projen/gitops-project';

/**
 * Changes what `project.synth()` does while a command runs: the command loads `.projenrc.ts` in its own process and takes
 * the project instead of writing it. The key works across two copies of the library in one process.
 */
const KEY = Symbol.for('@org/python-gitops-app:take-over');

export interface TakeOver {
  /** Takes a project instead of writing it. */
  (project: GitOpsProject): void;
  /** Learns about a project as soon as it exists, whether it is synthesized or not. */
  readonly created?: (project: GitOpsProject) => void;
}

interface Global {
  [KEY]?: TakeOver;
}

/** The command that takes projects, if one runs. */
export function takeOver(): TakeOver | undefined {
  return (globalThis as Global)[KEY];
}

/** Runs a function in which `project.synth()` passes its project to the command. */
export function withTakeOver<T>(handler: TakeOver, body: () => T): T {
  const before = (globalThis as Global)[KEY];
  (globalThis as Global)[KEY] = handler;
  try {
    return body();
  } finally {
    (globalThis as Global)[KEY] = before;
  }
}

/** Lets a command take all projects from now on. */
export function takeOverFromNow(handler: TakeOver): void {
  (globalThis as Global)[KEY] = handler;
}
