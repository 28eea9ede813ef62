import type { AddAppFlags } from './command';
import type { AppOptions } from '../../../config/options';
import { addApp as addingApp } from '../../../project/rc/app-changes';
import { key, literal } from '../../../project/rc/literal';
import { formatSynthesis } from '../../../project/synthesis/report';
import { applyEdit, open, tryEdit } from '../../apps/edit';
import { dryLines, editLines, editToJson } from '../../apps/report';
import { CommandError, EXIT } from '../../errors';

/** `python-gitops add-app NAME`: an entry under `apps` in `.projenrc.ts`, and the files that follow. */
export function runAddApp(cwd: string, name: string, flags: AddAppFlags): number {
  const opened = open(cwd);
  if (Object.hasOwn(opened.options.apps ?? {}, name)) {
    throw new CommandError(
      `there is an app ${name} already: change its entry under apps in .projenrc.ts, then run npx projen`,
    );
  }
  const own = optionsOf(flags);
  const byHand = `add ${key(name)}: ${literal(own)}, to the apps, then run npx projen`;
  const edit = tryEdit(opened, addingApp(opened.options, name, own), byHand);
  // Left there by an app that was removed, say: they are the user's, and this app's from now on.
  const found = edit.rendering.tree
    .files()
    .flatMap(({ path, owner }) =>
      owner === 'starter' && path.startsWith(`apps/${name}/`) && opened.folder.exists(path) ? [path] : [],
    );
  const written = flags.dryRun ? undefined : applyEdit(edit);
  if (flags.json) {
    console.log(editToJson(edit, written, { app: name, found }));
    return EXIT.ok;
  }
  const kept =
    found.length === 0
      ? []
      : ['', `apps/${name} had files of yours already; they stay as they are: ${found.join(', ')}`];
  const next = `Next: ${flags.dryRun ? `make add-app APP=${name}, without --dry-run` : `make run APP=${name}`}`;
  const lines = written ? [...editLines(edit), formatSynthesis(edit.rendering, written)] : dryLines(edit);
  console.log([...lines, ...kept, '', next].join('\n'));
  return EXIT.ok;
}

/** The options that the flags say. What is wrong with one is a finding, as in the file. */
function optionsOf({ port, interface: webInterface, server, callable, pythonVersion }: AddAppFlags): AppOptions {
  const said = {
    port: port !== undefined && /^\d+$/.test(port) ? Number(port) : (port as unknown as number | undefined),
    interface: webInterface,
    server,
    callable,
    pythonVersion,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}
