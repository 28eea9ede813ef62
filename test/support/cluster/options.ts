export interface ClusterOptions {
  /** Number of simulated nodes; default 2. */
  readonly nodes?: number;
  /** Capacity of each node, by resource; what is not set has the default. */
  readonly capacity?: Readonly<Record<string, string>>;
  /** Namespace of Argo CD; default argocd. */
  readonly argocdNamespace?: string;
  /** Seconds between two looks of Argo CD at each repository; default 60. Tests use `refresh` to be faster. */
  readonly resyncSeconds?: number;
  /** Seconds after which Argo CD undoes an edit made by hand; default 1. */
  readonly selfHealSeconds?: number;
  /** How much the heaps of its programs grow before a garbage collection, in percent; default 100. 300 saves a fifth of the CPU time, and doubles the memory. */
  readonly heapGrowth?: number;
  /** Whether the stack outlives the test run, for debugging; default false. */
  readonly keep?: boolean;
}

const CAPACITY = { cpu: '32', memory: '256Gi', 'ephemeral-storage': '1Ti', pods: '110' };

export type Settings = Required<ClusterOptions>;

export function withDefaults(options: ClusterOptions): Settings {
  return {
    nodes: 2,
    argocdNamespace: 'argocd',
    resyncSeconds: 60,
    selfHealSeconds: 1,
    heapGrowth: 100,
    keep: false,
    ...options,
    capacity: { ...CAPACITY, ...options.capacity },
  };
}
