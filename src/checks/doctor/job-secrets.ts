import type { RepositoryAddress } from './address';
import type { Check } from './check';
import { REGISTRY_ENVIRONMENT } from './registry-login';
import type { SecretFacts } from './secret';
import { secretCheck } from './secret';
import { TOKEN } from '../../config/gate-token';
import { gateFacts } from '../../config/gates';
import type { Repository } from '../../config/model';

/** Secrets of jobs that run in no environment, by name, each with what it is for. */
export function jobSecrets(repository: Repository): Map<string, string> {
  const { npmTokenSecret, packageIndexSecret } = repository.delivery;
  const asksArgocd = gateFacts(repository, repository.environments).isAsked;
  const all: [name: string | undefined, purpose: string][] = [
    [npmTokenSecret, 'npm packages are installed with it'],
    [packageIndexSecret, 'tests install Python packages with it'],
    [asksArgocd ? TOKEN : undefined, 'gates ask Argo CD with it'],
  ];
  return new Map(all.filter((entry): entry is [string, string] => entry[0] !== undefined));
}

/** Whether those jobs find their secrets: what an environment holds, they cannot read. */
export function jobSecretChecks(facts: SecretFacts, repository: Repository, address: RepositoryAddress): Check[] {
  const readable = facts.filter(({ place }) => place !== `environment ${REGISTRY_ENVIRONMENT}`);
  return [...jobSecrets(repository)].map(([name, purpose]) =>
    secretCheck({ name, purpose, group: 'github' }, readable, address),
  );
}
