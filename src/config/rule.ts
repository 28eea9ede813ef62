import type { EnvironmentPosition } from './defaults';
import type { Finding } from '../common/findings';

/** Checks one value and reports findings. */
export type ValueCheck = (value: unknown, path: string, report: (finding: Finding) => void) => void;

/** @see https://json-schema.org/draft/2020-12 */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A check, with its JSON Schema and the rules of the value's parts. */
export interface Rule extends ValueCheck {
  readonly schema?: JsonSchema;
  /** Options of the value. */
  readonly struct?: Struct;
  /** Rule of each value of a map. */
  readonly entries?: Rule;
  /** Rule of each item of a list. */
  readonly items?: Rule;
}

/** Generated objects that an option is set for. `Workload` is a Deployment, CronJob or Job with its pods. */
export type ObjectName =
  | 'AppProject'
  | 'Application'
  | 'ConfigMap'
  | 'Dashboard'
  | 'HTTPRoute'
  | 'HorizontalPodAutoscaler'
  | 'Ingress'
  | 'Namespace'
  | 'NetworkPolicy'
  | 'PersistentVolumeClaim'
  | 'PodDisruptionBudget'
  | 'PrometheusRule'
  | 'Service'
  | 'ServiceAccount'
  | 'ServiceMonitor'
  | 'Workload';

/** Everything about one option except its documentation, which is the docstring in `config/options`. */
export interface Definition {
  /** Checks a value; its schema is the option's part of the JSON Schema. */
  readonly rule: Rule;
  readonly required?: true;
  /** The default, if it is a single value. */
  readonly default?: unknown;
  /** The default, if it depends on the position of the environment. */
  readonly byPosition?: Readonly<Record<EnvironmentPosition, unknown>>;
  /** Values that `explain` renders to find the files that an option affects; only needed if the rule implies none. */
  readonly samples?: readonly unknown[];
  /** Maps are inherited key by key, or as a whole by default. Structs are always inherited field by field. */
  readonly merge?: 'keys';
  /** Set outside a workload, the option applies to services only. */
  readonly inheritedBy?: 'services';
  /** Types of workloads or volumes that use the option; all by default. */
  readonly usedBy?: readonly string[];
  /** Whether the organization's value applies if the repository sets none; with `unless`, only if that option is not set either. */
  readonly fromOrganization?: true | { readonly unless: string };
  /** Whether it is an escape hatch, which an organization can disallow. */
  readonly escapeHatch?: true;
  /** Objects that the option changes: `owners` recommends it for their files. */
  readonly objects?: readonly ObjectName[];
  /** Words for the option in other tools. */
  readonly words?: readonly string[];
  /** Words that need a longer answer than the name of the option. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Words for fields without an option that this option can still set. */
  readonly covers?: readonly string[];
}

export type Definitions = Readonly<Record<string, Definition>>;

/** The options of one interface of `config/options`. */
export interface Struct<O extends Definitions = Definitions> {
  readonly name: string;
  readonly options: O;
  /**
   * What an invalid entry of a map leaves: `name` keeps the name even if its options are invalid; `whole` drops the
   * entry if one of its fields is invalid.
   */
  readonly entry?: 'name' | 'whole';
}
