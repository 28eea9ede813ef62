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
  const [first = SAMPLE] = Object.keys(options.apps ?? {});
  const app = address.app ?? first;
  const alone = { ...options, apps: { [app]: options.apps?.[app] ?? {} } };
  const before = render(alone, read);
  const reached = new Set<string>();
  for (const value of candidates(address, alone)) {
    const after = tryRender(withValue(alone, address, value), read);
    if (after === undefined) continue;
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      if (before.get(path) !== after.get(path)) reached.add(path);
    }
    if (reached.size > 0) break;
  }
  const general = [...reached].map((path) => {
    const shared = address.app === undefined ? withoutApp(path, app) : path;
    return shared.replaceAll(SAMPLE, `<${NOUNS[address.key] ?? 'name'}>`);
  });
  return [...new Set(general)].sort();
}

/** A path that stands for the same file of every app. */
function withoutApp(path: string, app: string): string {
  return path
    .replace(`apps/${app}/`, 'apps/<app>/')
    .replace(new RegExp(`^(argo/observability/(?:rules|dashboards)/)${app}\\.`), '$1<app>.');
}

/** The name that samples give to new entries of maps, such as apps. It is in paths of files that an option adds. */
const SAMPLE = 'explained';

/** What an entry is, by the option that has it. */
const NOUNS: Readonly<Record<string, string>> = {
  apps: 'app',
  clusters: 'cluster',
  environments: 'environment',
  volumes: 'volume',
  workloads: 'workload',
};

/** Values for an option; for keys of maps, which have no definition, values of several types. */
function candidates(address: Address, options: PythonGitOpsAppOptions): readonly unknown[] {
  const { struct, key, rest } = address;
  const definition = definitionAt(STRUCTS[struct], [key, ...rest]);
  if (definition === undefined) return [SAMPLE, 'other', 1, 2, true, false];
  const samples = optionSamples(definition);
  if (definition.rule.entries === undefined) return samples;
  // First what a new entry adds, then what the entries that are there lose.
  const there = valueAt(options, placeOf(address)) ?? definition.default;
  const added = samples.map((sample) => (isRecord(there) && isRecord(sample) ? { ...there, ...sample } : sample));
  return [...added, ...samples];
}

/** The options with another value at an address. */
function withValue(options: PythonGitOpsAppOptions, address: Address, value: unknown): PythonGitOpsAppOptions {
  return setIn(options, placeOf(address), value) as PythonGitOpsAppOptions;
}

/** The keys that lead to an address. */
function placeOf({ app, environment, workload, isShared, key, rest }: Address): string[] {
  return [
    ...(app === undefined ? [] : ['apps', app]),
    ...(environment === undefined ? [] : ['environments', environment]),
    ...(workload === undefined ? [] : ['workloads', workload]),
    ...(isShared && environment === undefined ? ['defaults'] : []),
    key,
    ...rest,
  ];
}

function valueAt(target: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((found, key) => (isRecord(found) ? found[key] : undefined), target);
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
