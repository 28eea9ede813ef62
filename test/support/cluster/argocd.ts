import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argocdSettings, binary } from './binaries';
import type { Settings } from './options';
import { PORTS } from './ports';
import type { Program } from './programs';
import { kubeconfig } from './users';
import type { KubernetesObject } from '../api-client';
import { objectsOf } from '../api-server';

/** Namespace, settings and the project `default`, as Argo CD's own installation has them. */
export function argocdObjects(
  namespace: string,
  tls: { readonly key: string; readonly certificate: string },
): KubernetesObject[] {
  const metadata = (name: string): KubernetesObject['metadata'] => ({
    name,
    namespace,
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' },
  });
  const [{ data }] = objectsOf(readFileSync(argocdSettings(), 'utf8'));
  const configMaps = [
    'rbac-cm',
    'cmd-params-cm',
    'ssh-known-hosts-cm',
    'tls-certs-cm',
    'gpg-keys-cm',
    'notifications-cm',
  ];
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('argocd-cm'), data },
    ...configMaps.map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(`argocd-${name}`) })),
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('argocd-secret'),
      stringData: {
        'server.secretkey': randomBytes(32).toString('base64'),
        'tls.crt': tls.certificate,
        'tls.key': tls.key,
      },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('argocd-notifications-secret') },
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'default', namespace },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ namespace: '*', server: '*' }],
        clusterResourceWhitelist: [{ group: '*', kind: '*' }],
      },
    },
  ];
}

/** Its components, which are one program. What it runs itself, git and kustomize, is on the PATH of the stack. */
export function argocd(folder: string, settings: Settings, certificate: string): Program[] {
  const env = environment(folder, settings, certificate);
  const component = (name: string, port: number, args: readonly string[]): Program => ({
    name: `argocd-${name}`,
    command: binary('argocd'),
    port,
    args,
    env: { ...env, ARGOCD_BINARY_NAME: `argocd-${name}` },
  });
  const repositories = `127.0.0.1:${PORTS.argocdRepositories}`;
  const redis = `--redis=127.0.0.1:${PORTS.redis}`;
  const namespace = `--namespace=${settings.argocdNamespace}`;
  return [
    component('repo-server', PORTS.argocdRepositories, [
      '--address=127.0.0.1',
      `--port=${PORTS.argocdRepositories}`,
      '--metrics-address=127.0.0.1',
      `--metrics-port=${PORTS.argocdRepositoriesMetrics}`,
      '--disable-tls',
      redis,
    ]),
    component('application-controller', PORTS.argocdController, [
      namespace,
      redis,
      `--repo-server=${repositories}`,
      '--repo-server-plaintext',
      `--metrics-port=${PORTS.argocdController}`,
      `--self-heal-timeout-seconds=${settings.selfHealSeconds}`,
      // Otherwise, each edit is undone later than the one before.
      `--self-heal-backoff-timeout-seconds=${settings.selfHealSeconds}`,
      '--self-heal-backoff-factor=1',
      `--self-heal-backoff-cap-seconds=${settings.selfHealSeconds}`,
    ]),
    component('server', PORTS.argocdApi, [
      namespace,
      '--address=127.0.0.1',
      `--port=${PORTS.argocdApi}`,
      '--metrics-address=127.0.0.1',
      `--metrics-port=${PORTS.argocdApiMetrics}`,
      '--disable-auth',
      redis,
      `--repo-server=${repositories}`,
      '--repo-server-plaintext',
    ]),
    component('applicationset-controller', PORTS.argocdApplicationSetsMetrics, [
      namespace,
      `--metrics-addr=127.0.0.1:${PORTS.argocdApplicationSetsMetrics}`,
      `--probe-addr=127.0.0.1:${PORTS.argocdApplicationSets}`,
      `--webhook-addr=127.0.0.1:${PORTS.argocdApplicationSetsWebhook}`,
      `--argocd-repo-server=${repositories}`,
      '--repo-server-plaintext',
    ]),
    component('notifications', PORTS.argocdNotifications, [
      namespace,
      `--metrics-port=${PORTS.argocdNotifications}`,
      `--argocd-repo-server=${repositories}`,
      '--argocd-repo-server-plaintext',
    ]),
  ];
}

function environment(folder: string, settings: Settings, certificate: string): Record<string, string> {
  const data = join(folder, 'argocd');
  for (const name of ['tls', 'ssh', 'gpg', 'plugins']) mkdirSync(join(data, name), { recursive: true });
  // What a ConfigMap holds in a cluster: the certificates of git servers, by host.
  copyFileSync(certificate, join(data, 'tls', '127.0.0.1'));
  writeFileSync(join(data, 'ssh', 'ssh_known_hosts'), '');
  return {
    KUBECONFIG: kubeconfig(folder, 'argocd'),
    // https://kubernetes.default.svc is the API server of KUBECONFIG.
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_TLS_DATA_PATH: join(data, 'tls'),
    ARGOCD_SSH_DATA_PATH: join(data, 'ssh'),
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_GNUPGHOME: join(data, 'gpg'),
    ARGOCD_PLUGINSOCKFILEPATH: join(data, 'plugins'),
    // By default a file in /tmp, which all stacks would share.
    ARGOCD_ASK_PASS_SOCK: join(data, 'ask-pass.sock'),
    // Both the controller and the repo server, which remembers the commit of a branch, read it.
    ARGOCD_RECONCILIATION_TIMEOUT: `${settings.resyncSeconds}s`,
    ARGOCD_RECONCILIATION_JITTER: '0s',
    // The default limits of requests would make tests with many Applications wait.
    ARGOCD_K8S_CLIENT_QPS: '1000',
    ARGOCD_K8S_CLIENT_BURST: '2000',
  };
}
