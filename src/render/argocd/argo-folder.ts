import { appProject } from './app-project';
import { application } from './application';
import { settersOf } from '../../config/definitions/setters';
import type { ResourceKind } from '../../config/kinds';
import type { App, Repository } from '../../config/model';
import { isDeployable } from '../../config/model';
import { generatedHeader } from '../../files/tree/header';
import type { TreeFile } from '../../files/tree/tree';
import { toYaml } from '../../files/tree/yaml';

/** Renders `apps/<app>/argo`, which the root Application syncs. Empty until `repoUrl` is set. */
export function renderArgoFolder(
  repository: Repository,
  app: App,
  extraKinds: readonly ResourceKind[] = [],
): TreeFile[] {
  const folder = `apps/${app.name}/argo`;
  const file = (name: string, object: object, option: string, instead: string): TreeFile => {
    const path = `${folder}/${name}`;
    return { path, content: generatedHeader(path, option) + toYaml(object), owner: 'generated', option, instead };
  };
  const { manages } = repository.argocd;
  if (manages === 'nothing') return [];
  const files: TreeFile[] = [];
  if (isDeployable(repository)) {
    if (manages === 'projects-and-applications') {
      const project = appProject(repository, app, extraKinds);
      files.push(
        file(
          'project.yaml',
          project,
          `apps.${app.name}`,
          `It allows the kinds of extraManifests; set ${settersOf('SettingsOptions', 'AppProject')} for others.`,
        ),
      );
    }
    for (const own of app.environments) {
      const { name } = own.environment;
      const instead = `Set ${settersOf('EnvironmentOptions', 'Application')} in environments.${name}. repoUrl and argocd apply to all.`;
      for (const one of own.applications) {
        const object = application(repository, app, own, one);
        files.push(file(`app-${one.name.slice(app.name.length + 1)}.yaml`, object, `environments.${name}`, instead));
      }
    }
  }
  const resources = files.map((f) => f.path.slice(folder.length + 1)).sort();
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources,
    ...(resources.length > 0 ? { components: ['release'] } : {}),
  };
  files.push(file('kustomization.yaml', kustomization, `apps.${app.name}`, 'It lists the environments of the app.'));
  return files;
}
