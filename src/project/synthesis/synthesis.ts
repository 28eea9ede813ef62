import { createRepository } from './creation';
import type { Rendering } from './rendering';
import { render } from './rendering';
import { formatSynthesis } from './report';
import type { Planned, Written } from './writing';
import { planWriting, write } from './writing';
import type { Finding } from '../../common/findings';
import { FindingsError, throwAny } from '../../common/findings';
import { describeSystemError } from '../../common/system-error';
import { LIBRARY } from '../../config/library';
import { commandLine } from '../../config/package-managers';
import { Folder } from '../../files/disk/folder';
import { withLock, withLockAwaiting } from '../../files/disk/lock';
import { ownObstacle } from '../../files/disk/rescue';
import type { Step } from '../../files/disk/steps';
import { readAgreement } from '../projen/agreement';
import type { GitOpsProject } from '../projen/gitops-project';

/** Runs `project.synth()`, unless a command took the project. */
export function synthesize(project: GitOpsProject): void {
  if (project.initProject) {
    createRepository(project, project.initProject);
    return;
  }
  const { problem, fix, manager } = readAgreement(project.outdir, LIBRARY.name);
  if (problem) {
    throw new DisagreementError(problem, fix ?? `Run ${commandLine(manager, 'install')}, then npx projen.`);
  }
  try {
    console.log(synthesizeNow(project));
  } catch (error) {
    throw withoutStack(error);
  }
}

/** Frames of this library do not help with a full disk or a missing permission. */
function withoutStack(error: unknown): unknown {
  const message = describeSystemError(error);
  if (message === undefined) return error;
  const plain = new Error(message);
  plain.stack = message;
  return plain;
}

/** Renders and writes; returns the summary. */
export function synthesizeNow(project: GitOpsProject): string {
  const { rendering, written } = synthesizeAfter(project, []);
  return formatSynthesis(rendering, written);
}

/**
 * Renders and writes after some steps, all under one lock. When writing fails, the steps are undone and nothing has changed.
 * Later work, such as an installation, undoes nothing, since the files match the steps.
 */
export function synthesizeAfter(
  project: GitOpsProject,
  steps: readonly Step[],
): { readonly rendering: Rendering; readonly written: Written } {
  const folder = new Folder(project.outdir);
  throwAny(ownObstacle(folder));
  return withLock(folder, () => {
    const undo: (() => void)[] = [];
    const done = (): void => void undo.splice(0);
    try {
      for (const step of steps) undo.push(step(folder));
      // Steps may have moved paths, so read them again.
      const after = steps.length === 0 ? folder : new Folder(project.outdir);
      const rendering = render(project, after);
      return { rendering, written: write(project, after, rendering, done) };
    } catch (error) {
      for (const one of undo.reverse()) one();
      throw error;
    }
  });
}

/** The same with a check that runs in parallel, whose findings are reported together with all others. */
export async function synthesizeChecked(
  project: GitOpsProject,
  check: Promise<readonly Finding[]>,
): Promise<{ readonly rendering: Rendering; readonly written: Written }> {
  const folder = new Folder(project.outdir);
  throwAny(ownObstacle(folder));
  return withLockAwaiting(folder, async () => {
    const rendering = await renderChecked(project, folder, check);
    return { rendering, written: write(project, folder, rendering) };
  });
}

/** What a synth would write and remove, with the same findings. Changes nothing. */
export async function planSynthesis(project: GitOpsProject, check: Promise<readonly Finding[]>): Promise<Planned> {
  const folder = new Folder(project.outdir);
  return planWriting(folder, await renderChecked(project, folder, check));
}

async function renderChecked(
  project: GitOpsProject,
  folder: Folder,
  check: Promise<readonly Finding[]>,
): Promise<Rendering> {
  const { rendering, findings } = tryRender(project, folder);
  throwAny([...findings, ...(await check)]);
  return rendering as Rendering;
}

function tryRender(
  project: GitOpsProject,
  folder: Folder,
): { readonly rendering?: Rendering; readonly findings: readonly Finding[] } {
  try {
    return { rendering: render(project, folder), findings: [] };
  } catch (error) {
    if (error instanceof FindingsError) return { findings: error.findings };
    throw error;
  }
}

/** The running library is not the declared one: rendering with it would undo an upgrade. */
class DisagreementError extends Error {
  constructor(problem: string, fix: string) {
    super(`${problem}; nothing was rendered. ${fix}`);
    this.stack = this.message;
  }
}
