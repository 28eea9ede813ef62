import { CONFIG_CHECKSUM, configChecksum, configMapName, secretName } from './config';
import { selectorLabels } from './labels';
import { CONTAINER_USER, DEFAULTS } from '../../config/defaults';
import type { App, Repository, Workload } from '../../config/model';

/** Seconds between the removal from the Service's endpoints and SIGTERM: proxies take that long to notice. */
const PRE_STOP_SECONDS = 5;

/**
 * Digest of no image. The release files of an overlay replace it; where none matches, the pod cannot start, while a name
 * alone would run `latest`.
 */
const NO_IMAGE = `sha256:${'0'.repeat(64)}`;

/**
 * Disk of the node: `/tmp`, the logs that the kubelet keeps (five files of 10Mi), and room for those that grow faster
 * than they are rotated. Without a request, pods are the first to be evicted when the disk of a node runs full; without
 * a limit, one pod can fill it.
 *
 * @see https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
 */
const DISK = { tmp: '64Mi', total: '256Mi' };

/**
 * Names with this many dots are looked up as they are before the cluster's own domains are appended. With the usual
 * five, each request to `api.example.com` asks for four names first that do not exist; `app.namespace` still works.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
 */
const NDOTS = '2';

/**
 * The Deployment of a service. It meets the restricted Pod Security Standard, and says what depends on the
 * environment with the values of the first one; the overlays replace them.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function deployment(repository: Repository, app: App, workload: Workload): object {
  const labels = selectorLabels(app, workload);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: workload.objectName, namespace: app.name, labels },
    spec: {
      replicas: DEFAULTS.replicas.first,
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: 300,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: { metadata: podMetadata(repository, labels, workload), spec: podSpec(app, workload, labels) },
    },
  };
}

function podMetadata(repository: Repository, labels: Record<string, string>, workload: Workload): object {
  // With a ServiceMonitor they would have every pod scraped twice.
  const scrape = repository.serviceMonitor === undefined ? scrapeAnnotations(workload) : {};
  return { labels, annotations: { [CONFIG_CHECKSUM]: configChecksum(), ...scrape } };
}

/** The annotations that Prometheus' usual scrape configuration for pods reads. */
function scrapeAnnotations(workload: Workload): Record<string, string> {
  return {
    'prometheus.io/path': '/metrics',
    'prometheus.io/port': String(workload.port),
    'prometheus.io/scrape': 'true',
  };
}

function podSpec(app: App, workload: Workload, labels: Record<string, string>): object {
  return {
    automountServiceAccountToken: false,
    containers: [container(app, workload)],
    dnsConfig: { options: [{ name: 'ndots', value: NDOTS }] },
    enableServiceLinks: false,
    securityContext: {
      fsGroup: CONTAINER_USER,
      fsGroupChangePolicy: 'OnRootMismatch',
      runAsGroup: CONTAINER_USER,
      runAsNonRoot: true,
      runAsUser: CONTAINER_USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    serviceAccountName: app.name,
    terminationGracePeriodSeconds: 30,
    topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
      labelSelector: { matchLabels: labels },
      matchLabelKeys: ['pod-template-hash'],
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
    })),
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: DISK.tmp } }],
  };
}

function container(app: App, workload: Workload): object {
  const resources = { cpu: DEFAULTS.cpu, 'ephemeral-storage': DISK.total, memory: DEFAULTS.memory.first };
  return {
    name: workload.name,
    image: `${app.image}@${NO_IMAGE}`,
    ports: [{ name: 'http', containerPort: workload.port, protocol: 'TCP' }],
    // The port is told to the image, so that new manifests run old images and the other way round.
    env: [
      { name: 'APP_NAME', value: app.name },
      { name: 'PORT', value: String(workload.port) },
    ],
    envFrom: [
      { configMapRef: { name: configMapName(app) } },
      // There is none until a value is sealed.
      { secretRef: { name: secretName(app), optional: true } },
    ],
    lifecycle: { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } },
    startupProbe: probe('/health', { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 30 }),
    livenessProbe: probe('/health', { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 }),
    readinessProbe: probe('/ready', { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 }),
    resources: { requests: resources, limits: resources },
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
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

function probe(path: string, timing: object): object {
  return { httpGet: { path, port: 'http' }, ...timing };
}
