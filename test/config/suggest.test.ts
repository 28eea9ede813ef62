import { validate } from '../../src/config/validate';
import { onlyFinding, useOneOf, shop } from '../support/config-check';
import { withOption } from '../support/config-options';

const APP = 'apps.web';
const WORKLOAD = 'apps.web.workloads.mailer';
const VOLUME = `${WORKLOAD}.volumes.data`;

/** Words that other tools have for an option, by the struct they are written in, with the fix of the finding. */
const WORDS: readonly [place: string, word: string, fix: string][] = [
  // One option in the same struct
  [APP, 'vars', 'did you mean env?'],
  [APP, 'variables', 'did you mean env?'],
  [APP, 'envVariables', 'did you mean env?'],
  [APP, 'config', 'did you mean env?'],
  ['defaults', 'config', 'did you mean env?'],
  [WORKLOAD, 'variables', 'did you mean env?'],
  [APP, 'count', 'did you mean replicas?'],
  [APP, 'replicaCount', 'did you mean replicas?'],
  ['environments.prod', 'scale', 'did you mean replicas?'],
  [APP, 'hpa', 'did you mean autoscaling?'],
  [APP, 'route', 'did you mean httpRoute?'],
  ['environments.prod', 'route', 'did you mean httpRoute?'],
  [APP, 'web-framework', 'did you mean framework?'],
  [APP, 'starter', 'did you mean framework?'],
  [APP, 'django', 'did you mean framework?'],
  ['', 'framework', 'did you mean apps.<name>.framework?'],
  ['', 'devcontainer', 'did you mean devContainer?'],
  ['', 'vscode', 'did you mean editorSettings?'],
  [APP, 'asgi', 'did you mean interface?'],
  [APP, 'entryPoint', 'did you mean callable?'],
  [APP, 'entrypoint', 'did you mean callable?'],
  [APP, 'application', 'did you mean callable?'],
  [APP, 'python', 'did you mean pythonVersion?'],
  [APP, 'apt', 'did you mean systemPackages?'],
  [APP, 'controllers', 'did you mean workloads?'],
  [APP, 'extraDeploy', 'did you mean extraManifests?'],
  [APP, 'pullSecrets', 'did you mean imagePullSecrets?'],
  [APP, 'podLabels', 'did you mean labels?'],
  [APP, 'podAnnotations', 'did you mean annotations?'],
  [APP, 'accessPolicy', 'did you mean networkPolicy?'],
  [APP, 'sealedSecrets', 'did you mean secrets?'],
  [WORKLOAD, 'kind', 'did you mean type?'],
  [WORKLOAD, 'cron', 'did you mean schedule?'],
  [WORKLOAD, 'tz', 'did you mean timeZone?'],
  [WORKLOAD, 'timeout', 'did you mean activeDeadlineSeconds?'],
  [WORKLOAD, 'timeoutSeconds', 'did you mean activeDeadlineSeconds?'],
  [WORKLOAD, 'retries', 'did you mean backoffLimit?'],
  [WORKLOAD, 'replicaRetryLimit', 'did you mean backoffLimit?'],
  [WORKLOAD, 'args', 'did you mean command?'],
  [WORKLOAD, 'entrypoint', 'did you mean command?'],
  [WORKLOAD, 'containerPort', 'did you mean port?'],
  [WORKLOAD, 'rollingUpdate', 'did you mean strategy?'],
  [WORKLOAD, 'terminationGracePeriod', 'did you mean terminationGracePeriodSeconds?'],
  [WORKLOAD, 'volumeMounts', 'did you mean volumes?'],
  [VOLUME, 'source', 'did you mean name?'],
  [VOLUME, 'sizeLimit', 'did you mean size?'],
  [VOLUME, 'storageClassName', 'did you mean storageClass?'],
  ['apps.web.ingress', 'ingressClassName', 'did you mean className?'],
  ['apps.web.ingress', 'hostname', 'did you mean hosts?'],
  ['apps.web.httpRoute', 'parentRefs', 'did you mean gateway?'],
  ['apps.web.autoscaling', 'max', 'did you mean maxReplicas?'],
  ['apps.web.autoscaling', 'cpu_percentage', 'did you mean targetCpu?'],
  ['apps.web.autoscaling', 'targetCPUUtilizationPercentage', 'did you mean targetCpu?'],
  [`${WORKLOAD}.probes`, 'livenessProbe', 'did you mean liveness?'],
  [`${WORKLOAD}.probes.startup`, 'interval', 'did you mean periodSeconds?'],
  ['', 'organisation', 'did you mean organization?'],
  ['', 'applications', 'did you mean apps?'],
  ['', 'argo', 'did you mean argocd?'],
  // Several options
  [APP, 'resources', 'did you mean memory, memoryLimit, cpu, or cpuLimit?'],
  [WORKLOAD, 'limits', 'did you mean memoryLimit or cpuLimit?'],
  ['defaults', 'requests', 'did you mean memory or cpu?'],
  // Options of a struct inside
  [APP, 'minReplicas', 'did you mean autoscaling.minReplicas?'],
  [APP, 'ingressClassName', 'did you mean ingress.className?'],
  [APP, 'hosts', 'did you mean ingress.hosts or httpRoute.hosts?'],
  [APP, 'livenessProbe', 'did you mean workloads.<name>.probes.liveness?'],
  [WORKLOAD, 'livenessProbe', 'did you mean probes.liveness?'],
  [WORKLOAD, 'healthcheck', 'did you mean probes.liveness?'],
  [APP, 'schedule', 'did you mean workloads.<name>.schedule?'],
  // Options of a struct around it
  [WORKLOAD, 'ingress', 'move it to apps.web.ingress'],
  [WORKLOAD, 'secrets', 'move it to apps.web.secrets'],
  [WORKLOAD, 'imagePullSecrets', 'move it to apps.web.imagePullSecrets'],
  [APP, 'registry', 'move it to the top level'],
  ['defaults', 'port', 'did you mean apps.<name>.port?'],
  // Answers that need a value
  ['apps.web.ingress', 'tlsSecret', "set tls: [{ secretName: '…' }]"],
  ['apps.web.ingress', 'tlsSecretName', "set tls: [{ secretName: '…' }]"],
  [APP, 'tlsSecretName', "set tls: [{ secretName: '…' }]"],
  [APP, 'serviceAccountName', "set serviceAccount: { name: '…' }"],
  ['defaults', 'serviceAccountAnnotations', 'set serviceAccount: { annotations: { … } }'],
  [APP, 'image', 'set baseImage for the image that it starts from: the image of the app is built from its folder'],
  [APP, 'envFrom', 'list the variables in env, and the ones with secret values in secrets of the app'],
  [VOLUME, 'emptyDir', "set type: 'emptyDir', and size for its sizeLimit"],
  [VOLUME, 'pvc', "set type: 'persistentVolumeClaim', and size, storageClass and accessMode as needed"],
  [VOLUME, 'configMap', "set type: 'configMap', and name for the ConfigMap"],
  [WORKLOAD, 'emptyDir', "add a volume of type 'emptyDir', the default, to volumes"],
  [`${WORKLOAD}.probes.liveness`, 'httpGet', "set path instead, as in path: '/health'"],
  [`${WORKLOAD}.probes.liveness`, 'exec', "set command instead, as in command: ['python', '-m', 'mailer.alive']"],
  [
    `${WORKLOAD}.probes.liveness`,
    'initialDelaySeconds',
    'raise failureThreshold of the startup probe instead: the other probes wait for it',
  ],
  [
    'apps.web.autoscaling',
    'metrics',
    'set targetCpu or targetMemory; other metrics need patches of the HorizontalPodAutoscaler',
  ],
  // What has no option
  [APP, 'hostPath', 'there is no option for hostPath: set it with patches'],
  [APP, 'containers', 'there is no option for containers: set it with patches'],
  [APP, 'nodeSelector', 'there is no option for nodeSelector: set it with patches'],
  [WORKLOAD, 'hostPath', 'there is no option for hostPath: set it with apps.web.patches'],
  [WORKLOAD, 'ttl', 'there is no option for ttl: set it with apps.web.patches'],
  [`${WORKLOAD}.probes.liveness`, 'tcpSocket', 'there is no option for tcpSocket: set it with apps.web.patches'],
  ['defaults', 'tolerations', 'there is no option for tolerations: set it with apps.<name>.patches'],
  [APP, 'hostNetwork', 'there is no option for hostNetwork: set it with patches'],
  // Names in the style of other tools
  [APP, 'env_from', 'list the variables in env, and the ones with secret values in secrets of the app'],
  [APP, 'node-selector', 'there is no option for node-selector: set it with patches'],
  [APP, 'replica_count', 'did you mean replicas?'],
  ['', 'repository', 'did you mean repoUrl?'],
  ['', 'github', 'did you mean repoUrl?'],
  ['', 'git_url', 'did you mean repoUrl?'],
  ['', 'dependencies', 'did you mean devDeps?'],
  // Misspellings
  [APP, 'prot', 'did you mean port?'],
  [WORKLOAD, 'shedule', 'did you mean schedule?'],
  ['', 'enviroments', 'did you mean environments?'],
];

