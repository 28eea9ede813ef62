import * as app from './app';
import * as argocd from './argocd';
import * as autoscaling from './autoscaling';
import * as delivery from './delivery';
import * as development from './development';
import * as environment from './environment';
import * as escapes from './escapes';
import * as exposure from './exposure';
import * as gate from './gate';
import * as metrics from './metrics';
import * as networkPolicy from './network-policy';
import * as notifications from './notifications';
import * as observability from './observability';
import * as probes from './probes';
import * as project from './project';
import * as repository from './repository';
import * as serviceAccount from './service-account';
import * as settings from './settings';
import * as tracing from './tracing';
import * as volumes from './volumes';
import * as workload from './workload';
import type { Definition, Struct } from '../rule';

const SUBJECTS: readonly object[] = [
  project,
  repository,
  app,
  settings,
  environment,
  workload,
  autoscaling,
  probes,
  metrics,
  volumes,
  serviceAccount,
  exposure,
  networkPolicy,
  observability,
  gate,
  tracing,
  argocd,
  notifications,
  delivery,
  development,
  escapes,
];

/** Every struct of options, by the name of its interface. */
export const STRUCTS: Readonly<Record<string, Struct>> = Object.fromEntries(
  SUBJECTS.flatMap((subject) => Object.values(subject) as unknown[])
    .filter(isStruct)
    .map((struct) => [struct.name, struct]),
);

function isStruct(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null && 'options' in value && 'name' in value;
}

/** The definition at a path below a struct; undefined for an entry of a map and for unknown keys. */
export function definitionAt(struct: Struct, keys: readonly string[]): Definition | undefined {
  const [key, ...rest] = keys;
  if (key === undefined || !Object.hasOwn(struct.options, key)) return undefined;
  const definition = struct.options[key];
  if (rest.length === 0) return definition;
  const { rule } = definition;
  if (rule.struct !== undefined) return definitionAt(rule.struct, rest);
  return rule.entries?.struct === undefined ? undefined : definitionAt(rule.entries.struct, rest.slice(1));
}
