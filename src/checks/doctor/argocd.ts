import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { visible } from '../../common/printed';
import { MINIMUM_VERSIONS } from '../../config/defaults';

/** What the root Application follows; undefined for a missing field. */
interface RootSource {
  readonly repoURL?: string;
  readonly targetRevision?: string;
  /** Whether Argo CD may delete everything at once. */
  readonly allowEmpty?: boolean;
}

/** The root Application in the cluster. */
export interface RootFacts {
  /** The kubectl context that was used. */
  readonly context: string;
  /** Whether its Applications have the field `syncPolicy.retry.refresh`; undefined if the cluster did not show its API. */
  readonly hasRetryRefresh?: boolean;
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
  readonly retryRefresh: boolean;
}

/** The messages of Argo CD when it has no access to a repository. */
const NO_ACCESS =
  /authentication|authorization failed|permission denied|repository not found|could not read Username|publickey|knownhosts|host key/i;

/** Checks that Argo CD can read the repository, has its root Application, and keeps every field of the Applications. */
export function argocdChecks(cluster: Asked<RootFacts>, isPrivate: boolean | undefined, wanted: WantedArgocd): Check[] {
  return [
    ...(wanted.retryRefresh ? [versionCheck(cluster)] : []),
    accessCheck(cluster, isPrivate, wanted),
    rootCheck(cluster, wanted),
  ];
}

function versionCheck(cluster: Asked<RootFacts>): Check {
  const least = MINIMUM_VERSIONS.argocd;
  const subject = { id: 'argocd.version', group: 'argocd', title: `Argo CD is ${least} or newer` } as const;
  const fix = 'upgrade Argo CD, or set argocd.retryRefresh: false in .projenrc.ts';
  const { context, hasRetryRefresh } = isAnswered(cluster) ? cluster.answer : {};
  if (hasRetryRefresh) return ok(subject, `it knows retry.refresh, in context ${context}`);
  if (hasRetryRefresh === false) {
    const detail = `it has no retry.refresh in context ${context}, so Applications stay OutOfSync`;
    return failed(subject, detail, 'platform team', fix);
  }
  const why = cluster.why ?? `the cluster of context ${context} did not show its API`;
  return notChecked(subject, why, 'platform team', `argocd version; if older than ${least}: ${fix}`);
}

function accessCheck(cluster: Asked<RootFacts>, isPrivate: boolean | undefined, { repoUrl }: WantedArgocd): Check {
  const subject = { id: 'argocd.repository', group: 'argocd', title: 'Argo CD can read the repository' } as const;
  const root = isAnswered(cluster) ? cluster.answer.root : undefined;
  const refused = root?.errors.find((message) => NO_ACCESS.test(message));
  const add = `give it credentials: argocd repo add ${repoUrl}, with a deploy key or a token`;
  if (refused !== undefined) return failed(subject, short(refused), 'platform team', add);
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
  const line = visible(message.split('\n')[0]);
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
