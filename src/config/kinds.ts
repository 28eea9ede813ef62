/** A kind of a Kubernetes API group; the core group has no name. */
export interface ResourceKind {
  readonly group: string;
  readonly kind: string;
}

/** A group in which every kind belongs to the cluster. */
const ALL = 'all';

/**
 * Kinds that belong to the cluster and not to a namespace: those of Kubernetes 1.34, and of operators that apps use. Other
 * kinds of these groups belong to a namespace.
 */
const CLUSTER_SCOPED: Readonly<Record<string, typeof ALL | readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': ALL,
  'apiextensions.k8s.io': ALL,
  'apiregistration.k8s.io': ALL,
  apps: [],
  'argoproj.io': ['ClusterAnalysisTemplate', 'ClusterWorkflowTemplate'],
  'authentication.k8s.io': ALL,
  'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  autoscaling: [],
  batch: [],
  'bitnami.com': [],
  'cert-manager.io': ['ClusterIssuer'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'cilium.io': ['CiliumClusterwideEnvoyConfig', 'CiliumClusterwideNetworkPolicy', 'CiliumLoadBalancerIPPool'],
  'cluster.x-k8s.io': [],
  'coordination.k8s.io': [],
  'crd.projectcalico.org': ['ClusterInformation', 'GlobalNetworkPolicy', 'GlobalNetworkSet', 'IPPool'],
  'discovery.k8s.io': [],
  'external-secrets.io': ['ClusterExternalSecret', 'ClusterPushSecret', 'ClusterSecretStore'],
  'flowcontrol.apiserver.k8s.io': ALL,
  'gateway.networking.k8s.io': ['GatewayClass'],
  'internal.apiserver.k8s.io': ALL,
  'karpenter.sh': ALL,
  'keda.sh': ['ClusterTriggerAuthentication'],
  'kyverno.io': ['ClusterCleanupPolicy', 'ClusterPolicy', 'GlobalContextEntry'],
  'monitoring.coreos.com': [],
  'networking.k8s.io': ['IPAddress', 'IngressClass', 'ServiceCIDR'],
  'node.k8s.io': ALL,
  'operators.coreos.com': ['OLMConfig', 'Operator'],
  policy: ['PodSecurityPolicy'],
  'policies.kyverno.io': ALL,
  'postgresql.cnpg.io': ['ClusterImageCatalog'],
  'projectcalico.org': ['GlobalNetworkPolicy', 'GlobalNetworkSet', 'IPPool'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
  'scheduling.k8s.io': ALL,
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ALL,
  'templates.gatekeeper.sh': ALL,
  'constraints.gatekeeper.sh': ALL,
};

/** Whether the scope of the kinds of a group is known. */
export function isKnownGroup(group: string): boolean {
  return Object.hasOwn(CLUSTER_SCOPED, group);
}

/** Whether a kind belongs to the cluster. In groups that are not known, kinds named `Cluster…` do, by convention. */
export function isClusterScoped({ group, kind }: ResourceKind): boolean {
  if (!isKnownGroup(group)) return /^Cluster[A-Z]/.test(kind);
  const kinds = CLUSTER_SCOPED[group];
  return kinds === ALL || kinds.includes(kind);
}

/** Where the kinds of an entry certainly belong; undefined for wildcards and kinds that are not known. */
export function scopeOf({ group = '', kind }: Partial<ResourceKind>): 'cluster' | 'namespace' | undefined {
  if (kind === undefined || !isKnownGroup(group)) return undefined;
  const kinds = CLUSTER_SCOPED[group];
  if (kinds === ALL || kinds.includes(kind)) return 'cluster';
  if (kind === '*') return kinds.length === 0 ? 'namespace' : undefined;
  // It may be newer than the table.
  return /^Cluster[A-Z]/.test(kind) ? undefined : 'namespace';
}

/** The kind of an object. */
export function kindOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): ResourceKind {
  return { group: apiVersion.includes('/') ? apiVersion.split('/')[0] : '', kind };
}

/** Whether a list of an AppProject contains a kind; `*` stands for any group or kind. */
export function includesKind(list: readonly Partial<ResourceKind>[], { group, kind }: ResourceKind): boolean {
  return list.some((entry) => fits(entry.group ?? '', group) && fits(entry.kind ?? '', kind));
}

function fits(pattern: string, value: string): boolean {
  return pattern === '*' || pattern === value;
}

/** `Role (rbac.authorization.k8s.io)`. */
export function describeKind({ group, kind }: ResourceKind): string {
  return group === '' ? kind : `${kind} (${group})`;
}

/** A kind as an entry of an option: `{ group: 'batch', kind: 'Job' }`. */
export function kindEntry({ group, kind }: ResourceKind): string {
  return `{ group: '${group}', kind: '${kind}' }`;
}
