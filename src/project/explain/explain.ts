import type { Address } from './address';
import { addressOf } from './address';
import type { ReadFiles } from './reach';
import { filesReached } from './reach';
import { isRecord } from '../../common/records';
import { definitionAt, STRUCTS } from '../../config/definitions';
import { ENVIRONMENT } from '../../config/definitions/environment';
import { POD, SETTINGS } from '../../config/definitions/settings';
import type { Level } from '../../config/levels';
import { environmentLevels, inherited, settingsLevels, workloadLevels } from '../../config/levels';
import { memoryReasons } from '../../config/memory';
import type { App, AppEnvironment, Repository, Settings } from '../../config/model';
import type { PythonGitOpsAppOptions } from '../../config/options';
import { environmentNames, resolve } from '../../config/resolve';
import type { Definition, Rule } from '../../config/rule';
import { member } from '../../config/rules';

/** The value that one place of the config sets. */
interface Setting {
  readonly path: string;
  readonly value: unknown;
}

/** An option, its resolved value, and where the value comes from. */
export interface Explanation {
  readonly option: string;
  /** The resolved value; undefined for none. */
  readonly value: unknown;
  /** Whether the value is a map whose entries have options, such as apps. */
  readonly isMapOfOptions: boolean;
  /** Path of the place that sets it; undefined for the library's default, and if several places are merged. */
  readonly from?: string;
  /** What made a default larger than usual, such as packages in a lock. */
  readonly raisedFor: readonly string[];
  /** All places of the config that set it, the farthest first. */
  readonly settings: readonly Setting[];
  /** The workload whose value is shown, if the path contains none. */
  readonly workload?: string;
  /** Files whose content depends on it, in at least one app. */
  readonly files: readonly string[];
  readonly address: Address;
}

/** Whether an option of an environment applies to the environment itself, not to its apps. */
function isOfEnvironment(key: string): boolean {
  return key in ENVIRONMENT.options && !(key in SETTINGS.options);
}

/** Explains an option of a valid config. */
export function explain(path: string, options: PythonGitOpsAppOptions, read: ReadFiles): Explanation {
  const address = addressOf(path, options, environmentNames(options));
  const repository = resolve(options, read.locked);
  const workload = shownWorkload(address, repository);
  const levels = levelsOf(address, workload, options, isService(address, workload, repository));
  const settings = levels.flatMap(({ path: place, options: there }) => {
    const value = inside(there[address.key], address.rest);
    return value === undefined ? [] : [{ path: fullPath(place, address), value }];
  });
  const struct = STRUCTS[address.struct];
  const definition = definitionAt(struct, [address.key, ...address.rest]);
  const { rule, merge } = definition ?? {};
  const merges = merge === 'keys' || rule?.struct !== undefined;
  const set = inside(inherited(struct, levels, address.key), address.rest);
  // The model separates the variables of a workload from those of its app.
  const resolved = merge === 'keys' ? set : inside(valueOf(address, workload, repository), address.rest);
  // The model has some values in another form, such as lists instead of maps.
  const isOption = resolved !== undefined && (rule === undefined || accepts(rule, resolved));
  const value = isOption ? resolved : (set ?? defaultOf(definition, address, repository));
  const isMerged = settings.length > 1 && merges;
  return {
    option: path,
    value,
    isMapOfOptions: rule?.entries?.struct !== undefined,
    from: isMerged ? undefined : settings[settings.length - 1]?.path,
    raisedFor: settings.length === 0 ? raisedFor(address, workload, repository) : [],
    settings,
    workload: address.workload === undefined ? workload : undefined,
    files: filesReached(address, options, read),
    address,
  };
}

function accepts(rule: Rule, value: unknown): boolean {
  let isValid = true;
  rule(value, '', () => (isValid = false));
  return isValid;
}

function defaultOf(definition: Definition | undefined, address: Address, { environments }: Repository): unknown {
  const own = environments.find(({ name }) => name === address.environment);
  return definition?.default ?? (own && definition?.byPosition?.[own.position]);
}

