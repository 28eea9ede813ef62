import type { ApplicationFacts } from './applications';
import { applicationsCheck, LONGEST } from './applications';
import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import type { NotificationFacts } from './notifications';
import type { ObservabilityFacts } from './observability';
import type { VersionFacts } from './versions';
import { ends, visible } from '../../common/printed';

/** What the root Application follows; undefined for a missing field. */
interface RootSource {
  readonly repoURL?: string;
  readonly targetRevision?: string;
  /** Whether Argo CD may delete everything at once. */
  readonly allowEmpty?: boolean;
}

/** What a cluster has: its versions, and the root Application. */
export interface RootFacts extends VersionFacts {
  /** The Applications of the apps. */
  readonly applications: Asked<readonly ApplicationFacts[]>;
  /** Undefined if no Application has subscriptions. */
  readonly notifications?: NotificationFacts;
  /** Undefined when no Application deploys rules or dashboards. */
  readonly observability?: ObservabilityFacts;
  /** Undefined when it was not applied. */
  readonly root?: {
    /** `Synced`, `OutOfSync`, or `Unknown` when Argo CD cannot compare. */
    readonly sync: string;
    readonly health: string;
    /** Messages of the conditions that are errors. */
    readonly errors: readonly string[];
    readonly source: RootSource;
  };
}

export interface WantedArgocd {
  readonly namespace: string;
  readonly root: string;
  readonly repoUrl: string;
  readonly branch: string;
  /** Names of the Applications that have a release. */
  readonly released: readonly string[];
}

/** The messages of Argo CD when it has no access to a repository. */
const NO_ACCESS =
  /authentication|authorization failed|permission denied|repository not found|could not read Username|publickey|knownhosts|host key/i;

/** The messages of Argo CD when the server of a repository does not answer. */
const NO_ANSWER = /failed to list refs|connection refused|no such host|i\/o timeout|deadline exceeded|failed to fetch/i;

/** Checks that Argo CD can read the repository, and has its root Application. */
export function argocdChecks(cluster: Asked<RootFacts>, isPrivate: boolean | undefined, wanted: WantedArgocd): Check[] {
  return [
    accessCheck(cluster, isPrivate, wanted),
    rootCheck(cluster, wanted),
    ...applicationsCheck(
      isAnswered(cluster) ? cluster.answer.applications : cluster,
      wanted.namespace,
      wanted.released,
    ),
  ];
}

function accessCheck(cluster: Asked<RootFacts>, isPrivate: boolean | undefined, { repoUrl }: WantedArgocd): Check {
  const subject = { id: 'argocd.repository', group: 'argocd', title: 'Argo CD can read the repository' } as const;
  const root = isAnswered(cluster) ? cluster.answer.root : undefined;
  const refused = root?.errors.find((message) => NO_ACCESS.test(message));
  const add = `give it credentials: argocd repo add ${repoUrl}, with a deploy key or a token`;
  if (refused !== undefined) return failed(subject, short(refused), 'platform team', add);
  const unanswered = root?.errors.find((message) => NO_ANSWER.test(message));
  if (unanswered !== undefined) {
    const fix = `check that ${repoUrl} answers there, then: argocd repo get ${repoUrl} --refresh hard`;
    return failed(subject, short(unanswered), 'platform team', fix);
  }
  if (root !== undefined && root.sync !== 'Unknown' && root.errors.length === 0) {
    return ok(subject, 'Argo CD has read it');
  }
  if (isPrivate === false) return ok(subject, 'public, needs no credentials');
  const what = isPrivate
    ? 'private, so Argo CD needs credentials'
    : 'a private repository needs credentials in Argo CD';
  return notChecked(
    subject,
    what,
    'platform team',
    `argocd repo get ${repoUrl}; if missing: argocd repo add ${repoUrl}`,
  );
}

function rootCheck(cluster: Asked<RootFacts>, wanted: WantedArgocd): Check {
  const { namespace, root: name } = wanted;
  const subject = { id: 'argocd.root', group: 'argocd', title: `the Application ${name} is applied` } as const;
  const look = `kubectl --namespace ${namespace} get application ${name}`;
  const apply = 'kubectl apply --filename argo/root-app.yaml (once, as an Argo CD administrator)';
  const again = 'apply it again: kubectl apply --filename argo/root-app.yaml (as an Argo CD administrator)';
  if (!isAnswered(cluster)) {
    return notChecked(subject, cluster.why, 'platform team', `${look}; if missing: ${apply}`);
  }
  const { context, root } = cluster.answer;
  if (root === undefined) return failed(subject, `not found in context ${context}`, 'platform team', apply);
  const outdated = outdatedIn(root.source, wanted);
  if (outdated !== undefined) return failed(subject, `${outdated}, in context ${context}`, 'platform team', again);
  const state = `${root.sync}, ${root.health}, in context ${context}`;
  if (root.errors.length > 0) return failed(subject, short(root.errors[0]), 'platform team', `${look} --output yaml`);
  return ok(subject, state);
}

/** How the applied root differs from `argo/root-app.yaml`, which Argo CD does not sync. */
function outdatedIn(
  { repoURL, targetRevision, allowEmpty }: RootSource,
  { repoUrl, branch }: WantedArgocd,
): string | undefined {
  if (repoURL !== undefined && repoURL !== repoUrl) return `it follows ${visible(repoURL)}, not ${repoUrl}`;
  if (targetRevision !== undefined && targetRevision !== branch) {
    return `it follows ${visible(targetRevision)}, not ${branch}`;
  }
  return allowEmpty ? 'it has allowEmpty, so a bad merge could delete everything' : undefined;
}

/** The first line of a message from another program. */
function short(message: string): string {
  return ends(visible(message.split('\n')[0]), LONGEST);
}
