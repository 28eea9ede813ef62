import { posix } from 'node:path';
import type { ShellCommand } from './shell';
import { commands } from './shell';
import type { SourceTree } from './source-tree';
import type { Job, Workflow } from './workflows';

/** Shell that CI or a person runs: a script, the recipes of a Makefile, or a step of a workflow. */
export interface Script {
  readonly path: string;
  readonly kind: 'script' | 'makefile' | 'step';
  readonly text: string;
  readonly commands: readonly ShellCommand[];
  /** The job of a workflow step. */
  readonly job?: Job;
  readonly workflow?: Workflow;
}

/** All shell in a tree. */
export function readScripts(tree: SourceTree, workflows: readonly Workflow[]): Script[] {
  const files = tree.paths.flatMap((path): Script[] => {
    const kind = kindOf(path);
    const text = kind && tree.text(path);
    return kind && text ? [{ path, kind, text, commands: commands(text) }] : [];
  });
  const steps = workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) =>
      job.steps
        .filter(({ run }) => run !== '')
        .map(({ run, line }): Script => {
          return { path: workflow.path, kind: 'step', text: run, commands: commands(run, line), job, workflow };
        }),
    ),
  );
  return [...files, ...steps];
}

function kindOf(path: string): 'script' | 'makefile' | undefined {
  if (/\.(?:ba|z)?sh$/.test(path)) return 'script';
  return /^(?:GNU)?[Mm]akefile$|\.mk$/.test(posix.basename(path)) ? 'makefile' : undefined;
}
