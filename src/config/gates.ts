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

function gatesIn({ apps }: Repository, environments: readonly Environment[]): Gate[] {
  // Most environments have no gate; check that first because it is cheap.
  return apps.flatMap((app) =>
    app.environments.flatMap(({ gate, environment }) => (gate && environments.includes(environment) ? [gate] : [])),
  );
}
