import { rmSync } from 'node:fs';
import type { RenameAppFlags } from './command';
import { throwAny } from '../../../common/findings';
import type { App, AppEnvironment } from '../../../config/model';
import { claimName } from '../../../config/names';
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

/** `python-gitops rename-app OLD NEW`: another name for the entry, its folder and what follows from them. */
export function runRenameApp(cwd: string, from: string, to: string, flags: RenameAppFlags): number {
  const opened = open(cwd);
  requireApp(opened, from);
  if (Object.hasOwn(opened.options.apps ?? {}, to)) {
    throw new CommandError(`there is an app ${to} already: choose another name`);
  }
  const wanted = renamingApp(opened.options, from, to);
  // Before a path is made of the name.
  throwAny(validate(wanted.options));
  const moves = movesOf(opened, from, to);
  const edit = tryEdit(
    opened,
    wanted,
    `rename ${from} to ${to} in the apps, move apps/${from} to apps/${to}, then run npx projen`,
    moves.view,
  );
  const { files } = userFilesOf(from, opened.folder, opened.rendering.tree);
  const now = (path: string): string => `apps/${to}${path.slice(`apps/${from}`.length)}`;
  const apps = Object.keys(opened.options.apps ?? {});
  const found = {
    moved: files.map(now),
    reseal: sealedSecretsIn(files, opened.folder).map(now),
    mentions: mentionsOf(wanted.options, from),
    files: files.filter((path) => holdsName(textOf(path, opened.folder), from, apps)).map(now),
    changed: clusterChanges(opened, edit, from, to),
  };
  const departure = departureIn(opened, from);
  const written = flags.dryRun ? undefined : applyEdit(edit, moves.steps);
  // An environment of Python knows the folder that it was made in.
  if (written) rmSync(opened.folder.absolute(`apps/${to}/.venv`), { recursive: true, force: true });
  if (flags.json) {
    console.log(editToJson(edit, written, { app: to, from, ...found, cluster: departure }));
    return EXIT.ok;
  }
  const lines = [
    ...(written ? [...editLines(edit), formatSynthesis(edit.rendering, written)] : dryLines(edit)),
    `${written ? 'moved' : 'would move'} apps/${from} to apps/${to}, with ${countFiles(files)} of yours`,
    ...aboutFiles(from, found.files),
    ...aboutMentions(from, found.mentions),
    '',
    `In a cluster names are final: ${to} is a new app, with nothing released, and ${from} is removed.`,
    ...found.changed.map((line) => `  ${line}`),
    ...aboutSecrets(to, found.reseal),
    ...formatDeparture(departure),
  ];
  console.log([...lines, '', ...next(from, to, flags, departure.applications.length > 0)].join('\n'));
  return EXIT.ok;
}

/** What moves on disk, and the folder as it will be then. */
function movesOf(
  { root, folder, rendering }: Opened,
  from: string,
  to: string,
): { view: MovedFolder; steps: readonly Step[] } {
  if (folder.exists(JOURNAL)) {
    throw new CommandError('an earlier run was ended half way: run npx projen first, then rename');
  }
  if (folder.exists(`apps/${to}`)) {
    throw new CommandError(`nothing was changed: apps/${to} is there already; move it away, or choose another name`);
  }
  const release = rendering.tree
    .files()
    .flatMap(({ path, owner }) =>
      owner === 'release' && path.startsWith(`apps/${from}/`) ? [`apps/${to}${path.slice(`apps/${from}`.length)}`] : [],
    );
  const view = new MovedFolder(root, { from, to }, new Set(release));
  // What was released is the old app's; the new one begins with nothing.
  const steps = folder.isFolder(`apps/${from}`) ? [...movingApp(from, to), removing(release)] : [];
  return { view, steps };
}

/** Names in the cluster that follow from the app's, before and after. */
function clusterChanges(opened: Opened, edit: AppEdit, from: string, to: string): string[] {
  const [before, after] = [
    opened.rendering.repository.apps.find(({ name }) => name === from) as App,
    edit.rendering.repository.apps.find(({ name }) => name === to) as App,
  ];
  const lines = [`image ${before.image} → ${after.image}: built again by the next push`];
  const names = ({ name }: AppEnvironment['environment'], what: string, old: string, fresh: string): string[] =>
    old === fresh ? [`${what} ${old} in ${name} stays`] : [`${what} ${old} → ${fresh} in ${name}`];
  const claims = claimsOf(before).map(
    (claim, index) => `claim ${claim} → ${claimsOf(after)[index]}: the new one is empty`,
  );
  if (claims.length > 0) {
    lines.push(...claims, 'the old claims keep their data, in the old namespaces; copy what is needed');
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
  const lines = listUnder(`${from} stands in ${countFiles(files)} of yours; look whether it means this app:`, files);
  return lines.length === 0 ? [] : ['', ...lines];
}

function aboutSecrets(to: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  return [
    '  sealed for the old name and namespace, so that no cluster opens them; seal them again (docs/SEALED_SECRETS.md):',
    ...paths.map((path) => `    ${path}`),
    `    the Secret is called ${to}-secrets now`,
  ];
}

function next(from: string, to: string, flags: RenameAppFlags, isReleased: boolean): string[] {
  if (flags.dryRun) return [`Next: make rename-app APP=${from} TO=${to}, without --dry-run`];
  if (!isReleased) return [`Next: make run APP=${to}`];
  return [
    `Once this is pushed, ${from} stops before ${to} has a first release. Without that gap: take it back, and follow`,
    '"Rename an app" in ONBOARDING.md.',
    `Next: make run APP=${to}`,
  ];
}
