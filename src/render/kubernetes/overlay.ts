import { CONFIG_CHECKSUM, configChecksum, configData, configMapName } from './config';
import { ENVIRONMENT_LABEL } from './labels';
import { fileName } from './names';
import { environmentPaths } from './network-policy';
import { podDisruptionBudget } from './objects';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { generatedHeader } from '../../tree/header';
import type { TreeFile } from '../../tree/tree';
import { toYaml } from '../../tree/yaml';

/** One operation of JSON Patch (RFC 6902). */
export interface Operation {
  readonly op: 'add' | 'replace';
  readonly path: string;
  readonly value: unknown;
}

/** Renders the overlay of an app in one environment, with the Component that its sealed secrets go into. */
export function renderOverlay(repository: Repository, app: App, own: AppEnvironment): TreeFile[] {
  const folder = `apps/${app.name}/k8s/overlays/${own.environment.name}`;
  const option = `apps.${app.name}.environments.${own.environment.name}`;
  const path = `${folder}/kustomization.yaml`;
  const budgets = renderBudgets(repository, app, own, folder, option);
  const resources = budgets.map((file) => file.path.slice(folder.length + 1));
  return [
    {
      path,
      content: generatedHeader(path, option) + toYaml(kustomization(app, own, resources)),
      owner: 'generated',
      option,
      instead: `Set replicas, memory, cpu, logLevel or requestLogs in ${option}, or for all apps in environments.${own.environment.name}.`,
    },
    ...budgets,
    {
      path: `${folder}/secrets/kustomization.yaml`,
      content:
        '# The sealed secrets of this environment: list each SealedSecret file under resources.\n' +
        toYaml({ apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', resources: [] }),
      owner: 'starter',
      option,
      instead: 'It is yours: list your SealedSecret files in it.',
    },
  ];
}

/** Disruption budgets: of a single pod none may ever be away, which would only hold every drain up. */
function renderBudgets(
  repository: Repository,
  app: App,
  own: AppEnvironment,
  folder: string,
  option: string,
): TreeFile[] {
  if (own.replicas < 2) return [];
  return app.workloads.map((workload) => {
    const path = `${folder}/${fileName('poddisruptionbudget', workload)}`;
    const content = generatedHeader(path, option) + toYaml(podDisruptionBudget(repository, app, workload, own));
    return {
      path,
      content,
      owner: 'generated',
      option,
      instead: `It is there from two replicas on: set replicas in ${option}.`,
    };
  });
}

function kustomization(app: App, own: AppEnvironment, resources: readonly string[]): object {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: own.namespace,
    resources: ['../../base', ...resources],
    components: ['release', 'secrets'],
    labels: [
      {
        includeTemplates: true,
        pairs: { 'app.kubernetes.io/instance': own.application, [ENVIRONMENT_LABEL]: own.environment.name },
      },
    ],
    // Inline patches with a target: a patch in a file of its own looks like a broken resource to scanners.
    patches: [
      patch({ version: 'v1', kind: 'ConfigMap', name: configMapName(app) }, configOperations(own)),
      patch(
        { group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy', name: app.name },
        environmentPaths(app).map((place) => replace(place, own.environment.name)),
      ),
      ...app.workloads.map((workload) =>
        patch(
          { group: 'apps', version: 'v1', kind: 'Deployment', name: workload.objectName },
          deploymentOperations(own),
        ),
      ),
    ],
  };
}

function configOperations(own: AppEnvironment): Operation[] {
  return Object.entries(configData(own)).map(([key, value]) => replace(`/data/${key}`, value));
}

function deploymentOperations(own: AppEnvironment): Operation[] {
  const resources = '/spec/template/spec/containers/0/resources';
  return [
    replace('/spec/replicas', own.replicas),
    replace(`/spec/template/metadata/annotations/${CONFIG_CHECKSUM.replace('/', '~1')}`, configChecksum(own)),
    ...['requests', 'limits'].flatMap((kind) => [
      replace(`${resources}/${kind}/cpu`, own.cpu),
      replace(`${resources}/${kind}/memory`, own.memory),
    ]),
  ];
}

function replace(path: string, value: unknown): Operation {
  return { op: 'replace', path, value };
}

function patch(target: Readonly<Record<string, string>>, operations: readonly Operation[]): object {
  return { patch: toYaml(operations).trimEnd(), target };
}
