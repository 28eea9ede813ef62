import type { AddAppFlags } from './command';
import { key, literal } from '../../../common/literal';
import { newAppOptions } from '../../../config/new-app';
import { addApp as addingApp } from '../../../project/rc/app-changes';
import { formatSynthesis } from '../../../project/synthesis/report';
import { applyEdit, open, tryEdit } from '../../apps/edit';
import { dryLines, editLines, editToJson } from '../../apps/report';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { DRY_RUN_END } from '../../printing/written';

/** `python-gitops add-app NAME`: an entry under `apps` in `.projenrc.ts`, and the files that follow. */
export async function runAddApp(cwd: string, name: string, flags: AddAppFlags): Promise<number> {
  const opened = await open(cwd);
  if (Object.hasOwn(opened.options.apps ?? {}, name)) {
    throw new CommandError(
      `app ${name} already exists: change its entry under apps in .projenrc.ts, then run npx projen`,
    );
  }
  const own = newAppOptions(flags);
  const byHand = `add ${key(name)}: ${literal(own)}, to apps, then run npx projen`;
  const edit = await tryEdit(opened, addingApp(opened.options, name, own), byHand);
  // A removed app may have left them. They are the user's, and now belong to this app.
  const found = edit.rendering.tree
    .files()
    .flatMap(({ path, owner }) =>
      owner === 'starter' && path.startsWith(`apps/${name}/`) && opened.folder.exists(path) ? [path] : [],
    );
  const written = flags.dryRun ? undefined : applyEdit(edit);
  const kept =
    found.length === 0 ? [] : ['', `apps/${name} already contains files of yours, which are kept: ${found.join(', ')}`];
  print(flags, {
    json: () => editToJson(edit, written, { app: name, found }),
    text: () => [
      ...(written ? [...editLines(edit), formatSynthesis(edit.rendering, written)] : dryLines(edit)),
      ...kept,
      '',
      written ? `Next: make dev APP=${name}` : DRY_RUN_END,
    ],
  });
  return EXIT.ok;
}
