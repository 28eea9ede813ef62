import type { RestoreFlags } from './command';
import { throwAny } from '../../../common/findings';
import { Folder } from '../../../files/disk/folder';
import { withLock } from '../../../files/disk/lock';
import { ownObstacle } from '../../../files/disk/rescue';
import type { RestoreOutcome, SavedEdit } from '../../../files/disk/saved-edits';
import { listSavedEdits, restoreSavedEdit } from '../../../files/disk/saved-edits';
import { CommandError, EXIT } from '../../errors';
import { diffLines } from '../../printing/diff';
import { print } from '../../printing/print';
import { DRY_RUN_END } from '../../printing/written';
import { findRoot } from '../../repository/load';

/** `python-gitops restore [NAME]`: restores a saved hand edit, all of its files or none. */
export function runRestore(cwd: string, name: string | undefined, flags: RestoreFlags): number {
  const folder = new Folder(findRoot(cwd));
  throwAny(ownObstacle(folder));
  const saved = listSavedEdits(folder);
  if (flags.list) {
    print(flags, { json: () => ({ schemaVersion: 1, savedEdits: saved }), text: () => formatList(saved) });
    return EXIT.ok;
  }
  const edit = choose(saved, name);
  const diff = folder.text(edit.path) ?? '';
  const isDryRun = flags.dryRun ?? false;
  const outcome = isDryRun
    ? restoreSavedEdit(edit, folder, isDryRun)
    : withLock(folder, () => restoreSavedEdit(edit, folder));
  if (outcome.kind === 'refused') throw refused(edit, outcome);
  const isRestored = outcome.kind === 'restored';
  print(flags, {
    json: () => ({ schemaVersion: 1, dryRun: isDryRun, restored: isRestored && !isDryRun, files: edit.files, diff }),
    text: () => {
      if (!isRestored) return ['These files already contain the edit; nothing was changed:', ...indented(edit.files)];
      return isDryRun ? [...diffLines(diff), '', DRY_RUN_END] : formatRestored(edit);
    },
  });
  return EXIT.ok;
}

function choose(saved: readonly SavedEdit[], name: string | undefined): SavedEdit {
  if (saved.length === 0) throw new CommandError('no saved edits to restore');
  if (name === undefined) {
    if (saved.length === 1) return saved[0];
    throw new CommandError(
      `several edits are saved: name one, as in python-gitops restore ${saved[0].name}:\n${formatList(saved)}`,
    );
  }
  const found = saved.find((edit) => [edit.name, `${edit.name}.patch`, edit.path, `./${edit.path}`].includes(name));
  if (found) return found;
  throw new CommandError(`no saved edit ${name}; saved edits:\n${formatList(saved)}`);
}

function refused({ path }: SavedEdit, { reasons }: Extract<RestoreOutcome, { kind: 'refused' }>): CommandError {
  return new CommandError(
    [
      `${path} does not apply to the generated files; nothing was changed, and the patch is kept:`,
      ...indented(reasons),
      'Next: change .projenrc.ts instead (python-gitops owners PATH shows the option), or apply what fits:',
      `  git apply --reject ${path}`,
    ].join('\n'),
    EXIT.findings,
  );
}

function formatList(saved: readonly SavedEdit[]): string {
  if (saved.length === 0) return 'No saved edits.';
  return saved.map(({ name, files }) => [name, ...indented(files)].join('\n')).join('\n');
}

function formatRestored({ path, files }: SavedEdit): string[] {
  return [
    'Restored the hand edit of these files:',
    ...indented(files),
    `The edit is drift: the next npx projen saves and overwrites it again. Removed ${path}.`,
    'To see what to change instead: npx python-gitops owners PATH',
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
