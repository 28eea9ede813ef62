import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { visible } from '../../common/printed';
import { isAtLeast } from '../../common/version';
import { MINIMUM_VERSIONS } from '../../config/minimum-versions';

/** The versions of a cluster; undefined for what it did not show. */
export interface VersionFacts {
  /** The kubectl context that was used. */
  readonly context: string;
  /** Version of the API server. */
  readonly kubernetes?: string;
  /** Whether the Applications of Argo CD have the field `syncPolicy.retry.refresh`. */
  readonly hasRetryRefresh?: boolean;
  /** What Argo CD answers at its address. */
  readonly argocd?: ArgocdVersion;
}

export interface ArgocdVersion {
  readonly version: string;
  /** Shown only to users of Argo CD. */
  readonly kustomize?: string;
}

const WHO = 'platform team';

/** Checks that the cluster knows every field of the generated manifests. */
export function versionChecks(
  cluster: Asked<VersionFacts>,
  { manages, retryRefresh }: { readonly manages: string; readonly retryRefresh: boolean },
): Check[] {
  const known = isAnswered(cluster) ? cluster.answer : undefined;
  const why = cluster.why ?? `the cluster of context ${known?.context} did not show it`;
  return [
    kubernetesCheck(known, why),
    ...(manages !== 'nothing' && retryRefresh ? [argocdCheck(known, why)] : []),
    kustomizeCheck(known, why),
  ];
}

function kubernetesCheck(known: VersionFacts | undefined, why: string): Check {
  const { version: least, because } = MINIMUM_VERSIONS.kubernetes;
  const subject = { id: 'cluster.kubernetes', group: 'cluster', title: `Kubernetes is ${least} or newer` } as const;
  const found = known?.kubernetes;
  if (found === undefined) return notChecked(subject, why, WHO, 'kubectl version, for each cluster');
  const detail = `${visible(found)}, in context ${known?.context}`;
  if (isAtLeast(found, least)) return ok(subject, detail);
  return failed(subject, `${detail}: ${uncapitalized(because)}`, WHO, 'upgrade the cluster');
}

/** The field decides: an upgrade can leave out the definitions of the custom resources, or the programs. */
function argocdCheck(known: VersionFacts | undefined, why: string): Check {
  const { version: least, unless } = MINIMUM_VERSIONS.argocd;
  const subject = { id: 'argocd.version', group: 'argocd', title: `Argo CD is ${least} or newer` } as const;
  const fix = `upgrade Argo CD, or set ${unless} in .projenrc.ts`;
  const { context, hasRetryRefresh, argocd } = known ?? {};
  const there = `in context ${context}`;
  if (argocd !== undefined && !isAtLeast(argocd.version, least)) {
    return failed(
      subject,
      `${visible(argocd.version)}, without retry.refresh, so retries repeat the broken commit`,
      WHO,
      fix,
    );
  }
  if (hasRetryRefresh === false) {
    return failed(subject, `it has no retry.refresh ${there}, so Applications stay OutOfSync`, WHO, fix);
  }
  if (hasRetryRefresh) {
    return ok(subject, `${argocd === undefined ? 'it' : visible(argocd.version)} knows retry.refresh, ${there}`);
  }
  return notChecked(subject, why, WHO, `argocd version; if older than ${least}: ${fix}`);
}

/** Argo CD brings its own kustomize, which an administrator can replace. */
function kustomizeCheck(known: VersionFacts | undefined, why: string): Check {
  const { version: least, because } = MINIMUM_VERSIONS.kustomize;
  const title = `its kustomize is ${least} or newer`;
  const subject = { id: 'argocd.kustomize', group: 'argocd', title } as const;
  const { hasRetryRefresh, argocd } = known ?? {};
  if (argocd?.kustomize !== undefined) {
    const found = visible(argocd.kustomize);
    if (isAtLeast(found, least)) return ok(subject, found);
    return failed(
      subject,
      `${found}: ${uncapitalized(because)}`,
      WHO,
      'upgrade Argo CD, or the kustomize that it is set up with',
    );
  }
  const { version } = MINIMUM_VERSIONS.argocd;
  if (hasRetryRefresh || (argocd !== undefined && isAtLeast(argocd.version, version))) {
    return ok(subject, `Argo CD ${version} and newer ship it`);
  }
  return notChecked(subject, why, WHO, 'argocd version');
}

function uncapitalized(text: string): string {
  return text[0].toLowerCase() + text.slice(1);
}
