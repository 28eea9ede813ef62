import type {
  AppEnvironmentOptions,
  AppOptions,
  EnvironmentOptions,
  PythonGitOpsAppOptions,
  SettingsOptions,
  WorkloadEnvironmentOptions,
} from './options';
import type { Struct } from './rule';
import { member } from './rules';

/** One place of the config that can set an option, and the options that it sets. */
export interface Level<T> {
  /** Path of the place, as in `environments.prod`. */
  readonly path: string;
  readonly options: T;
}

/**
 * The levels of an app in an environment, the farthest first: the level nearest to the pods wins. Without an environment,
 * the levels that apply to all of them.
 */
export function settingsLevels(
  options: PythonGitOpsAppOptions,
  app: string,
  environment?: string,
): Level<SettingsOptions>[] {
  const own = options.apps?.[app];
  const levels: Level<SettingsOptions | undefined>[] = [];
  for (const [root, shared] of [
    ['organization.', options.organization],
    ['', options],
  ] as const) {
    levels.push({ path: `${root}defaults`, options: shared?.defaults });
    if (environment === undefined) continue;
    levels.push({ path: member(`${root}environments`, environment), options: shared?.environments?.[environment] });
  }
  levels.push({ path: member('apps', app), options: own });
  if (environment !== undefined) levels.push(inEnvironment(own, app, environment));
  return present(levels);
}

/** Every level of the repository itself, without the organization's. */
export function repositoryLevels({
  defaults,
  environments = {},
  apps = {},
}: PythonGitOpsAppOptions): Level<SettingsOptions>[] {
  return present<SettingsOptions>([
    { path: 'defaults', options: defaults },
    ...Object.entries(environments).map(([name, options]) => ({ path: member('environments', name), options })),
    ...Object.entries(apps).flatMap(([app, own]) => [
      { path: member('apps', app), options: own },
      ...Object.keys(own.environments ?? {}).map((environment) => inEnvironment(own, app, environment)),
    ]),
  ]);
}

/** The levels of an environment as a whole, the farthest first. */
export function environmentLevels(options: PythonGitOpsAppOptions, environment: string): Level<EnvironmentOptions>[] {
  return present([
    {
      path: member('organization.environments', environment),
      options: options.organization?.environments?.[environment],
    },
    { path: member('environments', environment), options: options.environments?.[environment] },
  ]);
}

/** The levels of one workload of an app, the farthest first. All of them are nearer than those of the app. */
export function workloadLevels(
  options: PythonGitOpsAppOptions,
  app: string,
  workload: string,
  environment?: string,
): Level<WorkloadEnvironmentOptions>[] {
  const own = options.apps?.[app];
  const levels: Level<WorkloadEnvironmentOptions | undefined>[] = [
    { path: member(`${member('apps', app)}.workloads`, workload), options: own?.workloads?.[workload] },
  ];
  if (environment !== undefined) {
    const { path, options: there } = inEnvironment(own, app, environment);
    levels.push({ path: member(`${path}.workloads`, workload), options: there?.workloads?.[workload] });
  }
  return present(levels);
}

/** The levels of the pods of a workload: those of its app, then its own. */
export function podLevels(
  options: PythonGitOpsAppOptions,
  app: string,
  workload: string,
  environment?: string,
): Level<WorkloadEnvironmentOptions>[] {
  return [...settingsLevels(options, app, environment), ...workloadLevels(options, app, workload, environment)];
}

function inEnvironment(
  own: AppOptions | undefined,
  app: string,
  environment: string,
): Level<AppEnvironmentOptions | undefined> {
  return {
    path: member(`${member('apps', app)}.environments`, environment),
    options: own?.environments?.[environment],
  };
}

function present<T>(levels: readonly Level<T | undefined>[]): Level<T>[] {
  return levels.filter((level): level is Level<T> => level.options !== undefined);
}

/** The nearest level that sets an option. */
export function nearestLevel<T>(levels: readonly Level<T>[], key: keyof T): Level<T> | undefined {
  return [...levels].reverse().find(({ options }) => options[key] !== undefined);
}

/** The value at the nearest level that sets it. */
export function nearestValue<T, K extends keyof T>(levels: readonly Level<T>[], key: K): NonNullable<T[K]> | undefined {
  for (let index = levels.length - 1; index >= 0; index -= 1) {
    const value = levels[index].options[key];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/**
 * The value of an option across all levels: structs merge by field, maps merge by key if their definition merges keys,
 * and for anything else the nearest level wins.
 */
export function inherited<T, K extends keyof T & string>(
  struct: Struct,
  levels: readonly Level<T>[],
  key: K,
): NonNullable<T[K]> | undefined {
  const { rule, merge } = struct.options[key];
  const set = levels.filter(({ options }) => options[key] !== undefined && options[key] !== null);
  const last = set.at(-1);
  if (last === undefined) return undefined;
  if (rule.struct !== undefined) {
    const inner = rule.struct;
    const fields = set.map(({ path, options }) => ({
      path: member(path, key),
      options: options[key] as Record<string, unknown>,
    }));
    const entries = Object.keys(inner.options).map((field) => [field, inherited(inner, fields, field)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as NonNullable<T[K]>;
  }
  return merge === 'keys' ? merged(set, key) : (last.options[key] as NonNullable<T[K]>);
}

/** A map merged from all levels: for each key the nearest level wins. */
export function merged<T, K extends keyof T>(levels: readonly Level<T>[], key: K): NonNullable<T[K]> {
  const entries = levels.flatMap(({ options }) => Object.entries(options[key] ?? {}) as [string, unknown][]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as NonNullable<T[K]>;
}
