import type {
  AppEnvironmentOptions,
  AppOptions,
  EnvironmentOptions,
  PythonGitOpsAppOptions,
  SettingsOptions,
  WorkloadEnvironmentOptions,
} from './options';
import { member } from './rules';

/** One place of the config that can say something about pods, and what it says. */
export interface Level<T> {
  /** Path of the place, as in `environments.prod`. */
  readonly path: string;
  readonly options: T;
}

/**
 * The places that can say something about an app in an environment, the farthest first: what is nearer to the pods wins.
 * Without an environment, those that hold for all of them.
 */
export function settingsLevels(
  options: PythonGitOpsAppOptions,
  app: string,
  environment?: string,
): Level<SettingsOptions>[] {
  const own = options.apps?.[app];
  const levels: Level<SettingsOptions | undefined>[] = [];
  for (const [root, said] of [
    ['organization.', options.organization],
    ['', options],
  ] as const) {
    levels.push({ path: `${root}defaults`, options: said?.defaults });
    if (environment === undefined) continue;
    levels.push({ path: member(`${root}environments`, environment), options: said?.environments?.[environment] });
  }
  levels.push({ path: member('apps', app), options: own });
  if (environment !== undefined) levels.push(inEnvironment(own, app, environment));
  return present(levels);
}

/** The places that speak of an environment as a whole, the farthest first. */
export function environmentLevels(options: PythonGitOpsAppOptions, environment: string): Level<EnvironmentOptions>[] {
  return present([
    {
      path: member('organization.environments', environment),
      options: options.organization?.environments?.[environment],
    },
    { path: member('environments', environment), options: options.environments?.[environment] },
  ]);
}

/** The places that speak of one workload of an app, the farthest first; they are nearer than those of the app. */
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

/** What the nearest place says that says anything. */
export function nearestValue<T, K extends keyof T>(levels: readonly Level<T>[], key: K): NonNullable<T[K]> | undefined {
  for (let index = levels.length - 1; index >= 0; index -= 1) {
    const value = levels[index].options[key];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** A map or a struct that is put together from all places: each key as the nearest one says it. */
export function merged<T, K extends keyof T>(levels: readonly Level<T>[], key: K): NonNullable<T[K]> {
  const entries = levels.flatMap(({ options }) => Object.entries(options[key] ?? {}) as [string, unknown][]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as NonNullable<T[K]>;
}
