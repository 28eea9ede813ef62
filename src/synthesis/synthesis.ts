import { createRepository } from './creation';
import { render } from './rendering';
import { formatSynthesis } from './report';
import { write } from './writing';
import { commandLine } from '../config/package-managers';
import { Folder } from '../disk/folder';
import { withLock } from '../disk/lock';
import { ownObstacle } from '../disk/rescue';
import { throwAny } from '../findings';
import { readAgreement } from '../projen/agreement';
import type { GitOpsProject } from '../projen/gitops-project';
import { LIBRARY } from '../projen/library';

/** What `project.synth()` does, unless a command took the project over. */
export function synthesize(project: GitOpsProject): void {
  if (project.initProject) {
    createRepository(project, project.initProject);
    return;
  }
  const { problem, fix, manager } = readAgreement(project.outdir, LIBRARY.name);
  if (problem) {
    throw new DisagreementError(problem, fix ?? `Run ${commandLine(manager, 'install')}, then npx projen.`);
  }
  console.log(synthesizeNow(project));
}

/** Renders and writes, and returns what to say about it. */
export function synthesizeNow(project: GitOpsProject): string {
  const folder = new Folder(project.outdir);
  throwAny(ownObstacle(folder));
  return withLock(folder, () => {
    const rendering = render(project, folder);
    return formatSynthesis(rendering, write(project, folder, rendering));
  });
}

/** The library that runs is not the one that is declared: rendering with it would undo the upgrade. */
class DisagreementError extends Error {
  constructor(problem: string, fix: string) {
    super(`${problem}; nothing was rendered. ${fix}`);
    this.stack = this.message;
  }
}
