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
import { print } from '../../printing/print';
import { DRY_RUN_END } from '../../printing/written';

/** `python-gitops remove-app NAME`: removes the app from `.projenrc.ts`, with its generated files. */
export async function runRemoveApp(cwd: string, name: string, flags: RemoveAppFlags): Promise<number> {
  const opened = await open(cwd);
  requireApp(opened, name);
  const departure = departureIn(opened, name);
  const isDeployed = departure.root !== undefined && departure.applications.length > 0;
  const wanted = removingApp(opened.options, name, isDeployed ? 'removed with make remove-app' : undefined);
  const edit = await tryEdit(
    opened,
    wanted,
    `remove ${name} from apps, and everything that refers to it, then run npx projen`,
  );
  const yours = userFilesOf(name, opened.folder, opened.rendering.tree);
  if (flags.deleteFiles) requireCommitted(yours.files, opened.folder);
  const { removed: _removed, ...rest } = wanted.options;
  const mentions = mentionsOf(rest, name);
  const written = flags.dryRun ? undefined : applyEdit(edit);
  if (written && flags.deleteFiles) deleteFiles(yours, opened.folder);
  const files = flags.deleteFiles ? { yours: [], deleted: yours.files } : { yours: yours.files, deleted: [] };
  print(flags, {
    json: () => editToJson(edit, written, { app: name, ...files, mentions, cluster: departure }),
    text: () => [
      ...(written ? [...editLines(edit), formatSynthesis(edit.rendering, written)] : dryLines(edit)),
      ...aboutFiles(name, yours, flags),
      ...aboutMentions(name, mentions),
      '',
      ...formatDeparture(departure),
      '',
      written ? next(departure) : DRY_RUN_END,
    ],
  });
  return EXIT.ok;
}

/** Only files in the last commit can be restored. */
function requireCommitted(files: readonly string[], folder: Folder): void {
  const isCommitted = committedIn(folder.root);
  const lost = files.filter((path) => {
    const entry = folder.read(path);
    return entry.kind !== 'file' || !isCommitted(path, entry.content);
  });
  if (lost.length === 0) return;
  const headline = 'nothing was changed: these files are not committed and would be lost:';
  throw new CommandError([headline, ...lost, 'commit them, or omit --delete-files'].join('\n  '), EXIT.findings);
}

function deleteFiles({ files, derived }: UserFiles, folder: Folder): void {
  for (const path of derived) rmSync(folder.absolute(path), { recursive: true, force: true });
  for (const path of files) remove(path, folder);
}

function aboutFiles(name: string, { files, derived }: UserFiles, flags: RemoveAppFlags): string[] {
  if (flags.deleteFiles) {
    return listUnder(
      `${flags.dryRun ? 'would delete' : 'deleted'} ${countFiles(files)} of yours, which git keeps:`,
      files,
    );
  }
  if (files.length === 0) return [];
  const rest = derived.length === 0 ? '' : `; rm -r apps/${name} also deletes what git ignores`;
  return [
    '',
    ...listUnder(`Kept ${countFiles(files)} of yours in apps/${name}:`, files),
    `To delete committed files: git rm -r apps/${name}${rest}`,
  ];
}

function next({ root }: Departure): string {
  return root === undefined ? 'Next: commit' : `Next: commit and push to ${root.branch}; Argo CD removes the rest`;
}
