import type { EnvironmentPosition } from './defaults';
import type { Finding } from '../common/findings';

/** Checks one value and reports what is wrong with it. */
export type Check = (value: unknown, path: string, report: (finding: Finding) => void) => void;

/** @see https://json-schema.org/draft/2020-12 */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A check, with what it implies for the JSON Schema, and what values consist of. */
export interface Rule extends Check {
  readonly schema?: JsonSchema;
  /** Options of the value. */
  readonly struct?: Struct;
  /** Rule of each value of a map. */
  readonly entries?: Rule;
  /** Rule of each item of a list. */
  readonly items?: Rule;
}

/** Generated Kubernetes objects that an option is set for. `Workload` is a Deployment, CronJob or Job with its pods. */
export type ObjectName =
  | 'ConfigMap'
  | 'HTTPRoute'
  | 'HorizontalPodAutoscaler'
  | 'Ingress'
  | 'Namespace'
  | 'NetworkPolicy'
  | 'PersistentVolumeClaim'
  | 'PodDisruptionBudget'
  | 'Service'
  | 'ServiceAccount'
  | 'ServiceMonitor'
  | 'Workload';

/** Everything about one option but its documentation, which is the docstring in `config/options`. */
export interface Definition {
  /** Checks a value; its schema is the option's part of the JSON Schema. */
  readonly rule: Rule;
  readonly required?: true;
  /** The default, where it is one value. */
  readonly default?: unknown;
  /** The default, where it depends on the position of the environment. */
  readonly byPosition?: Readonly<Record<EnvironmentPosition, unknown>>;
  /** Values that `explain` renders to find the files an option reaches; not needed where the rule implies some. */
  readonly samples?: readonly unknown[];
  /** Maps are inherited key by key, or as a whole by default. Structs are always inherited field by field. */
  readonly merge?: 'keys';
  /** Outside of a workload, the option is for services only. */
  readonly inheritedBy?: 'services';
  /** Types of workloads or volumes that use the option; all by default. */
  readonly usedBy?: readonly string[];
  /** Whether the organization's value counts if the repository sets none; with `unless`, only without that option. */
  readonly fromOrganization?: true | { readonly unless: string };
  /** Whether it is an escape hatch, which an organization can disallow. */
  readonly escapeHatch?: true;
  /** Objects that the option changes: `owners` recommends it for their files. */
  readonly objects?: readonly ObjectName[];
  /** Words for the option in other tools. */
  readonly words?: readonly string[];
  /** Words that need more than the name of the option as an answer. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Words for what has no option, and that this option can still set. */
  readonly covers?: readonly string[];
}

export type Definitions = Readonly<Record<string, Definition>>;

/** The options of one interface of `config/options`. */
export interface Struct<O extends Definitions = Definitions> {
  readonly name: string;
  readonly options: O;
  /**
   * What an entry of a map is: `name` exists by its name alone, whatever is wrong with its options; `whole` means nothing
   * without one of its fields.
   */
  readonly entry?: 'name' | 'whole';
}
