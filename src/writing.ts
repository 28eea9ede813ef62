import { apply } from './disk/apply';
import type { Folder } from './disk/folder';
import type { Plan } from './disk/plan';
import { plan } from './disk/plan';
import { saveEdits } from './disk/rescue';
import { installDependencies } from './projen/install';
import { finish, removeForeignOrphans, synthesizeForeign } from './projen/internals';
import type { PythonGitOpsApp } from './python-gitops-app';
import type { Rendering } from './rendering';
import { throwAny } from './rendering';

/** What was done to the folder. */
export interface Written {
  readonly plan: Plan;
  /** Path of the patch that holds what was overwritten. */
  readonly savedEdits?: string;
}

/** Brings the folder in line with a rendering: everything, or on an error nothing. */
export function write(project: PythonGitOpsApp, folder: Folder, rendering: Rendering): Written {
  const planned = plan(rendering.tree, folder);
  throwAny(planned.findings);
  const savedEdits = saveEdits(planned, folder, new Date());
  removeForeignOrphans(project);
  apply(planned, folder);
  const own = new Set<unknown>(project._files);
  synthesizeForeign(project, (component) => own.has(component));
  if (!isPostDisabled()) {
    installDependencies(folder, planned);
    finish(project);
  }
  return { plan: planned, savedEdits };
}

/** Whether `--no-post` asked for nothing but files. */
function isPostDisabled(): boolean {
  return !['', '0', 'false', 'null', 'undefined'].includes((process.env.PROJEN_DISABLE_POST ?? '').toLowerCase());
}
