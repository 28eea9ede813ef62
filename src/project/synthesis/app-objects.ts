import type { KubeObject } from '../../checks/validation/objects';
import type { SecurityLevel } from '../../checks/validation/pod-security';
import { enforcedLevel } from '../../checks/validation/pod-security';
import type { App, AppEnvironment, Repository } from '../../config/model';
import type { KubernetesObject } from '../../render/kubernetes/kubernetes-object';
import { unpatchedManifests } from '../../render/kubernetes/manifests';
import { unpatchedObjects } from '../../render/kubernetes/overlay';
import { patchObject } from '../../render/kubernetes/patches';

/** An object of an app before patches. */
export interface UnpatchedObject {
  /** Undefined for the base. */
  readonly environment?: string;
  readonly object: KubernetesObject;
}

/** All objects of an app before patches: those of the base, and those of each environment. */
export function unpatchedObjectsOf(repository: Repository, app: App): UnpatchedObject[] {
  return [
    ...unpatchedManifests(repository, app, app.base).map(({ object }) => ({ object })),
    ...app.environments.flatMap((own) => {
      const objects = inEnvironment(repository, app, own);
      return objects.map((object) => ({ environment: own.environment.name, object }));
    }),
  ];
}

/** The objects of an app in an environment, with patches. */
export function patchedObjectsOf(repository: Repository, app: App, own: AppEnvironment): KubernetesObject[] {
  const { name } = own.environment;
  return inEnvironment(repository, app, own).map((object) => patchObject(app, name, object));
}

/** The Pod Security Standard that an app's Namespace enforces; undefined if it is created elsewhere. */
export function levelIn(objects: readonly KubernetesObject[]): SecurityLevel | undefined {
  const namespace = objects.find(({ kind }) => kind === 'Namespace');
  return namespace && enforcedLevel(namespace as unknown as KubeObject);
}

function inEnvironment(repository: Repository, app: App, own: AppEnvironment): KubernetesObject[] {
  const shared = unpatchedManifests(repository, app, own).map(({ object }) => object);
  const only = Object.values(unpatchedObjects(repository, app, own, '')).map(({ object }) => object);
  return [...shared, ...only];
}
