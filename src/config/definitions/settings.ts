import { resourceKinds } from './argocd';
import { AUTOSCALING } from './autoscaling';
import { nested, struct } from './define';
import { HTTP_ROUTE, INGRESS } from './exposure';
import { GATE } from './gate';
import { NETWORK_POLICY } from './network-policy';
import { OBJECTIVE } from './observability';
import { SERVICE_ACCOUNT } from './service-account';
import { TRACING } from './tracing';
import * as format from '../formats';
import { choice } from '../formats/choices';
import { boolean, integer, list, map } from '../rules';

export const POD = struct('PodOptions', {
  replicas: {
    rule: integer(0, 1000),
    byPosition: { first: 1, between: 2, last: 3 },
    inheritedBy: 'services',
    usedBy: ['service', 'worker'],
    objects: ['Workload', 'PodDisruptionBudget'],
    words: ['count', 'replicaCount', 'instances', 'scale'],
  },
  memory: {
    rule: format.memory,
    byPosition: { first: '64Mi', between: '128Mi', last: '256Mi' },
    samples: ['64Mi', '2Gi'],
    objects: ['Workload'],
    words: ['resources', 'requests', 'ram'],
  },
  memoryLimit: { rule: format.memory, samples: ['64Mi', '2Gi'], objects: ['Workload'], words: ['resources', 'limits'] },
  cpu: {
    rule: format.cpu,
    default: '250m',
    samples: ['7m', '2'],
    objects: ['Workload'],
    words: ['resources', 'requests'],
  },
  cpuLimit: { rule: format.cpuLimit, samples: ['none', '7m'], objects: ['Workload'], words: ['resources', 'limits'] },
  autoscaling: {
    rule: nested(AUTOSCALING),
    samples: [{ maxReplicas: 900 }, { maxReplicas: 901 }],
    inheritedBy: 'services',
    usedBy: ['service', 'worker'],
    objects: ['HorizontalPodAutoscaler', 'PodDisruptionBudget'],
    words: ['hpa', 'scaling', 'autoscale', 'horizontalPodAutoscaler'],
  },
});

/** Environment variables of pods. */
export const variables = {
  rule: map(format.variableName, format.variableValue, { entry: format.plainVariable }),
  samples: [{ EXPLAINED: 'x' }, { OTHER: 'x' }],
  merge: 'keys',
  words: ['vars', 'variables', 'envVariables', 'environmentVariables', 'config'],
  answers: {
    envFrom: 'list the variables in env, and the ones with secret values in secrets of the app',
    configMapRef: 'list the variables in env',
  },
} as const;

const annotations = map(format.annotationKey, format.annotationValue);

export const SETTINGS = struct('SettingsOptions', {
  ...POD.options,
  logLevel: {
    rule: format.logLevel,
    byPosition: { first: 'DEBUG', between: 'INFO', last: 'WARNING' },
    objects: ['ConfigMap'],
    words: ['logging', 'verbosity'],
  },
  requestLogs: { rule: boolean(), default: false, objects: ['ConfigMap'], words: ['accessLog', 'accessLogs'] },
  env: { ...variables, objects: ['ConfigMap'] },
  labels: {
    rule: map(format.labelKey, format.labelValue),
    samples: [{ explained: 'x' }, { other: 'x' }],
    merge: 'keys',
    words: ['podLabels', 'commonLabels', 'additionalLabels'],
  },
  annotations: {
    rule: annotations,
    samples: [{ explained: 'x' }, { other: 'x' }],
    merge: 'keys',
    words: ['podAnnotations', 'commonAnnotations', 'additionalAnnotations', 'additionalPodAnnotations'],
  },
  imagePullSecrets: {
    rule: list(format.objectName),
    samples: [['explained'], ['other']],
    objects: ['Workload'],
    words: ['pullSecrets', 'registryCredentials', 'dockerRegistryAuth'],
  },
  existingSecrets: {
    rule: list(format.objectName),
    samples: [['explained'], ['other']],
    words: ['existingSecret', 'externalSecrets', 'externalSecret', 'secretName'],
  },
  existingConfigMaps: {
    rule: list(format.objectName),
    samples: [['explained'], ['other']],
    words: ['existingConfigMap', 'externalConfigMaps', 'existingConfigmap'],
  },
  imagePullPolicy: {
    rule: choice('IfNotPresent', 'Always', 'Never'),
    objects: ['Workload'],
    words: ['pullPolicy'],
  },
  serviceAccount: {
    rule: nested(SERVICE_ACCOUNT),
    samples: [{ annotations: { explained: 'x' } }, { name: 'explained' }],
    objects: ['ServiceAccount', 'Workload'],
    answers: {
      serviceAccountName: "set serviceAccount: { name: '…' }",
      serviceAccountAnnotations: 'set serviceAccount: { annotations: { … } }',
    },
    words: ['identity'],
  },
  ingress: {
    rule: nested(INGRESS),
    samples: [{ hosts: ['explained.example'] }, { hosts: ['other.example'] }],
    objects: ['Ingress', 'NetworkPolicy'],
    words: ['ingresses'],
  },
  httpRoute: {
    rule: nested(HTTP_ROUTE),
    samples: [{ hosts: ['explained.example'], gateway: 'explained', gatewayNamespace: 'explained' }],
    objects: ['HTTPRoute', 'NetworkPolicy'],
    words: ['route', 'routes', 'httproute'],
  },
  networkPolicy: {
    rule: nested(NETWORK_POLICY),
    // The last one restricts nothing that an option of another subject needs.
    samples: [{ ingressNamespaces: ['explained'] }, { ingressNamespaces: ['other'] }, { openEgress: true }],
    objects: ['NetworkPolicy'],
    words: ['networkPolicies', 'networkpolicies', 'accessPolicy'],
  },
  clusterResourceWhitelist: {
    rule: resourceKinds,
    samples: [[{ kind: 'Explained' }], [{ kind: 'Other' }]],
    escapeHatch: true,
    objects: ['AppProject'],
    words: ['clusterResources', 'clusterRoles', 'clusterScoped'],
  },
  namespaceResourceWhitelist: {
    rule: resourceKinds,
    samples: [[{ kind: 'Explained' }], [{ kind: 'Other' }]],
    objects: ['AppProject'],
    words: ['allowedKinds', 'allowedResources', 'resourceWhitelist'],
  },
  trustedProxies: {
    rule: list(format.cidr),
    samples: [['10.1.0.0/16'], ['10.2.0.0/16']],
    objects: ['ConfigMap'],
    words: ['forwardedAllowIps', 'forwardedHeaders', 'proxies', 'proxyHeaders', 'realIp'],
  },
  tracing: {
    rule: nested(TRACING),
    samples: [{ otlpEndpoint: 'http://explained.example:4318' }, { otlpEndpoint: 'http://other.example:4318' }],
    objects: ['ConfigMap'],
    words: ['opentelemetry', 'otel', 'otlp', 'traces', 'jaeger', 'tempo'],
  },
  gate: {
    rule: nested(GATE),
    samples: [{ check: 'tests', address: 'https://explained.example' }, { check: 'health' }],
  },
  objective: {
    rule: nested(OBJECTIVE),
    samples: [{ enabled: true }, { enabled: false }, { availability: 99 }],
    objects: ['PrometheusRule'],
    words: ['slo', 'slos', 'sla', 'serviceLevel', 'serviceLevelObjective', 'errorBudget', 'availability', 'latency'],
  },
  namespace: { rule: format.namespace, samples: ['explained', 'other'], objects: ['Namespace'] },
  createNamespace: { rule: boolean(), default: true, objects: ['Namespace'] },
});