/** The workload whose pods represent the app: its first service, otherwise its first workload. */
function shownWorkload(address: Address, repository: Repository): string | undefined {
  if (address.workload !== undefined) return address.workload;
  const app = repository.apps.find(({ name }) => name === address.app);
  if (app === undefined || !(address.key in POD.options)) return undefined;
  return (app.workloads.find(({ type }) => type === 'service') ?? app.workloads[0]).name;
}

/** Why the default memory of an app is more than usual. */
function raisedFor(address: Address, workload: string | undefined, { apps, environments }: Repository): string[] {
  const app = apps.find(({ name }) => name === address.app);
  if (app === undefined || workload === undefined || address.key !== 'memory') return [];
  const { position = 'first' } = environments.find(({ name }) => name === address.environment) ?? {};
  const isUsual = appValue(app, address, workload) === POD.options.memory.byPosition[position];
  return isUsual ? [] : memoryReasons(app, workload);
}

function isService(address: Address, workload: string | undefined, repository: Repository): boolean {
  const app = repository.apps.find(({ name }) => name === address.app);
  return app?.workloads.find(({ name }) => name === workload)?.type === 'service';
}

function levelsOf(
  address: Address,
  workload: string | undefined,
  options: PythonGitOpsAppOptions,
  isOfService: boolean,
): Level<Record<string, unknown>>[] {
  const { app, environment, key } = address;
  if (app === undefined) return sharedLevels(address, options);
  const own = options.apps?.[app];
  const isSetting = address.struct !== 'AppOptions' || key in SETTINGS.options;
  if (!isSetting) return [{ path: member('apps', app), options: own as unknown as Record<string, unknown> }];
  const isInherited = isOfService || STRUCTS[address.struct].options[key].inheritedBy !== 'services';
  const levels = [
    ...(isInherited ? settingsLevels(options, app, environment) : []),
    ...(workload === undefined ? [] : workloadLevels(options, app, workload, environment)),
  ];
  return levels as unknown as Level<Record<string, unknown>>[];
}

function sharedLevels(address: Address, options: PythonGitOpsAppOptions): Level<Record<string, unknown>>[] {
  const { environment, key } = address;
  const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
  if (environment === undefined && !address.isShared) {
    return [
      { path: 'organization', options: record(options.organization) },
      { path: '', options: record(options) },
    ];
  }
  if (environment !== undefined && isOfEnvironment(key)) {
    return environmentLevels(options, environment) as unknown as Level<Record<string, unknown>>[];
  }
  // Without an app: the levels that apply to all apps.
  return settingsLevels({ ...options, apps: {} }, '', environment) as unknown as Level<Record<string, unknown>>[];
}

/** What the model has for an option. */
function valueOf(address: Address, workload: string | undefined, repository: Repository): unknown {
  const { app: name, environment, key } = address;
  const app = repository.apps.find((candidate) => candidate.name === name);
  if (app !== undefined) return appValue(app, address, workload);
  const own = repository.environments.find((candidate) => candidate.name === environment);
  if (own !== undefined && isOfEnvironment(key)) return (own as unknown as Record<string, unknown>)[key];
  if (address.isShared) return undefined;
  return (repository as unknown as Record<string, unknown>)[key];
}

function appValue(app: App, { environment, key }: Address, workload: string | undefined): unknown {
  const settings: Settings | AppEnvironment =
    app.environments.find((own) => own.environment.name === environment) ?? app.base;
  const there = settings as unknown as Record<string, unknown>;
  const pods = workload === undefined ? undefined : settings.pods[workload];
  if (pods !== undefined && key in pods) return (pods as unknown as Record<string, unknown>)[key];
  const own = app.workloads.find(({ name }) => name === workload);
  if (own !== undefined && key in own) return (own as unknown as Record<string, unknown>)[key];
  return key in there ? there[key] : (app as unknown as Record<string, unknown>)[key];
}

function inside(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function fullPath(place: string, { key, rest }: Address): string {
  return [key, ...rest].reduce((path, part) => member(path, part), place);
}
