import { rmSync } from 'node:fs';
import type { RenameAppFlags } from './command';
import { throwAny } from '../../../common/findings';
import type { App, AppEnvironment } from '../../../config/model';
import { claimName } from '../../../config/names';
import type { PythonGitOpsAppOptions } from '../../../config/options';
import { validate } from '../../../config/validate';
import { JOURNAL } from '../../../files/disk/journal';
import { MovedFolder } from '../../../files/disk/moved-folder';
import type { Step } from '../../../files/disk/steps';
import { movingApp, removing } from '../../../files/disk/steps';
import { formatDeparture } from '../../../project/explain/departure';
import { holdsName, mentionsOf, renameApp as renamingApp } from '../../../project/rc/app-changes';
import { formatSynthesis } from '../../../project/synthesis/report';
import { aboutMentions, departureIn } from '../../apps/departure';
import { applyEdit, open, requireApp, tryEdit } from '../../apps/edit';
import type { AppEdit, Opened } from '../../apps/edit';
import { dryLines, editLines, countFiles, listUnder, editToJson } from '../../apps/report';
import { sealedSecretsIn, textOf, userFilesOf } from '../../apps/user-files';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { DRY_RUN_END } from '../../printing/written';

/** `python-gitops rename-app OLD NEW`: renames the entry in `.projenrc.ts`, its folder and its generated files. */
export async function runRenameApp(cwd: string, from: string, to: string, flags: RenameAppFlags): Promise<number> {
  const opened = await open(cwd);
  requireApp(opened, from);
  if (Object.hasOwn(opened.options.apps ?? {}, to)) {
    throw new CommandError(`app ${to} already exists: choose another name`);
  }
  const departure = departureIn(opened, from);
  const isDeployed = departure.root !== undefined && departure.applications.length > 0;
  const wanted = renamingApp(opened.options, from, to, isDeployed ? `renamed to ${to}` : undefined);
  // The new name becomes part of paths below, so it must be valid.
  throwAny(validate(wanted.options));
  const moves = movesOf(opened, from, to);
  const edit = await tryEdit(
    opened,
    wanted,
    `rename ${from} to ${to} in apps, move apps/${from} to apps/${to}, then run npx projen`,
    moves.view,
  );
  const { files } = userFilesOf(from, opened.folder, opened.rendering.tree);
  const now = (path: string): string => `apps/${to}${path.slice(`apps/${from}`.length)}`;
  const apps = Object.keys(opened.options.apps ?? {});
  const found = {
    moved: files.map(now),
    reseal: sealedSecretsIn(files, opened.folder).map(now),
    mentions: mentionsOf(withoutRemoved(wanted.options), from),
    files: files.filter((path) => holdsName(textOf(path, opened.folder), from, apps)).map(now),
    changed: clusterChanges(opened, edit, from, to),
  };
  const written = flags.dryRun ? undefined : applyEdit(edit, moves.steps);
  // A Python virtual environment contains absolute paths.
  if (written) rmSync(opened.folder.absolute(`apps/${to}/.venv`), { recursive: true, force: true });
  print(flags, {
    json: () => editToJson(edit, written, { app: to, from, ...found, cluster: departure }),
    text: () => [
      ...(written ? [...editLines(edit), formatSynthesis(edit.rendering, written)] : dryLines(edit)),
      `${written ? 'moved' : 'would move'} apps/${from} to apps/${to}, with ${countFiles(files)} of yours`,
      ...aboutFiles(from, found.files),
      ...aboutMentions(from, found.mentions),
      '',
      `A cluster cannot rename an app: ${to} is a new app without releases, and ${from} is removed.`,
      ...found.changed.map((line) => `  ${line}`),
      ...aboutSecrets(to, found.reseal),
      ...formatDeparture(departure),
      '',
      ...(written ? next(from, to, departure.applications.length > 0) : [DRY_RUN_END]),
    ],
  });
  return EXIT.ok;
}

