import { isDeepStrictEqual } from 'node:util';
import { throwAny } from '../../common/findings';
import { LIBRARY } from '../../config/library';
import type { PythonGitOpsAppOptions } from '../../config/options';
import { nearestName } from '../../config/rules';
import { validate } from '../../config/validate';
import { Folder } from '../../files/disk/folder';
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
import { findRoot, loadProject } from '../repository/load';

/** A repository that an app is added to, removed from or renamed in. */
export interface Opened {
  readonly root: string;
  readonly folder: Folder;
  readonly options: PythonGitOpsAppOptions;
  readonly rendering: Rendering;
}

/** An edit of `.projenrc.ts` that was tried in memory: it says what was wanted, and everything renders. */
export interface AppEdit {
  readonly changes: readonly Change[];
  readonly before: string;
  readonly after: string;
  readonly project: GitOpsProject;
  readonly rendering: Rendering;
  /** What synth will do. */
  readonly plan: WritePlan;
}

/** From so many apps on, a person would wonder what it does: everything is rendered as it is and as it will be. */
const MANY_APPS = 20;

/** Loads and renders a repository; what is wrong with it already is told before anything else. */
export function open(cwd: string): Opened {
  const root = findRoot(cwd);
  const { problem } = readAgreement(root, LIBRARY.name);
  if (problem) throw new CommandError(`${problem}; nothing was changed. Run npm install, then npx projen.`);
  const folder = new Folder(root);
  throwAny(ownObstacle(folder));
  const project = loadProject(root);
  const count = Object.keys(project._options.apps ?? {}).length;
  if (count >= MANY_APPS) console.error(`Rendering ${count} apps, as they are and as they will be …`);
  return { root, folder, options: project._options, rendering: render(project, folder) };
}

/** An app that must be there. */
export function requireApp({ options }: Opened, name: string): void {
  const names = Object.keys(options.apps ?? {});
  if (names.includes(name)) return;
  const guess = nearestName(name, names);
  const hint = guess
    ? `did you mean ${guess}?`
    : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ') || 'none'}`;
  throw new CommandError(`no app ${name}: ${hint}`);
}

/**
 * Edits in memory and tries what comes out: it must parse, say exactly what was wanted, and render without a finding.
 * @param byHand what to write where the edit is not safe
 * @param view the folder as it will be, where files move
 */
export function tryEdit({ root, folder }: Opened, wanted: ConfigEdits, byHand: string, view: Folder = folder): AppEdit {
  throwAny(validate(wanted.options));
  const before = folder.text(RC_FILE);
  if (before === undefined) throw new CommandError(`${RC_FILE} is a link: edit the file that it leads to by hand`);
  const { text: after, refusals } = editOptions(before, wanted.changes);
  if (refusals.length > 0) {
    const reasons = [...new Set(refusals.map(({ line, why }) => `${RC_FILE}:${line}: ${why}`))];
    throw new CommandError(
      [`nothing was changed: this is for a person to edit.`, ...reasons, `By hand: ${byHand}`].join('\n  '),
    );
  }
  const project = loadEdited(root, after, byHand);
  if (!isSame(project._options, wanted.options)) {
    throw new CommandError(
      `nothing was changed: with the edit, ${RC_FILE} would say something else than what was asked for; ` +
        `something in it computes the options.\n  By hand: ${byHand}`,
    );
  }
  const rendering = render(project, view);
  const planned = plan(rendering.tree, view);
  throwAny(planned.findings);
  return { changes: wanted.changes, before, after, project, rendering, plan: planned };
}

/** Writes `.projenrc.ts` and synthesizes, or on an error neither. Steps go first. */
export function applyEdit(edit: AppEdit, steps: readonly Step[] = []): Written {
  return synthesizeAfter(edit.project, [...steps, rewriting(RC_FILE, edit.before, edit.after)]).written;
}

/** The difference that an edit makes, as a unified diff. */
export function editDiff({ before, after }: AppEdit): string {
  const { createTwoFilesPatch } = require('diff') as typeof import('diff');
  const patch = createTwoFilesPatch(`a/${RC_FILE}`, `b/${RC_FILE}`, before, after, undefined, undefined);
  return patch.slice(patch.indexOf('--- '));
}

/** What an edit changes, as options. */
export function changedOptions(changes: readonly Change[]): { kind: Change['kind']; option: string; to?: string }[] {
  return changes.map((change) => ({
    kind: change.kind,
    option: formatOptionPath(change.path),
    ...('to' in change ? { to: change.to } : {}),
  }));
}

function loadEdited(root: string, text: string, byHand: string): GitOpsProject {
  try {
    return loadProject(root, text);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const what = 'nothing was changed: with the edit, the file does not run';
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
