import { configChecksum, CONFIG_CHECKSUM, sorted } from './config';
import { selectorLabels } from './labels';
import { probes } from './probes';
import { secretVariables } from './secrets';
import { podVolumes, requestedDisk, volumeMounts } from './volumes';
import { CONTAINER_USER } from '../../config/defaults';
import type { App, Metrics, Pods, Repository, Settings, Workload } from '../../config/model';
import { isLongRunning } from '../../config/model';
import { configMapName } from '../../config/names';
import { DEFAULT_GRACEFUL_TIMEOUT, GRACEFUL_TIMEOUT, gracefulTimeout, PRE_STOP_SECONDS } from '../../config/timing';

/**
 * A digest without an image. Release files replace it. If none matches, the pod can't start, whereas a name alone would
 * run `latest`.
 */
const NO_IMAGE = `sha256:${'0'.repeat(64)}`;

/**
 * Names with this many dots are looked up directly first. With the default of five, each request to `api.example.com`
 * first looks up four names that don't exist. `app.namespace` still works.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
 */
const NDOTS = '2';

/**
 * The pods of a workload. They meet the restricted Pod Security Standard.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function podTemplate(repository: Repository, app: App, workload: Workload, settings: Settings): object {
  // With a ServiceMonitor, pods would be scraped twice.
  const metrics = workload.type === 'service' && repository.serviceMonitor === undefined ? app.metrics : undefined;
  return {
    metadata: {
      labels: selectorLabels(app, workload),
      annotations: {
        [CONFIG_CHECKSUM]: configChecksum(settings),
        ...(metrics && scrapeAnnotations(workload, metrics)),
      },
    },
    spec: podSpec(app, workload, settings),
  };
}

/** Annotations for the usual scrape configuration of Prometheus. */
function scrapeAnnotations(workload: Workload, { path }: Metrics): Record<string, string> {
  return {
    'prometheus.io/path': path,
    'prometheus.io/port': String(workload.port),
    'prometheus.io/scrape': 'true',
  };
}

function podSpec(app: App, workload: Workload, settings: Settings): object {
  const pullSecrets = settings.imagePullSecrets.map((name) => ({ name }));
  return {
    automountServiceAccountToken: false,
    containers: [container(app, workload, settings)],
    dnsConfig: { options: [{ name: 'ndots', value: NDOTS }] },
    enableServiceLinks: false,
    ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets }),
    ...(isLongRunning(workload) ? {} : { restartPolicy: 'Never' }),
    securityContext: {
      fsGroup: CONTAINER_USER,
      fsGroupChangePolicy: 'OnRootMismatch',
      runAsGroup: CONTAINER_USER,
      runAsNonRoot: true,
      runAsUser: CONTAINER_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    serviceAccountName: settings.serviceAccount.name,
    terminationGracePeriodSeconds: workload.terminationGracePeriodSeconds,
    ...(isLongRunning(workload) ? { topologySpreadConstraints: spread(app, workload) } : {}),
    volumes: podVolumes(app, workload),
  };
}

function spread(app: App, workload: Workload): object[] {
  return ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
    labelSelector: { matchLabels: selectorLabels(app, workload) },
    matchLabelKeys: ['pod-template-hash'],
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
  }));
}

function container(app: App, workload: Workload, settings: Settings): object {
  const pods = settings.pods[workload.name];
  const isService = workload.type === 'service';
  return {
    name: workload.name,
    image: `${app.image}@${NO_IMAGE}`,
    ...(settings.imagePullPolicy === undefined ? {} : { imagePullPolicy: settings.imagePullPolicy }),
    ...(workload.command === undefined ? {} : { command: workload.command.map(literal) }),
    ...(isService ? { ports: containerPorts(workload) } : {}),
    env: [
      { name: 'APP_NAME', value: app.name },
      // Set here too, so that new manifests run old images, and the reverse.
      ...(isService ? [{ name: 'PORT', value: String(workload.port) }] : []),
      ...(isService ? gracefulTimeoutVariable(workload, settings) : []),
      // Before the variables that differ between environments, so that secrets don't change the index in patches.
      ...secretVariables(app),
      ...Object.entries(sorted(pods.env)).map(([name, value]) => ({ name, value: literal(value) })),
    ],
    envFrom: [{ configMapRef: { name: configMapName(app) } }],
    ...(isService ? { lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } } } : {}),
    ...probes(workload),
    resources: resources(workload, pods),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: CONTAINER_USER,
      runAsNonRoot: true,
      runAsUser: CONTAINER_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: volumeMounts(app, workload),
  };
}

/** Variables of the app reach the pod through the ConfigMap, which a variable of the container would override. */
function gracefulTimeoutVariable(workload: Workload, { env, pods }: Settings): object[] {
  const seconds = gracefulTimeout(workload);
  const isSet = GRACEFUL_TIMEOUT in env || GRACEFUL_TIMEOUT in pods[workload.name].env;
  return isSet || seconds === DEFAULT_GRACEFUL_TIMEOUT ? [] : [{ name: GRACEFUL_TIMEOUT, value: String(seconds) }];
}

function containerPorts(workload: Workload): object[] {
  return [{ name: 'http', port: workload.port }, ...workload.ports].map(({ name, port }) => ({
    name,
    containerPort: port,
    protocol: 'TCP',
  }));
}

function resources(workload: Workload, pods: Pods): object {
  const disk = { 'ephemeral-storage': requestedDisk(workload) };
  return {
    requests: { cpu: pods.cpu, ...disk, memory: pods.memory },
    limits: { ...(pods.cpuLimit === undefined ? {} : { cpu: pods.cpuLimit }), ...disk, memory: pods.memoryLimit },
  };
}

/**
 * Escapes text for a container, because Kubernetes replaces `$(NAME)` with the variable of that name, and `$$` with `$`.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function literal(text: string): string {
  return text.replace(/\$(?=[$(])/g, '$$$$');
}
