import { RESOURCES_FINALIZER, retry } from './application';
import { stackApplication, stackProject } from './stack';
import { compare } from '../../common/order';
import type { Repository } from '../../config/model';
import { hasObservability, observabilityName } from '../../config/model';
import { generatedHeader } from '../../files/tree/header';
import type { TreeFile } from '../../files/tree/tree';
import { toYaml } from '../../files/tree/yaml';
import { OBSERVABILITY_FOLDER } from '../observability/paths';

const FOLDER = `${OBSERVABILITY_FOLDER}/applications`;

/** Path of the Applications from the list that the root syncs; empty if there are none. */
export function observabilityInRoot(repository: Repository): string[] {
  return renderedApplications(repository).length === 0 ? [] : ['../observability/applications'];
}

/** Renders the Applications that deploy the rules and dashboards, and their AppProject. */
export function renderObservabilityApplications(repository: Repository): TreeFile[] {
  const applications = renderedApplications(repository);
  if (!hasObservability(repository) || applications.length === 0) return [];
  const file = (name: string, object: object): TreeFile => {
    const path = `${FOLDER}/${name}`;
    const content = generatedHeader(path, 'observability') + toYaml(object);
    const instead = 'Set observability, repoUrl, defaultBranch, or argocd.';
    return { path, content, owner: 'generated', option: 'observability', instead };
  };
  const files = [
    ...(repository.argocd.project === undefined ? [file('project.yaml', project(repository))] : []),
    ...applications.map((one) => file(`app-${one.name}.yaml`, application(repository, one))),
    ...(repository.observability.install ? stackFiles(repository, file) : []),
  ];
  const resources = files.map(({ path }) => path.slice(FOLDER.length + 1)).sort(compare);
  return [
    ...files,
    file('kustomization.yaml', { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }),
  ];
}

/** The Applications that install Prometheus, and their AppProject. */
function stackFiles(repository: Repository, file: (name: string, object: object) => TreeFile): TreeFile[] {
  const { argocd, observability } = repository;
  return [
    ...(argocd.project === undefined ? [file('stack-project.yaml', stackProject(repository))] : []),
    ...observability.applications.map((one) => file(`app-${one.stack}.yaml`, stackApplication(repository, one))),
  ];
}

type Applications = Repository['observability']['applications'];

function renderedApplications(repository: Repository): Applications {
  return hasObservability(repository) ? repository.observability.applications : [];
}

/**
 * The AppProject of the rules. It always allows both forms, because Argo CD deletes only allowed kinds: otherwise the old
 * form would stay when the option changes.
 */
function project(repository: Repository & { repoUrl: string }): object {
  const { namespace, applications } = repository.observability;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: observabilityName(repository),
      namespace: repository.argocd.namespace,
      annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
    },
    spec: {
      description: `Rules and dashboards for the apps of ${repository.name}.`,
      sourceRepos: [repository.repoUrl],
      destinations: applications.map(({ destination }) => ({ namespace, ...destination })),
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [
        { group: '', kind: 'ConfigMap' },
        { group: 'monitoring.coreos.com', kind: 'PrometheusRule' },
      ],
    },
  };
}

function application(
  repository: Repository & { repoUrl: string },
  { name, destination }: Applications[number],
): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: repository.argocd.namespace, finalizers: [RESOURCES_FINALIZER] },
    spec: {
      destination: { namespace: repository.observability.namespace, ...destination },
      project: repository.argocd.project ?? observabilityName(repository),
      revisionHistoryLimit: 10,
      source: { path: OBSERVABILITY_FOLDER, repoURL: repository.repoUrl, targetRevision: repository.defaultBranch },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        retry: retry(repository.argocd),
        // Another repository with the same name would overwrite the rules.
        syncOptions: ['ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true', 'ServerSideApply=true'],
      },
    },
  };
}
