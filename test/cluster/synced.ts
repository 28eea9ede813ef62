import { RESTRICTED } from './strict';
import type { KubernetesObject } from '../support/api-client';
import type { Cluster } from '../support/cluster/cluster';
import { describeApplication } from '../support/cluster/diagnosis';
import type { Application } from '../support/cluster/objects';

interface Policy {
  readonly automated?: object;
  readonly syncOptions?: readonly string[];
}

/**
 * Waits until Argo CD has synced these Applications: nothing differs, no condition is reported, and all objects are
 * healthy. Starts the sync of those that don't sync automatically.
 */
export async function waitUntilSynced(cluster: Cluster, names: readonly string[], seconds: number): Promise<void> {
  const started = new Set<string>();
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const applications = await cluster.list<Application>('Application', cluster.argocdNamespace);
    const byName = new Map(applications.map((application) => [application.metadata.name, application]));
    for (const name of names) {
      const { syncPolicy } = (byName.get(name)?.spec ?? {}) as { syncPolicy?: Policy };
      if (!syncPolicy || syncPolicy.automated || started.has(name)) continue;
      started.add(name);
      const sync = { syncStrategy: { hook: {} }, syncOptions: syncPolicy.syncOptions };
      await cluster.patch('Application', name, cluster.argocdNamespace, { operation: { sync } });
    }
    const problems = names.flatMap((name) => problemOf(name, byName.get(name)));
    if (problems.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`${problems.length} of ${names.length} Applications are not synced:\n${problems.join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

function problemOf(name: string, application: Application | undefined): string[] {
  const { sync, health, conditions = [], operationState } = application?.status ?? {};
  const isSynced = sync?.status === 'Synced' && operationState?.phase === 'Succeeded' && conditions.length === 0;
  // A CronJob that the config suspends makes its Application Suspended.
  const isHealthy = health?.status === 'Healthy' || health?.status === 'Suspended';
  return isSynced && isHealthy ? [] : [describeApplication(name, application)];
}

/** An AppProject that allows everything, for configs that name the project of a platform team. */
export function openProject(name: string, namespace: string): KubernetesObject {
  const anything = [{ group: '*', kind: '*' }];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name, namespace },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ namespace: '*', server: '*' }],
      clusterResourceWhitelist: anything,
      namespaceResourceWhitelist: anything,
    },
  };
}

/** What others make in a cluster: namespaces without `createNamespace`, and volumes for claims. */
export function madeElsewhere(
  objects: readonly KubernetesObject[],
  namespaces: readonly string[],
): readonly KubernetesObject[] {
  const own = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const claims = objects.filter(
    ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && namespaces.includes(metadata.namespace ?? ''),
  );
  return [
    ...namespaces
      .filter((name) => !own.has(name))
      .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: RESTRICTED } })),
    ...claims.map(volumeFor),
  ];
}

interface ClaimSpec {
  readonly accessModes: readonly string[];
  readonly resources: { readonly requests: { readonly storage: string } };
  readonly storageClassName?: string;
}

/** A volume that only this claim gets: there is no provisioner. */
function volumeFor({ metadata: { name, namespace }, spec }: KubernetesObject): KubernetesObject {
  const { accessModes, resources, storageClassName } = spec as ClaimSpec;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${namespace}-${name}` },
    spec: {
      accessModes,
      capacity: resources.requests,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name },
      hostPath: { path: '/data' },
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
  };
}
