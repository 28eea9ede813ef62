import type { Environment, Gate, Repository } from './model';

/** Whether any app has to show something in an environment. */
export function hasGate(repository: Repository, environment: Environment): boolean {
  return gatesIn(repository, [environment]).length > 0;
}

/** What the gates of some environments need. */
export interface GateFacts {
  /** Whether tests are run. */
  readonly isTested: boolean;
  /** Whether Argo CD is asked. */
  readonly isAsked: boolean;
  /** What the longest of them may take. */
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
  // Most environments have none, which is the cheaper question.
  return apps.flatMap((app) =>
    app.environments.flatMap(({ gate, environment }) => (gate && environments.includes(environment) ? [gate] : [])),
  );
}
