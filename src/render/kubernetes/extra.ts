import { compare } from '../../common/order';
import type { App } from '../../config/model';
import { member } from '../../config/rules';
import { generatedHeader } from '../../files/tree/header';
import type { TreeFile } from '../../files/tree/tree';
import { toYaml } from '../../files/tree/yaml';

/** Extra manifests of one folder. */
interface Extra {
  readonly folder: string;
  readonly environment?: string;
  /** Path of what the folder belongs to: an app, or an app in an environment. */
  readonly option: string;
  readonly files: readonly string[];
}

/** Renders a list of extra manifests for each folder of an app that has any. */
export function renderExtra(app: App): TreeFile[] {
  return extrasOf(app).map(({ option, folder, files }): TreeFile => {
    const path = `${folder}/kustomization.yaml`;
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: [...files].sort(compare),
    };
    const content = generatedHeader(path, option) + toYaml(kustomization);
    return { path, content, owner: 'generated', option, instead: `Set extraManifests in ${option}.` };
  });
}

/** An extra manifest of an app, which is the user's. */
export interface ExtraFile {
  readonly path: string;
  /** The option that names it. */
  readonly option: string;
  /** Undefined for all environments. */
  readonly environment?: string;
}

export function extraManifestsOf(app: App): ExtraFile[] {
  return extrasOf(app).flatMap(({ option, folder, environment, files }) =>
    files.map((file, index) => ({
      path: `${folder}/${file}`,
      option: `${option}.extraManifests[${index}]`,
      environment,
    })),
  );
}

function extrasOf(app: App): Extra[] {
  const folder = `apps/${app.name}/k8s/extra`;
  const option = member('apps', app.name);
  const all: Extra[] = [
    { folder, option, files: app.extraManifests },
    ...app.environments.map(({ environment: { name }, extraManifests }) => ({
      folder: `${folder}/${name}`,
      environment: name,
      option: member(`${option}.environments`, name),
      files: extraManifests,
    })),
  ];
  return all.filter(({ files }) => files.length > 0);
}
