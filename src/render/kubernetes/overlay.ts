import { horizontalPodAutoscaler } from './autoscaler';
import { sorted } from './config';
import { httpRoute, ingress } from './exposure';
import { SYNC_WAVE, WAVES } from './jobs';
import type { KubernetesObject } from './kubernetes-object';
import { ENVIRONMENT_LABEL } from './labels';
import type { Manifest } from './manifests';
import { manifestsOf } from './manifests';
import { fileName } from './names';
import { podDisruptionBudget } from './objects';
import { patchesOf, patchObject } from './patches';
import { difference } from '../../common/json-patch';
import { settersOf } from '../../config/definitions/setters';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { isLongRunning, isOrdered } from '../../config/model';
import { generatedHeader } from '../../files/tree/header';
import type { TreeFile } from '../../files/tree/tree';
import { toInlineYaml, toYaml } from '../../files/tree/yaml';

/** Renders the overlay of an app in one environment, with the component for its sealed secrets. */
export function renderOverlay(
  repository: Repository,
  app: App,
  own: AppEnvironment,
  base = manifestsOf(repository, app, app.base),
): TreeFile[] {
  const folder = `apps/${app.name}/k8s/overlays/${own.environment.name}`;
  const option = `apps.${app.name}.environments.${own.environment.name}`;
  const file = (name: string, object: object, instead: string, changedBy: readonly string[]): TreeFile => {
    const path = `${folder}/${name}`;
    const content = generatedHeader(path, option) + toYaml(object);
    return { path, content, owner: 'generated', option, instead, ...(changedBy.length === 0 ? {} : { changedBy }) };
  };
  const here = app.patches.filter((patch) => patch.environment === own.environment.name).map((patch) => patch.path);
  const objects = ownObjects(repository, app, own, option);
  return [
    file(
      'kustomization.yaml',
      kustomization(app, own, Object.keys(objects), differences(base, manifestsOf(repository, app, own))),
      `Set what differs here in ${option}, or for all apps in environments.${own.environment.name}.`,
      here,
    ),
    ...Object.entries(objects).map(([name, { object, instead }]) =>
      file(name, object, instead, patchesOf(app, own.environment.name, object)),
    ),
    {
      path: `${folder}/secrets/kustomization.yaml`,
      content:
        '# The sealed secrets of this environment. make seal updates it; list other SealedSecrets under resources.\n' +
        toYaml({ apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', resources: [] }),
      owner: 'starter',
      option,
      instead: 'It is yours. make seal updates it, and you can list other SealedSecrets in it.',
    },
  ];
}

interface OwnObject {
  readonly object: KubernetesObject;
  readonly instead: string;
}

/** Optional objects of an environment, by file name. */
function ownObjects(repository: Repository, app: App, own: AppEnvironment, option: string): Record<string, OwnObject> {
  const { name } = own.environment;
  const entries = Object.entries(unpatchedObjects(repository, app, own, option)).map(
    ([file, entry]) => [file, { ...entry, object: patchObject(app, name, entry.object) }] as const,
  );
  return Object.fromEntries(entries);
}

/** The same objects before patches of the config. */
export function unpatchedObjects(
  repository: Repository,
  app: App,
  own: AppEnvironment,
  option: string,
): Record<string, OwnObject> {
  const objects: Record<string, OwnObject> = {};
  for (const workload of app.workloads.filter(isLongRunning)) {
    const { autoscaling, replicas } = own.pods[workload.name];
    if (autoscaling !== undefined) {
      const object = objectOf(horizontalPodAutoscaler(repository, app, workload, own, autoscaling));
      objects[fileName('horizontalpodautoscaler', workload)] = {
        object,
        instead: `Set ${settersOf('SettingsOptions', 'HorizontalPodAutoscaler')} in ${option}.`,
      };
    }
    // A node drain stops one pod at a time, which makes no sense for a single pod.
    if (replicas >= 2 || autoscaling !== undefined) {
      const object = objectOf(podDisruptionBudget(repository, app, workload, own));
      const instead = `It exists for two or more pods: set ${settersOf('SettingsOptions', 'PodDisruptionBudget')} in ${option}.`;
      objects[fileName('poddisruptionbudget', workload)] = { object, instead };
    }
  }
  if (own.ingress !== undefined) {
    const object = objectOf(ingress(repository, app, own, own.ingress));
    objects['ingress.yaml'] = { object, instead: `Set ${settersOf('SettingsOptions', 'Ingress')} in ${option}.` };
  }
  if (own.httpRoute !== undefined) {
    const object = objectOf(httpRoute(repository, app, own, own.httpRoute));
    objects['httproute.yaml'] = { object, instead: `Set ${settersOf('SettingsOptions', 'HTTPRoute')} in ${option}.` };
  }
  return objects;
}

function objectOf(object: object): KubernetesObject {
  return object as KubernetesObject;
}

function kustomization(
  app: App,
  own: AppEnvironment,
  resources: readonly string[],
  patches: readonly object[],
): object {
  const annotations = sorted(own.annotations);
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: own.namespace,
    resources: [
      '../../base',
      ...(own.extraManifests.length === 0 ? [] : [`../../extra/${own.environment.name}`]),
      ...resources,
    ],
    components: ['release', 'secrets'],
    ...(Object.keys(annotations).length === 0 ? {} : { commonAnnotations: annotations }),
    labels: [
      {
        includeTemplates: true,
        pairs: {
          'app.kubernetes.io/instance': own.application,
          [ENVIRONMENT_LABEL]: own.environment.name,
          ...sorted(own.labels),
        },
      },
    ],
    // Inline patches, because scanners take patch files for broken resources.
    patches: [...patches, ...(isOrdered(app) ? [secretsWave()] : [])],
  };
}

/** Patches of this environment for the objects of the base. */
function differences(base: readonly Manifest[], own: readonly Manifest[]): object[] {
  const here = new Map(own.map(({ file, object }) => [file, object]));
  return base.flatMap(({ file, object }) => {
    const wanted = here.get(file);
    if (wanted === undefined) return [deletion(object)];
    const operations = difference(object, wanted);
    return operations.length === 0 ? [] : [{ patch: toInlineYaml(operations), target: targetOf(object) }];
  });
}

/** Deletes an object of the base. Only this kind of patch names its target itself. */
function deletion({ apiVersion, kind, metadata: { name } }: KubernetesObject): object {
  return { patch: toInlineYaml({ $patch: 'delete', apiVersion, kind, metadata: { name } }) };
}

function targetOf({ apiVersion, kind, metadata }: KubernetesObject): object {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : [undefined, apiVersion];
  return { ...(group === undefined ? {} : { group }), version, kind, name: metadata.name };
}

/**
 * Sealed secrets are synced before jobs, which may need them, and before pods, which would otherwise restart with old
 * values. A patch without a match is not an error.
 */
function secretsWave(): object {
  const kind = 'SealedSecret';
  const patch = {
    apiVersion: 'bitnami.com/v1alpha1',
    kind,
    metadata: { name: 'any', annotations: { [SYNC_WAVE]: WAVES.configuration } },
  };
  return { patch: toInlineYaml(patch), target: { kind } };
}
