import { cached } from '../api-server';

/** Versions that scripts/cluster-tools.sh builds. */
export const VERSIONS = {
  etcd: '3.6.16',
  kubernetes: '1.34.4',
  argocd: '3.2.11',
  kustomize: '5.7.0',
  kwok: '0.8.0',
  sealedSecrets: '0.27.1',
} as const;

/** The oldest supported versions, which the same script builds. */
export const OLDEST = { kubernetes: '1.30.14', kustomize: '5.0.0' } as const;

/** The newest version whose API server is tested. */
export const NEWEST = { kubernetes: '1.36.3' } as const;

const NAMES = {
  etcd: `etcd-${VERSIONS.etcd}`,
  'kube-apiserver': `kube-apiserver-${VERSIONS.kubernetes}`,
  'kube-controller-manager': `kube-controller-manager-${VERSIONS.kubernetes}`,
  'kube-scheduler': `kube-scheduler-${VERSIONS.kubernetes}`,
  kubectl: `kubectl-${VERSIONS.kubernetes}`,
  argocd: `argocd-${VERSIONS.argocd}`,
  kustomize: `kustomize-${VERSIONS.kustomize}`,
  kwok: `kwok-${VERSIONS.kwok}`,
  'sealed-secrets-controller': `sealed-secrets-controller-${VERSIONS.sealedSecrets}`,
};

export type Binary = keyof typeof NAMES;

/** The path of a program in the tool cache. */
export function binary(name: Binary): string {
  return cached(`bin/${NAMES[name]}`, 'scripts/cluster-tools.sh');
}

/** The file of the settings that Argo CD's own installation has. */
export function argocdSettings(): string {
  return cached(`argocd-cm-${VERSIONS.argocd}.yaml`, 'scripts/cluster-tools.sh');
}

/** The folder of the stages that kwok's own release is configured with. */
export function kwokStages(): string {
  return cached(`kwok-stages-${VERSIONS.kwok}`, 'scripts/cluster-tools.sh');
}