/** The confirmation contains the name on purpose. */
function withoutRemoved({ removed: _removed, ...options }: PythonGitOpsAppOptions): PythonGitOpsAppOptions {
  return options;
}

/** What moves on disk, and the folder after that. */
function movesOf(
  { root, folder, rendering }: Opened,
  from: string,
  to: string,
): { view: MovedFolder; steps: readonly Step[] } {
  if (folder.exists(JOURNAL)) {
    throw new CommandError('an earlier run was interrupted: run npx projen first, then rename');
  }
  if (folder.exists(`apps/${to}`)) {
    throw new CommandError(`nothing was changed: apps/${to} already exists; move it away, or choose another name`);
  }
  const release = rendering.tree
    .files()
    .flatMap(({ path, owner }) =>
      owner === 'release' && path.startsWith(`apps/${from}/`) ? [`apps/${to}${path.slice(`apps/${from}`.length)}`] : [],
    );
  const view = new MovedFolder(root, { from, to }, new Set(release));
  // Releases belong to the old app; the new one starts without any.
  const steps = folder.isFolder(`apps/${from}`) ? [...movingApp(from, to), removing(release)] : [];
  return { view, steps };
}

/** Names in the cluster that contain the app's name, before and after. */
function clusterChanges(opened: Opened, edit: AppEdit, from: string, to: string): string[] {
  const [before, after] = [
    opened.rendering.repository.apps.find(({ name }) => name === from) as App,
    edit.rendering.repository.apps.find(({ name }) => name === to) as App,
  ];
  const lines = [`image ${before.image} → ${after.image}: the next push builds it`];
  const names = ({ name }: AppEnvironment['environment'], what: string, old: string, fresh: string): string[] =>
    old === fresh ? [`${what} ${old} in ${name} does not change`] : [`${what} ${old} → ${fresh} in ${name}`];
  const claims = claimsOf(before).map(
    (claim, index) => `claim ${claim} → ${claimsOf(after)[index]}: the new claim is empty`,
  );
  if (claims.length > 0) {
    lines.push(...claims, 'the old claims keep their data in the old namespaces; copy what you need');
  }
  before.environments.forEach((own, index) => {
    const fresh = after.environments[index];
    lines.push(...names(own.environment, 'namespace', own.namespace, fresh.namespace));
    const [hosts, freshHosts] = [hostsOf(own), hostsOf(fresh)];
    if (hosts !== '') lines.push(...names(own.environment, 'host', hosts, freshHosts));
  });
  return lines;
}

function claimsOf({ workloads }: App): string[] {
  return workloads.flatMap((workload) =>
    workload.volumes
      .filter(({ type }) => type === 'persistentVolumeClaim')
      .map((volume) => claimName(workload, volume)),
  );
}

function hostsOf({ ingress, httpRoute }: AppEnvironment): string {
  return [...new Set([...(ingress?.hosts ?? []), ...(httpRoute?.hosts ?? [])])].join(', ');
}

function aboutFiles(from: string, files: readonly string[]): string[] {
  const lines = listUnder(`${countFiles(files)} of yours contain ${from}; check whether it refers to this app:`, files);
  return lines.length === 0 ? [] : ['', ...lines];
}

function aboutSecrets(to: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  return [
    '  These secrets are sealed for the old name and namespace. Seal them again (docs/SEALED_SECRETS.md):',
    ...paths.map((path) => `    ${path}`),
    `    the new name of the Secret is ${to}-secrets`,
  ];
}

function next(from: string, to: string, isReleased: boolean): string[] {
  if (!isReleased) return [`Next: make dev APP=${to}`];
  return [
    `Once you push this, ${from} stops before ${to} has a first release. To avoid that gap, revert this and follow`,
    '"Rename an app" in ONBOARDING.md.',
    `Next: make dev APP=${to}`,
  ];
}
