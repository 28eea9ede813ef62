import { RESOURCES_FINALIZER, retry } from './application';
import { VERSIONS } from '../../config/defaults';
import type { Repository } from '../../config/model';
import { stackName } from '../../config/model';
import { fillTemplate } from '../../files/tree/templates';

const CHART = 'kube-prometheus-stack';
const CHARTS = 'https://prometheus-community.github.io/helm-charts';
const VALUES = 'argo/observability/stack-values.yaml';
/** The chart adds Services and monitors of the cluster's own components there. */
const SYSTEM = 'kube-system';

type Cluster = Repository['observability']['applications'][number];

/** The AppProject of the Prometheus stack. The chart decides which objects it has, so all kinds with a namespace are allowed. */
export function stackProject(repository: Repository): object {
  const { namespace, applications } = repository.observability;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: stackName(repository),
      namespace: repository.argocd.namespace,
      annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
    },
    spec: {
      description: 'Prometheus, Alertmanager, and Grafana.',
      sourceRepos: [CHARTS],
      destinations: applications.flatMap(({ destination }) =>
        [namespace, SYSTEM].map((own) => ({ namespace: own, ...destination })),
      ),
      clusterResourceWhitelist: [
        { group: '', kind: 'Namespace' },
        { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration' },
        { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration' },
        { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' },
        { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
        { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
      ],
      namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  };
}

/**
 * The Application that installs the Prometheus stack in a cluster. It uses server-side apply, because the chart's custom
 * resource definitions are too long for the annotation of a client-side apply.
 *
 * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 */
export function stackApplication(repository: Repository, { stack, destination }: Cluster): object {
  const { argocd, observability } = repository;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: stack,
      namespace: argocd.namespace,
      annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
      finalizers: [RESOURCES_FINALIZER],
    },
    spec: {
      destination: { namespace: observability.namespace, ...destination },
      project: argocd.project ?? stackName(repository),
      revisionHistoryLimit: 10,
      source: {
        chart: CHART,
        repoURL: CHARTS,
        targetRevision: VERSIONS.kubePrometheusStack,
        helm: { values: fillTemplate(VALUES, { 'example-argocd-namespace': argocd.namespace }) },
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        // The node exporter reads the node's own files and network, which stricter levels forbid.
        managedNamespaceMetadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
        retry: retry(argocd),
        syncOptions: ['CreateNamespace=true', 'FailOnSharedResource=true', 'ServerSideApply=true'],
      },
    },
  };
}
