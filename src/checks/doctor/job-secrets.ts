import type { RepositoryAddress } from './address';
import type { Check } from './check';
import { REGISTRY_ENVIRONMENT } from './registry-login';
import type { SecretFacts } from './secret';
import { secretCheck } from './secret';
import { TOKEN } from '../../config/gate-token';
import { gateFacts } from '../../config/gates';
import type { Repository } from '../../config/model';

/** Secrets of jobs that run in no environment, by name, with their purpose. */
function jobSecrets(repository: Repository): Map<string, string> {
  const { npmTokenSecret, packageIndexSecret } = repository.delivery;
  const asksArgocd = gateFacts(repository, repository.environments).isAsked;
  const all: [name: string | undefined, purpose: string][] = [
    [npmTokenSecret, 'for npm packages'],
    [packageIndexSecret, 'for Python packages in tests'],
    [asksArgocd ? TOKEN : undefined, 'for gates that read Argo CD'],
  ];
  return new Map(all.filter((entry): entry is [string, string] => entry[0] !== undefined));
}

/** Checks that those jobs find their secrets; they cannot read secrets of an environment. */
export function jobSecretChecks(facts: SecretFacts, repository: Repository, address: RepositoryAddress): Check[] {
  const readable = facts.filter(({ place }) => place !== `environment ${REGISTRY_ENVIRONMENT}`);
  return [...jobSecrets(repository)].map(([name, purpose]) =>
    secretCheck({ name, purpose, group: 'github' }, readable, address),
  );
}
