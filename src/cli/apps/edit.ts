import { isDeepStrictEqual } from 'node:util';
import { throwAny } from '../../common/findings';
import { LIBRARY } from '../../config/library';
import type { PythonGitOpsAppOptions } from '../../config/options';
import { validate } from '../../config/validate';
import { Folder } from '../../files/disk/folder';
import { LOCK, withLock } from '../../files/disk/lock';
import type { WritePlan } from '../../files/disk/plan';
import { plan } from '../../files/disk/plan';
import { ownObstacle } from '../../files/disk/rescue';
import type { Step } from '../../files/disk/steps';
import { rewriting } from '../../files/disk/steps';
import { readAgreement } from '../../project/projen/agreement';
import type { GitOpsProject } from '../../project/projen/gitops-project';
import { RC_FILE } from '../../project/projen/rc-name';
import type { ConfigEdits } from '../../project/rc/app-changes';
import type { Change } from '../../project/rc/edit';
import { editOptions, formatOptionPath } from '../../project/rc/edit';
import type { Rendering } from '../../project/synthesis/rendering';
import { render } from '../../project/synthesis/rendering';
import { synthesizeAfter } from '../../project/synthesis/synthesis';
import type { Written } from '../../project/synthesis/writing';
import { CommandError, EXIT } from '../errors';
import { unifiedDiff } from '../printing/diff';
import { findRoot, loadProject } from '../repository/load';
import { findNamed } from '../repository/named';

/** A repository in which an app is added, removed or renamed. */
export interface Opened {
  readonly root: string;
  readonly folder: Folder;
  readonly options: PythonGitOpsAppOptions;
  readonly rendering: Rendering;
}

/** An edit of `.projenrc.ts` that was tried in memory: it has the intended effect, and everything renders. */
export interface AppEdit {
  readonly changes: readonly Change[];
  readonly before: string;
  readonly after: string;
  readonly project: GitOpsProject;
  readonly rendering: Rendering;
  /** What synth will write and remove. */
  readonly plan: WritePlan;
}

/** From this many apps on, rendering everything twice takes long enough to report it. */
const MANY_APPS = 20;

/** Loads and renders a repository; existing findings are reported first. */
export async function open(cwd: string): Promise<Opened> {
  const root = findRoot(cwd);
  const { problem } = readAgreement(root, LIBRARY.name);
  if (problem) throw new CommandError(`${problem}; nothing was changed. Run npm install, then npx projen.`);
  const folder = new Folder(root);
  throwAny(ownObstacle(folder));
  // Another run may be about to change what is read next.
  if (folder.exists(LOCK)) withLock(folder, () => undefined);
  const project = await loadProject(root);
  const count = Object.keys(project._options.apps ?? {}).length;
  if (count >= MANY_APPS) console.error(`Rendering ${count} apps before and after the change …`);
  return { root, folder, options: project._options, rendering: render(project, folder) };
}

/** Fails with a hint if there is no such app. */
export function requireApp({ options }: Opened, name: string): void {
  findNamed(
    'app',
    name,
    Object.keys(options.apps ?? {}).map((app) => ({ name: app })),
  );
}

/**
 * Edits in memory and checks the result: it must parse, have exactly the intended effect, and render without findings.
 * @param byHand what to write by hand if the edit is not safe
 * @param view the folder as it will be, if files move
 */
export async function tryEdit(
  { root, folder }: Opened,
  wanted: ConfigEdits,
  byHand: string,
  view: Folder = folder,
): Promise<AppEdit> {
  throwAny(validate(wanted.options));
  const before = folder.text(RC_FILE);
  if (before === undefined) throw new CommandError(`${RC_FILE} is a symbolic link: edit its target by hand`);
  const { text: after, refusals } = editOptions(before, wanted.changes);
  if (refusals.length > 0) {
    const reasons = [...new Set(refusals.map(({ line, why }) => `${RC_FILE}:${line}: ${why}`))];
    throw new CommandError(
      [`nothing was changed: this file cannot be edited safely.`, ...reasons, `By hand: ${byHand}`].join('\n  '),
    );
  }
  const project = await loadEdited(root, after, byHand);
  if (!isSame(project._options, wanted.options)) {
    throw new CommandError(
      `nothing was changed: ${RC_FILE} computes its options, so the edit would have another effect.\n` +
        `  By hand: ${byHand}`,
    );
  }
  const rendering = render(project, view);
  const planned = plan(rendering.tree, view);
  throwAny(planned.findings);
  return { changes: wanted.changes, before, after, project, rendering, plan: planned };
}

/** Writes `.projenrc.ts` and synthesizes, or on an error does neither. Steps go first. */
export function applyEdit(edit: AppEdit, steps: readonly Step[] = []): Written {
  return synthesizeAfter(edit.project, [...steps, rewriting(RC_FILE, edit.before, edit.after)]).written;
}

/** The diff of an edit. */
export function editDiff({ before, after }: AppEdit): string {
  return unifiedDiff([{ path: RC_FILE, before, after }]);
}

/** The options that an edit changes. */
export function changedOptions(changes: readonly Change[]): { kind: Change['kind']; option: string; to?: string }[] {
  return changes.map((change) => ({
    kind: change.kind,
    option: formatOptionPath(change.path),
    ...('to' in change ? { to: change.to } : {}),
  }));
}

async function loadEdited(root: string, text: string, byHand: string): Promise<GitOpsProject> {
  try {
    return await loadProject(root, text);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const what = 'nothing was changed: the edited file would not run';
    throw new CommandError(`${what}: ${error.message}\n  By hand: ${byHand}`, EXIT.failure);
  }
}

/** The same options, with the apps in the same order. */
function isSame(options: PythonGitOpsAppOptions, wanted: PythonGitOpsAppOptions): boolean {
  return (
    isDeepStrictEqual(options, wanted) &&
    isDeepStrictEqual(Object.keys(options.apps ?? {}), Object.keys(wanted.apps ?? {}))
  );
}
