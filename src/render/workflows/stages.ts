import { hasGate } from '../../config/gates';
import type { Environment, Repository } from '../../config/model';

/** Environments that get a release one after another, without a gate between them. */
export interface Stage {
  /** Name of the job. */
  readonly job: string;
  readonly environments: readonly Environment[];
  /** The environment whose gate must pass first; undefined for the first stage. */
  readonly after?: Environment;
}

/** The stages of a push, and the environments whose gates follow a stage. */
export interface Stages {
  readonly stages: readonly Stage[];
  readonly gates: readonly { readonly environment: Environment; readonly after: Stage }[];
}

/**
 * Splits the environments that track branches at their gates. One job covers the first stage of all branches; a stage
 * behind a gate belongs to one branch.
 */
export function stagesOf(repository: Repository): Stages {
  const automatic = repository.environments.filter(({ gated }) => !gated);
  const chains = [...new Set(automatic.map(({ branch }) => branch))].map((branch) =>
    split(
      automatic.filter((environment) => environment.branch === branch),
      (environment) => hasGate(repository, environment),
    ),
  );
  const first = new Set(chains.flatMap(([chunk]) => chunk));
  const opening: Stage = { job: 'release', environments: automatic.filter((environment) => first.has(environment)) };
  const stages: Stage[] = [opening];
  const gates: { environment: Environment; after: Stage }[] = [];
  for (const chain of chains) {
    let stage = opening;
    chain.forEach((environments, index) => {
      const after = chain[index - 1]?.at(-1);
      if (after !== undefined) {
        stage = { job: `release-${environments[0].name}`, environments, after };
        stages.push(stage);
      }
      const last = environments[environments.length - 1];
      if (hasGate(repository, last)) gates.push({ environment: last, after: stage });
    });
  }
  return { stages, gates };
}

/** Splits a list after each entry that ends a part. */
function split<T>(list: readonly T[], ends: (entry: T) => boolean): T[][] {
  const parts: T[][] = [];
  let isOpen = false;
  for (const entry of list) {
    if (isOpen) parts[parts.length - 1].push(entry);
    else parts.push([entry]);
    isOpen = !ends(entry);
  }
  return parts;
}
