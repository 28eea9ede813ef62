import { afterChange, withHollow } from './data';
import type { Change, OptionPath } from './edit';
import { formatOptionPath } from './edit';
import type { AppOptions, PythonGitOpsAppOptions } from '../../config/options';

/** The edits for a change of an app, and the options that must result from them. */
export interface ConfigEdits {
  readonly changes: readonly Change[];
  readonly options: PythonGitOpsAppOptions;
}

/** Adds an app after the others. A removal of an earlier app with this name is no longer confirmed. */
export function addApp(options: PythonGitOpsAppOptions, name: string, own: AppOptions): ConfigEdits {
  return changesTo(options, [...unconfirmed(options, name), { kind: 'add', path: ['apps', name], value: own }]);
}

/** Removes the confirmation that an app of this name was removed. */
function unconfirmed(options: PythonGitOpsAppOptions, name: string): Change[] {
  if (!Object.hasOwn(options.removed ?? {}, name)) return [];
  return withHollow(options, [['removed', name]]).map((path) => ({ kind: 'remove', path }));
}

/** Confirms that an app is removed, if it is released. */
function confirmed(name: string, reason: string | undefined): Change[] {
  return reason === undefined ? [] : [{ kind: 'add', path: ['removed', name], value: reason }];
}

/**
 * Removes an app, and everything in the config that only concerns it.
 * @param reason confirms the removal; undefined if the app is not released
 */
export function removeApp(options: PythonGitOpsAppOptions, name: string, reason?: string): ConfigEdits {
  const steps = stepsOf(options, name).map(({ path, index, isOnly }) => (isOnly ? path : [...path, 'apps', index]));
  const paths = withHollow(options, [['apps', name], ...steps, ...filesOf(options, name)]);
  // From the back, so that removals do not move other paths.
  const removals = paths.reverse().map((path): Change => ({ kind: 'remove', path }));
  return changesTo(options, [...removals, ...confirmed(name, reason)]);
}

/**
 * Renames an app, and every certain reference to it in the config.
 * @param reason confirms the removal of the old app; undefined if it is not released
 */
export function renameApp(options: PythonGitOpsAppOptions, from: string, to: string, reason?: string): ConfigEdits {
  const changes: Change[] = stepsOf(options, from).map(({ path, index }) => ({
    kind: 'replace',
    path: [...path, 'apps', index],
    to,
  }));
  for (const path of filesOf(options, from)) {
    const file = String(path[0] === 'takeOver' ? options.takeOver?.[Number(path[1])] : path[1]);
    const moved = `apps/${to}/${file.slice(`apps/${from}/`.length)}`;
    // Only this kind of file is named after an object that is named after the app; a file that was taken over stays.
    const named = moved.replace(`/persistentvolumeclaim-${from}-`, `/persistentvolumeclaim-${to}-`);
    if (path[0] === 'takeOver') changes.push({ kind: 'replace', path, to: moved });
    if (path[0] === 'overrides') changes.push({ kind: 'rename', path, to: named });
  }
  const own = options.apps?.[from] ?? {};
  own.patches?.forEach(({ name }, index) => {
    if (name === undefined || !isNamedAfter(name, from)) return;
    changes.push({
      kind: 'replace',
      path: ['apps', from, 'patches', index, 'name'],
      to: `${to}${name.slice(from.length)}`,
    });
  });
  for (const [workload, { volumes = {} }] of Object.entries(own.workloads ?? {})) {
    for (const [volume, { name }] of Object.entries(volumes)) {
      // Only the app's own ConfigMap and Secret are renamed with it.
      if (name === undefined || ![`${from}-config`, `${from}-secrets`].includes(name)) continue;
      const path = ['apps', from, 'workloads', workload, 'volumes', volume, 'name'];
      changes.push({ kind: 'replace', path, to: `${to}${name.slice(from.length)}` });
    }
  }
  // The key last, since it is part of the paths above.
  changes.push({ kind: 'rename', path: ['apps', from], to });
  changes.push(...unconfirmed(options, to), ...confirmed(from, reason));
  return changesTo(options, changes);
}

/** Sets `packages` of an app, or without one of the repository and all its apps. */
export function setPackages(options: PythonGitOpsAppOptions, to: string, app?: string): ConfigEdits {
  const set = (path: OptionPath, value: string | undefined): Change[] => {
    if (value === to) return [];
    return [value === undefined ? { kind: 'add', path, value: to } : { kind: 'replace', path, to }];
  };
  if (app !== undefined) return changesTo(options, set(['apps', app, 'packages'], options.apps?.[app].packages));
  const own = Object.entries(options.apps ?? {}).flatMap(([name, { packages }]) =>
    packages === undefined ? [] : set(['apps', name, 'packages'], packages),
  );
  return changesTo(options, [...set(['packages'], options.packages), ...own]);
}

function changesTo(options: PythonGitOpsAppOptions, changes: readonly Change[]): ConfigEdits {
  return { changes, options: changes.reduce(afterChange, options) };
}

/** Places that contain a name but are not changed, for a person to check. */
export function mentionsOf(options: PythonGitOpsAppOptions, name: string): string[] {
  const apps = Object.keys(options.apps ?? {});
  const found: OptionPath[] = [];
  const visit = (value: unknown, path: OptionPath): void => {
    if (typeof value === 'string' && holdsName(value, name, apps)) found.push(path);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const place = [...path, Array.isArray(value) ? Number(key) : key];
      if (path.length > 0 && holdsName(key, name, apps)) found.push(place);
      else visit(inner, place);
    }
  };
  const { name: _name, repoUrl: _repoUrl, registry: _registry, outdir: _outdir, ...rest } = options;
  visit(rest, []);
  return found.map(formatOptionPath);
}

/** Whether an object belongs to the app: all of its objects carry its name. */
function isNamedAfter(name: string, app: string): boolean {
  return name === app || name.startsWith(`${app}-`);
}

/** Whether a text contains a name as a word, and not only in the name of another app. */
export function holdsName(text: string, name: string, apps: readonly string[]): boolean {
  const longer = apps.filter((other) => other !== name && other.includes(name));
  const rest = longer.reduce((left, other) => left.replaceAll(other, ''), text);
  return new RegExp(`(?<![A-Za-z0-9])${name}(?![A-Za-z0-9])`).test(rest);
}

/** The app in the steps of the workflow. */
function stepsOf(
  { ciSteps }: PythonGitOpsAppOptions,
  name: string,
): { path: OptionPath; index: number; isOnly: boolean }[] {
  return (['beforeTests', 'afterTests'] as const).flatMap((when) =>
    (ciSteps?.[when] ?? []).flatMap(({ apps = [] }, step) => {
      const index = apps.indexOf(name);
      return index < 0 ? [] : [{ path: ['ciSteps', when, step], index, isOnly: apps.length === 1 }];
    }),
  );
}

/** Files of the app among overrides and files that were taken over. */
function filesOf({ overrides = {}, takeOver = [] }: PythonGitOpsAppOptions, name: string): OptionPath[] {
  const isOwn = (path: string): boolean => path.startsWith(`apps/${name}/`);
  return [
    ...Object.keys(overrides)
      .filter(isOwn)
      .map((path): OptionPath => ['overrides', path]),
    ...takeOver.flatMap((path, index): OptionPath[] => (isOwn(path) ? [['takeOver', index]] : [])),
  ];
}