test.each(WORDS)('in %s, %s gets: %s', (place, word, fix) => {
  const path = place === '' ? word : `${place}.${word}`;
  const config = withOption(path, {});
  const workload = (config.apps as { web?: { workloads?: { mailer: object } } } | undefined)?.web?.workloads?.mailer;
  // Options around the word that must be set.
  if (workload !== undefined) Object.assign(workload, { command: ['x'] });
  if (place === VOLUME) Object.assign((workload as { volumes: { data: object } }).volumes.data, { mountPath: '/data' });
  const finding = validateUnknown(config);
  expect([finding.code, finding.path, finding.fix]).toEqual(['unknown-key', path, fix]);
});

/** The finding about the word, without those about what it leaves unset. */
function validateUnknown(config: Record<string, unknown>): { code: string; path: string; fix: string } {
  const findings = validate(config).filter(({ code }) => code === 'unknown-key');
  if (findings.length !== 1) throw new Error(`expected one unknown key, got ${JSON.stringify(findings)}`);
  return findings[0];
}

test.each([
  ['ephemeral', "use 'emptyDir'"],
  ['memory', "use 'emptyDir', and set medium: 'Memory'"],
  ['persistent', "use 'persistentVolumeClaim'"],
  ['pvc', "use 'persistentVolumeClaim'"],
  ['config-map', "use 'configMap'"],
])('the volume type %s of other tools is answered with ours', (type, fix) => {
  const found = validate(withOption(VOLUME, { type, mountPath: '/data' }));
  expect(found.find(({ path }) => path === `${VOLUME}.type`)?.fix).toBe(fix);
});

test('a word that is not known is to be removed', () => {
  expect(onlyFinding(shop({ apps: { web: { flibbertigibbet: 1 } } })).fix).toBe(useOneOf('AppOptions'));
});

test('names of apps and environments do not change the answer', () => {
  const apps = { 'a-b': { workloads: { containers: { command: ['x'], cron: '0 3 * * *' } } } };
  expect(onlyFinding(shop({ apps }))).toMatchObject({
    path: 'apps.a-b.workloads.containers.cron',
    fix: 'did you mean schedule?',
  });
});
