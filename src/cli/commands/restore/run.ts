import type { RestoreFlags } from './command';
import { throwAny } from '../../../common/findings';
import { Folder } from '../../../files/disk/folder';
import { withLock } from '../../../files/disk/lock';
import { ownObstacle } from '../../../files/disk/rescue';
import type { SavedEdit } from '../../../files/disk/saved-edits';
import { listSavedEdits, restoreSavedEdit } from '../../../files/disk/saved-edits';
import { CommandError, EXIT } from '../../errors';
import { findRoot } from '../../repository/load';

/** `python-gitops restore [NAME]`: gives a saved hand edit back, all of its files or none. */
export function runRestore(cwd: string, name: string | undefined, flags: RestoreFlags): number {
  const folder = new Folder(findRoot(cwd));
  throwAny(ownObstacle(folder));
  const saved = listSavedEdits(folder);
  if (flags.list) {
    console.log(flags.json ? JSON.stringify({ schemaVersion: 1, savedEdits: saved }, undefined, 2) : formatList(saved));
    return EXIT.ok;
  }
  const edit = choose(saved, name);
  const outcome = withLock(folder, () => restoreSavedEdit(edit, folder));
  if (outcome.kind === 'refused') {
    throw new CommandError(
      [
        `${edit.path} does not apply to what is generated now; nothing was changed, and it stays there:`,
        ...outcome.reasons.map((reason) => `  ${reason}`),
        `Read it, and change what python-gitops owners PATH says instead; or take what fits with git apply --reject ${edit.path}`,
      ].join('\n'),
      EXIT.findings,
    );
  }
  const isRestored = outcome.kind === 'restored';
  const json = { schemaVersion: 1, restored: isRestored, files: edit.files };
  console.log(flags.json ? JSON.stringify(json, undefined, 2) : formatOutcome(edit, isRestored));
  return EXIT.ok;
}

function choose(saved: readonly SavedEdit[], name: string | undefined): SavedEdit {
  if (saved.length === 0) throw new CommandError('no hand edit is saved here: there is nothing to give back');
  if (name === undefined) {
    if (saved.length === 1) return saved[0];
    throw new CommandError(`say which one, as in python-gitops restore ${saved[0].name}:\n${formatList(saved)}`);
  }
  const found = saved.find((edit) => [edit.name, `${edit.name}.patch`, edit.path, `./${edit.path}`].includes(name));
  if (found) return found;
  throw new CommandError(`no saved edit ${name}; there is:\n${formatList(saved)}`);
}

function formatList(saved: readonly SavedEdit[]): string {
  if (saved.length === 0) return 'No hand edit is saved here.';
  return saved.map(({ name, files }) => [name, ...files.map((file) => `  ${file}`)].join('\n')).join('\n');
}

function formatOutcome({ path, files }: SavedEdit, isRestored: boolean): string {
  const list = files.map((file) => `  ${file}`);
  if (!isRestored) return ['These files hold the edit already; nothing was changed:', ...list].join('\n');
  return [
    'Gave the hand edit of these files back:',
    ...list,
    `It is drift: npx projen overwrites it again, and saves it again. ${path} is gone.`,
    'What to change instead: npx python-gitops owners PATH',
  ].join('\n');
}
