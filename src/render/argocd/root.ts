import { RESOURCES_FINALIZER, retry } from './application';
import { observabilityInRoot } from './observability';
import { compare } from '../../common/order';
import { IN_CLUSTER } from '../../config/defaults';
import type { Repository } from '../../config/model';
import { isDeployable, rootName } from '../../config/model';
import { generatedHeader } from '../../files/tree/header';
import type { TreeFile } from '../../files/tree/tree';
import { toYaml, toYamlStream } from '../../files/tree/yaml';

/** The file with the root Application. Argo CD does not sync it. */
export const ROOT_FILE = 'argo/root-app.yaml';

/** Renders the root Application, which a person applies once, and the list of apps that it syncs. */
export function renderRoot(repository: Repository): TreeFile[] {
  if (repository.argocd.manages === 'nothing') return [];
  const list = 'argo/root-app/kustomization.yaml';
  const files: TreeFile[] = [
    {
      path: list,
      content:
        generatedHeader(list, 'apps') +
        toYaml({
          apiVersion: 'kustomize.config.k8s.io/v1beta1',
          kind: 'Kustomization',
          // kustomize rejects files outside of its folder, but accepts folders.
          resources: [
            ...repository.apps.map((app) => `../../apps/${app.name}/argo`),
            ...observabilityInRoot(repository),
          ].sort(compare),
        }),
      owner: 'generated',
      option: 'apps',
      instead: 'Add or remove an app in apps. observability.rules adds the rules.',
    },
  ];
  if (isDeployable(repository)) {
    const path = ROOT_FILE;
    const own = repository.argocd.project === undefined ? [rootProject(repository)] : [];
    const objects = [...own, rootApplication(repository)];
    files.push({
      path,
      content: generatedHeader(path, 'repoUrl') + toYamlStream(objects),
      owner: 'generated',
      option: 'repoUrl',
      instead: 'Set repoUrl, defaultBranch, or argocd.',
    });
  }
  return files;
}

/** Applications can deploy anything, so the project of the root allows only Applications and AppProjects. */
function rootProject(repository: Repository & { repoUrl: string }): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: rootName(repository), namespace: repository.argocd.namespace },
    spec: {
      description: `The apps of ${repository.name}.`,
      sourceRepos: [repository.repoUrl],
      destinations: [{ namespace: repository.argocd.namespace, server: IN_CLUSTER }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'AppProject' },
        { group: 'argoproj.io', kind: 'Application' },
      ],
    },
  };
}

function rootApplication(repository: Repository & { repoUrl: string }): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: rootName(repository),
      namespace: repository.argocd.namespace,
      finalizers: [RESOURCES_FINALIZER],
    },
    spec: {
      destination: { namespace: repository.argocd.namespace, server: IN_CLUSTER },
      project: repository.argocd.project ?? rootName(repository),
      source: { path: 'argo/root-app', repoURL: repository.repoUrl, targetRevision: repository.defaultBranch },
      syncPolicy: {
        // Without allowEmpty, Argo CD refuses to delete everything at once, as after a bad merge. A root that is still
        // empty has nothing to delete, so it syncs.
        automated: { prune: true, selfHeal: true },
        retry: retry(repository.argocd),
        // Otherwise, two repositories with an app of the same name would overwrite each other's Applications.
        syncOptions: ['FailOnSharedResource=true', 'ServerSideApply=true'],
      },
    },
  };
}
