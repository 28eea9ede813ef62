import type { RepositoryAddress } from './address';
import type { RootFacts } from './argocd';
import { argocdChecks } from './argocd';
import type { Asked, Check } from './check';
import { isAnswered } from './check';
import type { GitFacts } from './git';
import { gitChecks } from './git';
import type { GitHubFacts } from './github';
import { githubChecks } from './github';
import { jobSecretChecks } from './job-secrets';
import type { MachineFacts } from './machine';
import { machineChecks } from './machine';
import { notificationChecks } from './notifications';
import { observabilityChecks, wantedObservability } from './observability';
import type { PusherFacts } from './pusher';
import { pusherChecks } from './pusher';
import { registryChecks } from './registry';
import type { ImageFacts } from './registry-answer';
import { registryAnswerCheck } from './registry-answer';
import type { ReleaseFacts } from './releases';
import { releaseChecks } from './releases';
import type { SecretFacts } from './secret';
import type { SealingFacts } from './secrets';
import { sealingChecks } from './secrets';
import { valueChecks } from './values';
import { versionChecks } from './versions';
import type { Repository } from '../../config/model';
import { buildSecretNames, isDeployable, releasesByPush, rootName } from '../../config/model';

/** Everything that was found. */
export interface Facts {
  readonly now: Date;
  readonly machine: MachineFacts;
  readonly git: GitFacts;
  readonly github: GitHubFacts;
  readonly pusher: PusherFacts;
  readonly secrets: SecretFacts;
  /** The answer of the registry about one image; undefined when there is no registry to ask. */
  readonly image?: Asked<ImageFacts>;
  readonly sealing: readonly SealingFacts[];
  readonly cluster: Asked<RootFacts>;
  readonly releases: readonly ReleaseFacts[];
}

/**
 * Branches that releases are pushed to: the tracked ones, and the default branch, which has the root. None when releases
 * are pull requests.
 */
export function releasedBranches({ defaultBranch, environments, delivery }: Repository): string[] {
  if (delivery.releases === 'pull-request') return [];
  return [...new Set([defaultBranch, ...environments.filter(({ gated }) => !gated).map(({ branch }) => branch)])];
}

/** Whether the token of the workflow opens the pull requests of releases. */
export function opensPullRequests({ delivery }: Repository): boolean {
  return delivery.releases === 'pull-request' && delivery.credentials === 'token';
}

/** Facts that are looked for only where they are needed. */
function optional<T>(cluster: Facts['cluster'], pick: (facts: RootFacts) => T | undefined): Asked<T> {
  if (!isAnswered(cluster)) return cluster;
  const answer = pick(cluster.answer);
  return answer === undefined ? { why: 'not asked' } : { answer };
}

/** Names of the Applications that have a release. */
function releasedApplications({ apps }: Repository, releases: readonly ReleaseFacts[]): string[] {
  const released = new Map(releases.map(({ environment, released: names }) => [environment, new Set(names)]));
  return apps.flatMap((app) =>
    app.environments
      .filter((own) => released.get(own.environment.name)?.has(app.name))
      .flatMap((own) => own.applications.map(({ name }) => name)),
  );
}

/**
 * Turns facts into checks, in the order in which they block a deployment. Without the required values, only those checks
 * are returned: what GitHub and Argo CD need depends on the values.
 */
export function diagnose(repository: Repository, address: RepositoryAddress | undefined, facts: Facts): Check[] {
  const { environments, argocd, repoUrl, defaultBranch } = repository;
  const branches = environments.map(({ branch }) => branch);
  const first = [
    ...machineChecks(facts.machine),
    ...valueChecks(repository),
    ...gitChecks(facts.git, { repoUrl, defaultBranch, branches: [...new Set(branches)] }),
  ];
  const sealing = sealingChecks(facts.sealing, facts.now);
  if (!isDeployable(repository)) return [...first, ...sealing];
  const gated = environments.filter((environment) => environment.gated).map(({ name }) => name);
  const { registry } = repository;
  const { credentials, releases } = repository.delivery;
  const wanted = {
    namespace: argocd.namespace,
    root: rootName(repository),
    branch: defaultBranch,
    repoUrl: repository.repoUrl,
    released: releasedApplications(repository, facts.releases),
  };
  const known = isAnswered(facts.github.repository) ? facts.github.repository.answer : undefined;
  return [
    ...first,
    ...(address
      ? githubChecks(facts.github, {
          address,
          gated,
          branches: releasedBranches(repository),
          credentials,
          login: repository.delivery.login,
          opensPullRequests: opensPullRequests(repository),
          opensIssues: repository.delivery.onFailure === 'issue',
          defaultBranch,
          apps: repository.apps.map(({ name }) => name),
        })
      : []),
    // A repository that does not exist has no secrets.
    ...(address && known !== null
      ? pusherChecks(facts.pusher, { address, credentials, releases, releasesByPush: releasesByPush(repository) })
      : []),
    ...(address && known !== null ? jobSecretChecks(facts.secrets, repository, address) : []),
    ...(address && known !== null
      ? registryChecks(facts.secrets, {
          address,
          registry,
          login: repository.delivery.login,
          buildSecrets: buildSecretNames(repository),
        })
      : []),
    ...(facts.image ? [registryAnswerCheck(registry, facts.image)] : []),
    ...sealing,
    ...versionChecks(facts.cluster, argocd),
    ...observabilityChecks(
      optional(facts.cluster, ({ observability }) => observability),
      wantedObservability(repository),
    ),
    ...(argocd.manages === 'nothing' ? [] : argocdChecks(facts.cluster, known?.isPrivate, wanted)),
    ...notificationChecks(
      optional(facts.cluster, ({ notifications }) => notifications),
      environments,
      argocd.namespace,
    ),
    ...releaseChecks(facts.releases),
  ];
}
