import { deployment } from './deployment';
import { cronJob, job, SYNC_WAVE, WAVES } from './jobs';
import type { KubernetesObject } from './kubernetes-object';
import { fileName, workloadFile } from './names';
import { networkPolicy } from './network-policy';
import { configMap, namespaceObject, service, serviceAccount, serviceMonitor } from './objects';
import { patchObject } from './patches';
import { persistentVolumeClaim } from './volumes';
import { settersOf } from '../../config/definitions/setters';
import type { App, Repository, Settings, Workload } from '../../config/model';
import { isOrdered, servicesOf } from '../../config/model';
import { claimName } from '../../config/names';

/** One object of an app, and the file of the base that it is in. */
export interface Manifest {
  readonly file: string;
  readonly object: KubernetesObject;
  /** What to change instead of the file. */
  readonly instead: string;
}

/**
 * The objects of an app with these settings. The base uses the settings that don't depend on an environment; overlays
 * patch the differences.
 */
export function manifestsOf(repository: Repository, app: App, settings: Settings): Manifest[] {
  const manifests = unpatchedManifests(repository, app, settings);
  if (app.patches.length === 0) return manifests;
  const environment = settings === app.base ? undefined : settings.environmentName;
  return manifests.map((own) => ({ ...own, object: patchObject(app, environment, own.object) }));
}

/** The same objects before patches of the config. */
export function unpatchedManifests(repository: Repository, app: App, settings: Settings): Manifest[] {
  const option = `apps.${app.name}`;
  const shared: (readonly [file: string, object: object, instead: string])[] = [
    [
      'configmap.yaml',
      configMap(app, settings),
      `Set ${settersOf('SettingsOptions', 'ConfigMap')} in ${option}, its environments, environments or defaults.`,
    ],
    ...(settings.createNamespace
      ? ([
          ['namespace.yaml', namespaceObject(app), `Set ${settersOf('SettingsOptions', 'Namespace')} in ${option}.`],
        ] as const)
      : []),
    ...(settings.serviceAccount.create
      ? ([
          [
            'serviceaccount.yaml',
            serviceAccount(app, settings),
            `Set ${settersOf('SettingsOptions', 'ServiceAccount')} in ${option}.`,
          ],
        ] as const)
      : []),
    [
      'networkpolicy.yaml',
      networkPolicy(repository, app, settings),
      `Set ${settersOf('SettingsOptions', 'NetworkPolicy')} in ${option} or in defaults.`,
    ],
  ];
  const configuration = shared.map(([file, object, instead]) =>
    manifest(file, isOrdered(app) ? inWave(object, WAVES.configuration) : object, instead),
  );
  const monitor =
    repository.serviceMonitor === undefined || app.metrics === undefined || servicesOf(app).length === 0
      ? []
      : [
          manifest(
            'servicemonitor.yaml',
            serviceMonitor(app, app.metrics, repository.serviceMonitor),
            `Set ${settersOf('RepositoryOptions', 'ServiceMonitor')}.`,
          ),
        ];
  return [
    ...configuration,
    ...monitor,
    ...app.workloads.flatMap((workload) => [
      workloadManifest(repository, app, workload, settings),
      ...(workload.type === 'service'
        ? [
            manifest(
              fileName('service', workload),
              service(app, workload),
              `Set ${settersOf('WorkloadOptions', 'Service')} in ${place(app, workload)}.`,
            ),
          ]
        : []),
      ...claims(app, workload),
    ]),
  ];
}

function workloadManifest(repository: Repository, app: App, workload: Workload, settings: Settings): Manifest {
  const own = settersOf('WorkloadOptions', 'Workload', workload.type);
  const shared = settersOf('SettingsOptions', 'Workload', workload.type, 'WorkloadOptions');
  const instead = `Set ${own} in ${place(app, workload)}, or ${shared} in apps.${app.name}.`;
  switch (workload.type) {
    case 'service':
    case 'worker':
      return manifest(workloadFile(workload), deployment(repository, app, workload, settings), instead);
    case 'cron-job':
      return manifest(workloadFile(workload), cronJob(repository, app, workload, settings), instead);
    case 'job':
      return manifest(workloadFile(workload), job(repository, app, workload, settings), instead);
  }
}

function place(app: App, workload: Workload): string {
  return `apps.${app.name}.workloads.${workload.name}`;
}

/**
 * The claims of a workload. Claims of a job are in its wave: in an earlier one, the sync would wait for a volume that
 * is created only when a pod uses it.
 */
function claims(app: App, workload: Workload): Manifest[] {
  return workload.volumes
    .filter((volume) => volume.type === 'persistentVolumeClaim')
    .map((volume) => {
      const claim = persistentVolumeClaim(app, workload, volume);
      return manifest(
        `persistentvolumeclaim-${claimName(workload, volume)}.yaml`,
        workload.type === 'job' ? inWave(claim, WAVES.job) : claim,
        `Set ${settersOf('WorkloadOptions', 'PersistentVolumeClaim')} in ${place(app, workload)}.`,
      );
    });
}

function manifest(file: string, object: object, instead: string): Manifest {
  return { file, object: object as KubernetesObject, instead };
}

/** Adds an object to a sync wave. */
function inWave(object: object, wave: string): object {
  const { apiVersion, kind, metadata, ...rest } = object as KubernetesObject;
  const annotations = { ...metadata.annotations, [SYNC_WAVE]: wave };
  return { apiVersion, kind, metadata: { ...metadata, annotations }, ...rest };
}
