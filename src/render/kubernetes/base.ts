import { deployment } from './deployment';
import { commonLabels } from './labels';
import { fileName } from './names';
import { networkPolicy } from './network-policy';
import { configMap, namespace, secretTemplate, service, serviceAccount, serviceMonitor } from './objects';
import type { App, Repository } from '../../config/model';
import { compare } from '../../config/resolve';
import { generatedHeader } from '../../tree/header';
import type { TreeFile } from '../../tree/tree';
import { toYaml } from '../../tree/yaml';

/** Renders `k8s/base` of an app: what all of its environments share. */
export function renderBase(repository: Repository, app: App): TreeFile[] {
  const folder = `apps/${app.name}/k8s/base`;
  const option = `apps.${app.name}`;
  const file = (name: string, object: object, instead: string, note = ''): TreeFile => {
    const path = `${folder}/${name}`;
    const content = generatedHeader(path, option) + note + toYaml(object);
    return { path, content, owner: 'generated', option, instead };
  };
  const resources: TreeFile[] = [
    file('configmap.yaml', configMap(app), `Set logLevel or requestLogs in environments or in ${option}.environments.`),
    file('namespace.yaml', namespace(app), 'Its name follows the names of the app and the environment.'),
    file('serviceaccount.yaml', serviceAccount(app), 'It has no option yet.'),
    file(
      'networkpolicy.yaml',
      networkPolicy(repository, app),
      `Set ingressNamespaces, egress or openEgress in networkPolicy, or in ${option}.networkPolicy.`,
    ),
    ...(repository.serviceMonitor === undefined
      ? []
      : [file('servicemonitor.yaml', serviceMonitor(app, repository.serviceMonitor), 'Set serviceMonitor.')]),
    ...app.workloads.flatMap((workload) => [
      file(
        fileName('deployment', workload),
        deployment(repository, app, workload),
        `Set port in ${option}, and replicas, memory or cpu in environments or in ${option}.environments.`,
      ),
      file(fileName('service', workload), service(app, workload), `Set port in ${option}.`),
    ]),
  ];
  const names = resources.map((resource) => resource.path.slice(folder.length + 1)).sort(compare);
  return [
    ...resources,
    file('kustomization.yaml', kustomization(repository, app, names), `Add workloads in ${option}.workloads.`),
    file(
      'secret-template.yaml',
      secretTemplate(app),
      'Seal values as docs/SEALED_SECRETS.md says; they go to k8s/overlays/<environment>/secrets.',
      '# A template to read, listed by no kustomization: sealed values belong in the overlay of their environment.\n',
    ),
  ];
}

function kustomization(repository: Repository, app: App, resources: readonly string[]): object {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: app.name,
    resources,
    labels: [{ includeTemplates: true, pairs: commonLabels(repository) }],
  };
}
