import { commonLabels } from './labels';
import { manifestsOf } from './manifests';
import { patchesOf } from './patches';
import { secretTemplate } from './secrets';
import { compare } from '../../common/order';
import type { App, Repository } from '../../config/model';
import { generatedHeader } from '../../files/tree/header';
import type { TreeFile } from '../../files/tree/tree';
import { toYaml } from '../../files/tree/yaml';

/** Renders `k8s/base` of an app, which all of its environments share. */
export function renderBase(
  repository: Repository,
  app: App,
  resources = manifestsOf(repository, app, app.base),
): TreeFile[] {
  const folder = `apps/${app.name}/k8s/base`;
  const option = `apps.${app.name}`;
  const file = (name: string, object: object, instead: string, note = '', changedBy: string[] = []): TreeFile => {
    const path = `${folder}/${name}`;
    const content = generatedHeader(path, option) + note + toYaml(object);
    return { path, content, owner: 'generated', option, instead, ...(changedBy.length === 0 ? {} : { changedBy }) };
  };
  const names = resources.map((resource) => resource.file).sort(compare);
  // A folder, because kustomize rejects files outside its folder.
  if (app.extraManifests.length > 0) names.unshift('../extra');
  return [
    ...resources.map(({ file: name, object, instead }) =>
      file(name, object, instead, '', patchesOf(app, undefined, object)),
    ),
    file('kustomization.yaml', kustomization(repository, app, names), `Add workloads in ${option}.workloads.`),
    file(
      'secret-template.yaml',
      secretTemplate(app),
      `Set secrets or secretFiles in ${option}; make seal puts values into k8s/overlays/<environment>/secrets.`,
      '# For reference only, never deployed: make seal writes the sealed values to the overlay of each environment.\n',
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
