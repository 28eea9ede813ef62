import type { Address } from './address';
import { isRecord } from '../../common/records';
import { definitionAt, STRUCTS } from '../../config/definitions';
import { optionSamples } from '../../config/definitions/samples';
import type { LockedPackages } from '../../config/memory';
import type { PythonGitOpsAppOptions } from '../../config/options';
import { resolve } from '../../config/resolve';
import type { AppReleases } from '../../releases/files/reconcile';
import { renderRepository } from '../../render/repository';

/** What is read from files and affects generated files. */
export interface ReadFiles {
  readonly releases: ReadonlyMap<string, AppReleases>;
  /** Packages in the locks. */
  readonly locked: LockedPackages;
}

/**
 * Files whose content depends on an option: rendering them in memory with another value gives a different result. For
 * options that all apps share, one app represents the others.
 */
export function filesReached(address: Address, options: PythonGitOpsAppOptions, read: ReadFiles): string[] {
  const [first] = Object.keys(options.apps ?? {});
  const app = address.app ?? first;
  const alone = { ...options, apps: app === undefined ? {} : { [app]: options.apps?.[app] ?? {} } };
  const before = render(alone, read);
  const reached = new Set<string>();
  for (const value of candidates(address)) {
    const after = tryRender(withValue(alone, address, value), read);
    if (after === undefined) continue;
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      if (before.get(path) !== after.get(path)) reached.add(path);
    }
    if (reached.size > 0) break;
  }
  const paths = [...reached].sort();
  return address.app === undefined && app !== undefined
    ? [...new Set(paths.map((path) => path.replace(`apps/${app}/`, 'apps/<app>/')))]
    : paths;
}

/** Values for an option; for keys of maps, which have no definition, values of several types. */
function candidates({ struct, key, rest }: Address): readonly unknown[] {
  const definition = definitionAt(STRUCTS[struct], [key, ...rest]);
  return definition === undefined ? ['explained', 'other', 1, 2, true, false] : optionSamples(definition);
}

/** The options with another value at an address. */
function withValue(options: PythonGitOpsAppOptions, address: Address, value: unknown): PythonGitOpsAppOptions {
  const { app, environment, workload, isShared, key, rest } = address;
  const place = [
    ...(app === undefined ? [] : ['apps', app]),
    ...(environment === undefined ? [] : ['environments', environment]),
    ...(workload === undefined ? [] : ['workloads', workload]),
    ...(isShared && environment === undefined ? ['defaults'] : []),
  ];
  return setIn(options, [...place, key, ...rest], value) as PythonGitOpsAppOptions;
}

function setIn(target: unknown, keys: readonly string[], value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const before = isRecord(target) ? target : {};
  return { ...before, [key]: setIn(before[key], rest, value) };
}

/** Some values are valid alone but not with the rest of the config: skip them. */
function tryRender(options: PythonGitOpsAppOptions, read: ReadFiles): Map<string, string> | undefined {
  try {
    return render(options, read);
  } catch {
    return undefined;
  }
}

function render(options: PythonGitOpsAppOptions, { releases, locked }: ReadFiles): Map<string, string> {
  // Release files depend on releases, not on the config.
  const files = renderRepository(resolve(options, locked), releases).filter((file) => file.owner !== 'release');
  return new Map(files.map((file) => [file.path, file.content]));
}
