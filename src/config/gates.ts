import type { Environment, Gate, Repository } from './model';

/** Whether any app has a gate in an environment. */
export function hasGate(repository: Repository, environment: Environment): boolean {
  return gatesIn(repository, [environment]).length > 0;
}

/** What the gates of some environments need. */
export interface GateFacts {
  /** Whether a gate runs tests. */
  readonly isTested: boolean;
  /** Whether a gate asks Argo CD. */
  readonly isAsked: boolean;
  /** The longest timeout of the gates. */
  readonly minutes: number;
}

export function gateFacts(repository: Repository, environments: readonly Environment[]): GateFacts {
  const gates = gatesIn(repository, environments);
  return {
    isTested: gates.some(({ check }) => check === 'tests'),
    isAsked: gates.some(({ check }) => check === 'health'),
    minutes: Math.max(0, ...gates.map(({ timeoutMinutes }) => timeoutMinutes)),
  };
}

/** Each repository's gates by environment: one pass over the apps answers for all environments. */
const gatesOf = new WeakMap<Repository, ReadonlyMap<Environment, readonly Gate[]>>();

function gatesIn(repository: Repository, environments: readonly Environment[]): readonly Gate[] {
  const gates = gatesOf.get(repository) ?? gatesByEnvironment(repository);
  gatesOf.set(repository, gates);
  return environments.flatMap((environment) => gates.get(environment) ?? []);
}

function gatesByEnvironment({ apps }: Repository): ReadonlyMap<Environment, readonly Gate[]> {
  const gates = new Map<Environment, Gate[]>();
  for (const app of apps) {
    for (const { environment, gate } of app.environments) {
      if (!gate) continue;
      const known = gates.get(environment);
      if (known) known.push(gate);
      else gates.set(environment, [gate]);
    }
  }
  return gates;
}
