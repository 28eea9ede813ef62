import { configChecksum, CONFIG_CHECKSUM, configMapName, sorted } from './config';
import { selectorLabels } from './labels';
import { probes } from './probes';
import { secretVariables } from './secrets';
import { podVolumes, requestedDisk, volumeMounts } from './volumes';
import { CONTAINER_USER } from '../../config/defaults';
import type { App, Pods, Repository, Settings, Workload } from '../../config/model';
import { isLongRunning } from '../../config/model';

/** Seconds between the removal from the Service's endpoints and SIGTERM: proxies take that long to notice. */
const PRE_STOP_SECONDS = 5;

/**
 * Digest of no image. The release files of an overlay replace it; where none matches, the pod cannot start, while a name
 * alone would run `latest`.
 */
const NO_IMAGE = `sha256:${'0'.repeat(64)}`;

/**
 * Names with this many dots are looked up as they are before the cluster's own domains are appended. With the usual
 * five, each request to `api.example.com` asks for four names first that do not exist; `app.namespace` still works.
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
  // With a ServiceMonitor they would have every pod scraped twice.
  const isScraped = workload.type === 'service' && repository.serviceMonitor === undefined;
  return {
    metadata: {
      labels: selectorLabels(app, workload),
      annotations: { [CONFIG_CHECKSUM]: configChecksum(settings), ...(isScraped ? scrapeAnnotations(workload) : {}) },
    },
    spec: podSpec(app, workload, settings),
  };
}

/** The annotations that Prometheus' usual scrape configuration for pods reads. */
function scrapeAnnotations(workload: Workload): Record<string, string> {
  return {
    'prometheus.io/path': '/metrics',
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
    ...(workload.command === undefined ? {} : { command: workload.command.map(literal) }),
    ...(isService ? { ports: containerPorts(workload) } : {}),
    env: [
      { name: 'APP_NAME', value: app.name },
      // The port is told to the image, so that new manifests run old images and the other way round.
      ...(isService ? [{ name: 'PORT', value: String(workload.port) }] : []),
      // Before what differs between environments, so that a patch of that names no place that a secret moves.
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
 * Text that reaches the container as it is: Kubernetes would replace `$(NAME)` in it by the variable of that name.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function literal(text: string): string {
  return text.replace(/\$\(/g, '$$$$(');
}
