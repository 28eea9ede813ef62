import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackagesFlags } from './command';
import { lockWithPip, lockWithUv } from './lock';
import type { NewLocks } from './lock';
import { pinsOf } from '../../../common/requirements-file';
import { TomlError } from '../../../common/toml';
import { neededPackages, parseUvLock } from '../../../common/uv-lock';
import type { Packages } from '../../../config/defaults';
import type { App } from '../../../config/model';
import { ChangedFolder } from '../../../files/disk/changed-folder';
import { changing } from '../../../files/disk/steps';
import type { Conversion, Read } from '../../../project/packages/conversion';
import { losingNothing, NotConvertible } from '../../../project/packages/conversion';
import { convertToRequirements } from '../../../project/packages/to-requirements';
import { convertToUv } from '../../../project/packages/to-uv';
import { setPackages } from '../../../project/rc/app-changes';
import { formatSynthesis } from '../../../project/synthesis/report';
import { applyEdit, open, requireApp, tryEdit } from '../../apps/edit';
import type { Opened } from '../../apps/edit';
import { dryLines, editLines, editToJson, listUnder } from '../../apps/report';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { DRY_RUN_END } from '../../printing/written';

/** One app that was converted. */
interface Converted {
  readonly app: string;
  /** Paths of its files that were written or removed. */
  readonly files: readonly string[];
  /** Files that the old lists include, which stay. */
  readonly left: readonly string[];
  /** Packages whose version changed. */
  readonly moved: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/** `python-gitops packages uv|requirements`: converts the files that list packages, locks, and sets the option. */
export async function runPackages(cwd: string, packages: string, flags: PackagesFlags): Promise<number> {
  if (packages !== 'uv' && packages !== 'requirements') {
    throw new CommandError(`packages must be requirements or uv, got ${packages}`);
  }
  const opened = await open(cwd);
  if (flags.app !== undefined) requireApp(opened, flags.app);
  const { apps } = opened.rendering.repository;
  const chosen = apps.filter((app) => app.packages !== packages && (flags.app === undefined || app.name === flags.app));
  if (chosen.length === 0) {
    throw new CommandError(
      apps.length === 0
        ? `there is no app yet: set packages: '${packages}' in .projenrc.ts`
        : `${flags.app ?? 'every app'} already has packages: '${packages}'; nothing was changed`,
    );
  }
  const converted = chosen.map((app) => convert(opened, app, packages));
  const texts = new Map(converted.flatMap((one) => [...one.texts]));
  const option = flags.app === undefined ? 'packages' : `apps.${flags.app}.packages`;
  const edit = await tryEdit(
    opened,
    setPackages(opened.options, packages, flags.app),
    `write ${option} as a literal, with its present value, then run this again`,
    new ChangedFolder(opened.root, texts),
  );
  const changes = [...texts].map(([path, after]) => ({ path, before: opened.folder.text(path), after }));
  const steps = losingNothing(changes).map(({ path, before, after }) => changing(path, before, after));
  const written = flags.dryRun ? undefined : applyEdit(edit, steps);
  print(flags, {
    json: () => editToJson(edit, written, { packages, converted: converted.map(({ texts: _texts, ...one }) => one) }),
    text: () => [
      ...(written ? [...editLines(edit), formatSynthesis(edit.rendering, written)] : dryLines(edit)),
      ...converted.flatMap((one) => report(one, written !== undefined)),
      '',
      written ? `Next: make test${flags.app === undefined ? '' : ` APP=${flags.app}`}` : DRY_RUN_END,
    ],
  });
  return EXIT.ok;
}

function convert({ folder, rendering: { repository } }: Opened, app: App, to: Packages): Converted {
  const root = `apps/${app.name}`;
  const read: Read = (path) => folder.text(`${root}/${path}`);
  const conversion = attempt(root, () => (to === 'uv' ? convertToUv : convertToRequirements)(repository, app, read));
  const scratch = mkdtempSync(join(tmpdir(), 'python-gitops-'));
  let locks: NewLocks;
  try {
    const work = { app, folder: folder.absolute(root), scratch, read, files: conversion.files };
    locks = to === 'uv' ? lockWithUv(work) : lockWithPip(work);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const files = new Map([...conversion.files, ...locks]);
  return {
    app: app.name,
    files: [...files.keys()].map((path) => `${root}/${path}`),
    left: conversion.left.map((path) => `${root}/${path}`),
    moved: movedVersions(read, (path) => (files.has(path) ? files.get(path) : read(path))),
    texts: new Map([...files].map(([path, text]) => [`${root}/${path}`, text])),
  };
}

function attempt(root: string, make: () => Conversion): Conversion {
  try {
    return make();
  } catch (error) {
    const reasons =
      error instanceof NotConvertible
        ? error.reasons
        : error instanceof TomlError
          ? [`pyproject.toml:${error.line} is not TOML: ${error.message}`]
          : undefined;
    if (reasons === undefined) throw error;
    throw new CommandError(['nothing was changed:', ...reasons.map((reason) => `${root}/${reason}`)].join('\n  '));
  }
}

/** Packages that both have, with another version. */
function movedVersions(before: Read, after: Read): Converted['moved'] {
  const [old, fresh] = [before, after].map(versions);
  return [...old].flatMap(([name, from]) => {
    const to = fresh.get(name);
    return to === undefined || to === from ? [] : [{ name, from, to }];
  });
}

function versions(read: Read): Map<string, string> {
  const uv = read('uv.lock');
  const found =
    uv === undefined
      ? ['test/requirements-test.txt', 'src/requirements.txt'].flatMap((path) => pinsOf(read(path) ?? ''))
      : lockedIn(uv);
  return new Map(found.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]])));
}

function lockedIn(text: string): { name: string; version?: string }[] {
  const lock = parseUvLock(text);
  return neededPackages(lock, [...(lock.root?.groups.keys() ?? [])]);
}

function report({ app, moved, left, files, texts }: Converted, isDone: boolean): string[] {
  const root = `apps/${app}/`;
  const own = (isRemoved: boolean): string =>
    [...texts]
      .filter(([, text]) => (text === undefined) === isRemoved)
      .map(([path]) => path.slice(root.length))
      .join(', ');
  const versionsOf =
    moved.length === 0
      ? 'every locked version stays'
      : `versions that change: ${moved.map(({ name, from, to }) => `${name} ${from} → ${to}`).join(', ')}`;
  return [
    `apps/${app}: ${isDone ? 'converted' : 'would convert'} ${files.length} files; ${versionsOf}`,
    `  ${isDone ? 'wrote' : 'would write'} ${own(false)}`,
    `  ${isDone ? 'removed' : 'would remove'} ${own(true)}`,
    ...listUnder('These files of yours are no longer read:', left),
  ];
}
