import * as format from './formats';
import type { Rule } from './rules';
import { all, boolean, integer, json, list, map, record, rule, struct, text } from './rules';

/** Ports below it need an administrator's rights. */
const port: Rule = integer(1024, 65535);

/** Rules of the options of one struct, by their name. */
type Rules = Readonly<Record<string, Rule>>;

/** A struct that is looked up when it is needed, so that structs may stand in any order. */
function nested(name: string): Rule {
  return rule((value, path, report) => struct(STRUCTS[name], REQUIRED[name])(value, path, report), {
    $ref: `#/$defs/${name}`,
  });
}

const annotations: Rule = map(format.annotationKey, format.annotationValue);
const variables: Rule = map(format.variableName, format.variableValue);
const command: Rule = list(format.argument, {
  ifEmpty: "name a program, such as ['python', '-m', 'mailer']",
  mayRepeat: true,
});

const operations: Rule = list(nested('OperationOptions'), { ifEmpty: 'add an operation', mayRepeat: true });

const podRules: Rules = {
  replicas: integer(0, 1000),
  memory: format.memory,
  memoryLimit: format.memory,
  cpu: format.cpu,
  cpuLimit: format.cpuLimit,
  autoscaling: nested('AutoscalingOptions'),
};

const settingsRules: Rules = {
  ...podRules,
  logLevel: format.logLevel,
  requestLogs: boolean(),
  env: variables,
  labels: map(format.labelKey, format.labelValue),
  annotations,
  imagePullSecrets: list(format.objectName),
  serviceAccount: nested('ServiceAccountOptions'),
  ingress: nested('IngressOptions'),
  httpRoute: nested('HttpRouteOptions'),
  networkPolicy: nested('NetworkPolicyOptions'),
  gate: nested('GateOptions'),
  namespace: format.namespace,
  createNamespace: boolean(),
};

const workloadEnvironmentRules: Rules = {
  ...podRules,
  env: variables,
  schedule: format.schedule,
  suspend: boolean(),
};

const exposureRules: Rules = {
  enabled: boolean(),
  hosts: list(format.hostName, { ifEmpty: 'name a host, or leave hosts out' }),
  domain: format.domain,
  paths: map(format.urlPath, anyText('a workload'), { ifEmpty: "name a path, such as { '/': 'web' }" }),
  annotations,
};

const repositoryRules: Rules = {
  registry: format.registry,
  defaultBranch: format.branch,
  pythonVersion: format.pythonVersion,
  baseImage: format.baseImage,
  packageIndex: format.packageIndex,
  codeOwners: list(format.codeOwner, { key: (owner: string) => owner.toLowerCase() }),
  renovate: boolean(),
  packageManager: format.packageManager,
  serviceMonitor: nested('ServiceMonitorOptions'),
  argocd: nested('ArgocdOptions'),
  delivery: nested('DeliveryOptions'),
  defaults: nested('SettingsOptions'),
  environments: map(format.name, nested('EnvironmentOptions')),
};

