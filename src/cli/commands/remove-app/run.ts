import { rmSync } from 'node:fs';
import type { RemoveAppFlags } from './command';
import { remove } from '../../../files/disk/apply';
import { committedIn } from '../../../files/disk/committed';
import type { Folder } from '../../../files/disk/folder';
import type { Departure } from '../../../project/explain/departure';
import { formatDeparture } from '../../../project/explain/departure';
import { mentionsOf, removeApp as removingApp } from '../../../project/rc/app-changes';
import { formatSynthesis } from '../../../project/synthesis/report';
import { aboutMentions, departureIn } from '../../apps/departure';
import { applyEdit, open, requireApp, tryEdit } from '../../apps/edit';
import { dryLines, editLines, countFiles, listUnder, editToJson } from '../../apps/report';
import { userFilesOf } from '../../apps/user-files';
import type { UserFiles } from '../../apps/user-files';
import { CommandError, EXIT } from '../../errors';

/** `python-gitops remove-app NAME`: takes the app out of `.projenrc.ts`, with the files that follow from it. */
export function runRemoveApp(cwd: string, name: string, flags: RemoveAppFlags): number {
  const opened = open(cwd);
  requireApp(opened, name);
  const wanted = removingApp(opened.options, name);
  const edit = tryEdit(opened, wanted, `take ${name} out of the apps, and what else names it, then run npx projen`);
  const yours = userFilesOf(name, opened.folder, opened.rendering.tree);
  if (flags.deleteFiles) requireCommitted(yours.files, opened.folder);
  const departure = departureIn(opened, name);
  const mentions = mentionsOf(wanted.options, name);
  const written = flags.dryRun ? undefined : applyEdit(edit);
  if (written && flags.deleteFiles) deleteFiles(yours, opened.folder);
  if (flags.json) {
    const files = flags.deleteFiles ? { yours: [], deleted: yours.files } : { yours: yours.files, deleted: [] };
    console.log(editToJson(edit, written, { app: name, ...files, mentions, cluster: departure }));
    return EXIT.ok;
  }
  const lines = written ? [...editLines(edit), formatSynthesis(edit.rendering, written)] : dryLines(edit);
  const said = [
    ...lines,
    ...aboutFiles(name, yours, flags),
    ...aboutMentions(name, mentions),
    '',
    ...formatDeparture(departure),
  ];
  console.log([...said, '', next(name, flags, departure)].join('\n'));
  return EXIT.ok;
}

/** Only what the last commit holds can be had back. */
function requireCommitted(files: readonly string[], folder: Folder): void {
  const isCommitted = committedIn(folder.root);
  const lost = files.filter((path) => {
    const entry = folder.read(path);
    return entry.kind !== 'file' || !isCommitted(path, entry.content);
  });
  if (lost.length === 0) return;
  const headline =
    'nothing was changed: the last commit does not hold these files as they are, and they would be lost:';
  throw new CommandError([headline, ...lost, 'commit them, or leave --delete-files out'].join('\n  '), EXIT.findings);
}

function deleteFiles({ files, remade }: UserFiles, folder: Folder): void {
  for (const path of remade) rmSync(folder.absolute(path), { recursive: true, force: true });
  for (const path of files) remove(path, folder);
}

function aboutFiles(name: string, { files, remade }: UserFiles, flags: RemoveAppFlags): string[] {
  const count = countFiles(files);
  if (flags.deleteFiles) {
    return listUnder(`${flags.dryRun ? 'would delete' : 'deleted'} ${count} of yours, which git has:`, files);
  }
  if (files.length === 0) return [];
  const rest = remade.length === 0 ? '' : `; rm -r apps/${name} takes what git ignores there, too`;
  return [
    '',
    ...listUnder(
      `${count} of apps/${name} ${files.length === 1 ? 'is' : 'are'} yours and ${files.length === 1 ? 'stays' : 'stay'}:`,
      files,
    ),
    `To delete ${files.length === 1 ? 'it once it is' : 'them once they are'} committed: git rm -r apps/${name}${rest}`,
  ];
}

function next(name: string, flags: RemoveAppFlags, { root }: Departure): string {
  if (flags.dryRun) return `Next: make remove-app APP=${name}, without --dry-run`;
  return root === undefined
    ? 'Next: commit it'
    : `Next: commit it and push it to ${root.branch}; Argo CD removes the rest`;
}