/** What each struct of options may hold; a test keeps it equal to the documented options. */
export const STRUCTS: Readonly<Record<string, Rules>> = {
  AutoscalingOptions: {
    enabled: boolean(),
    minReplicas: integer(1, 1000),
    maxReplicas: integer(2, 1000),
    targetCpu: integer(1, 100),
    targetMemory: integer(1, 100),
  },
  ProbeOptions: {
    enabled: boolean(),
    path: format.urlPath,
    command,
    periodSeconds: integer(1, 3600),
    timeoutSeconds: integer(1, 3600),
    failureThreshold: integer(1, 1000),
  },
  ProbesOptions: {
    startup: nested('ProbeOptions'),
    liveness: nested('ProbeOptions'),
    readiness: nested('ProbeOptions'),
  },
  VolumeOptions: {
    mountPath: format.mountPath,
    type: format.volumeType,
    medium: format.volumeMedium,
    size: format.volumeSize,
    name: format.objectName,
    storageClass: format.objectName,
    accessMode: format.accessMode,
    readOnly: boolean(),
  },
  ExposureOptions: exposureRules,
  IngressOptions: { ...exposureRules, className: format.objectName, tls: list(nested('IngressTlsOptions')) },
  IngressTlsOptions: {
    hosts: list(format.hostName, { ifEmpty: 'name a host, or leave hosts out for all of them' }),
    secretName: format.objectName,
  },
  ServiceAccountOptions: { name: format.objectName, annotations },
  HttpRouteOptions: {
    ...exposureRules,
    gateway: format.objectName,
    gatewayNamespace: format.namespace,
    sectionName: format.sectionName,
  },
  PodOptions: podRules,
  WorkloadEnvironmentOptions: workloadEnvironmentRules,
  WorkloadOptions: {
    ...workloadEnvironmentRules,
    type: format.workloadType,
    command,
    port,
    ports: map(format.portName, port),
    probes: nested('ProbesOptions'),
    volumes: map(format.name, nested('VolumeOptions')),
    strategy: format.strategy,
    terminationGracePeriodSeconds: integer(10, 3600),
    timeZone: format.timeZone,
    concurrencyPolicy: format.concurrencyPolicy,
    activeDeadlineSeconds: integer(1, 604800),
    backoffLimit: integer(0, 100),
  },
  SettingsOptions: settingsRules,
  AppEnvironmentOptions: {
    ...settingsRules,
    workloads: map(anyName, nested('WorkloadEnvironmentOptions')),
    extraManifests: list(format.manifestFile),
  },
  OperationOptions: { op: format.operation, path: format.jsonPointer, value: json(), from: format.jsonPointer },
  PatchOptions: {
    kind: format.kind,
    name: format.objectName,
    environment: anyText('an environment'),
    operations,
    merge: all(record(), json()),
  },
  CiStepOptions: {
    name: format.stepName,
    run: format.script,
    uses: format.action,
    with: map(format.inputName, format.expressionValue),
    env: map(format.stepVariable, format.expressionValue),
    apps: list(anyText('an app'), { ifEmpty: 'name an app, or leave apps out for all of them' }),
  },
  CiStepsOptions: {
    beforeTests: list(nested('CiStepOptions'), { mayRepeat: true }),
    afterTests: list(nested('CiStepOptions'), { mayRepeat: true }),
  },
  EnvironmentOptions: {
    ...settingsRules,
    gated: boolean(),
    branch: format.branch,
    clusters: map(format.name, nested('ClusterOptions'), { ifEmpty: 'name a cluster, or leave clusters out' }),
    sync: nested('SyncOptions'),
  },
  ClusterOptions: { server: format.clusterServer, name: format.clusterName },
  SyncOptions: { automated: boolean(), prune: boolean(), selfHeal: boolean() },
  ArgocdOptions: {
    namespace: format.name,
    manages: format.argocdManages,
    project: format.objectName,
    address: format.argocdAddress,
  },
  GateOptions: { check: format.gateCheck, address: format.gateAddress, timeoutMinutes: integer(1, 180) },
  DeliveryOptions: {
    credentials: format.credentials,
    releases: format.releases,
    registryLogin: format.registryLogin,
    awsRole: format.awsRole,
    googleIdentityProvider: format.googleIdentityProvider,
    googleServiceAccount: format.googleServiceAccount,
    npmTokenSecret: format.buildSecretName,
    packageIndexSecret: format.buildSecretName,
  },
  EgressOptions: {
    namespace: format.namespace,
    cidr: format.cidr,
    // Kubernetes reads an empty list as all ports, which nobody would who reads it beside an empty egress.
    ports: list(integer(1, 65535), { ifEmpty: 'name the ports, or leave ports out for all of them' }),
  },
  ServiceMonitorOptions: { labels: map(format.labelKey, format.labelValue), interval: format.duration },
  NetworkPolicyOptions: {
    ingressNamespaces: list(format.namespace),
    egress: list(nested('EgressOptions')),
    openEgress: boolean(),
  },
  AppOptions: {
    ...settingsRules,
    port,
    server: format.server,
    interface: format.webInterface,
    callable: format.callable,
    pythonVersion: format.pythonVersion,
    baseImage: format.baseImage,
    systemPackages: list(format.debianPackage, { key: format.debianName }),
    buildSecrets: map(format.buildSecretName, format.secretPath),
    secrets: list(format.variableName),
    secretFiles: list(format.secretFileName),
    workloads: map(format.name, nested('WorkloadOptions')),
    extraManifests: list(format.manifestFile),
    patches: list(nested('PatchOptions'), { mayRepeat: true }),
    environments: map(anyName, nested('AppEnvironmentOptions')),
  },
  RepositoryOptions: repositoryRules,
  OrganizationOptions: { ...repositoryRules, forbid: list(format.escapeHatch) },
  PythonGitOpsAppOptions: {
    ...repositoryRules,
    name: format.name,
    repoUrl: format.repoUrl,
    organization: nested('OrganizationOptions'),
    apps: map(format.name, nested('AppOptions')),
    ciSteps: nested('CiStepsOptions'),
    overrides: map(format.filePath, operations),
    takeOver: list(format.filePath),
    devDeps: list(format.npmPackage, { key: format.npmName }),
    outdir: format.folder,
  },
};

/** Options that a struct cannot do without. */
export const REQUIRED: Readonly<Record<string, readonly string[] | undefined>> = {
  PythonGitOpsAppOptions: ['name'],
  VolumeOptions: ['mountPath'],
  IngressTlsOptions: ['secretName'],
  PatchOptions: ['kind'],
  OperationOptions: ['op', 'path'],
  CiStepOptions: ['name'],
};

/** The name of something that is declared elsewhere. */
function anyText(what: string): Rule {
  return text({ must: `be the name of ${what}`, test: () => true });
}

/** Names that refer to something declared elsewhere; whether it exists is a question across the config. */
function anyName(): void {}
