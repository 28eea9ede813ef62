import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from './binaries';
import { PORTS } from './ports';
import type { Program } from './programs';
import type { ApiClient, KubernetesObject } from '../api-client';
import { certificateOf } from '../control-plane';

const NAMESPACE = 'kube-system';
const NAME = 'sealed-secrets';

export const SEALED_SECRETS_OBJECTS: readonly KubernetesObject[] = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: NAMESPACE } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: NAME },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
  },
];

/** Where a pod finds the files of its ServiceAccount. */
const ACCOUNT = '/run/secrets/kubernetes.io/serviceaccount';

/** The controller, which reads only the configuration of a pod: it gets the files of one in its own /run. */
export async function sealedSecrets(folder: string, client: ApiClient): Promise<Program> {
  const account = join(folder, 'sealed-secrets');
  mkdirSync(account, { recursive: true });
  writeFileSync(join(account, 'token'), await tokenOf(client), { mode: 0o600 });
  const script = [
    'mount -t tmpfs tmpfs /run',
    `mkdir -p ${ACCOUNT}`,
    `cp "$1"/token ${ACCOUNT}/token`,
    `cp "$2" ${ACCOUNT}/ca.crt`,
    'shift 2',
    'exec "$@"',
  ].join('\n');
  const controller = [
    binary('sealed-secrets-controller'),
    `--listen-addr=127.0.0.1:${PORTS.sealedSecrets}`,
    `--listen-metrics-addr=127.0.0.1:${PORTS.sealedSecretsMetrics}`,
  ];
  return {
    name: 'sealed-secrets-controller',
    command: 'unshare',
    port: PORTS.sealedSecrets,
    args: ['--mount', 'sh', '-ec', script, 'sh', account, certificateOf(folder), ...controller],
    env: { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(PORTS.api), POD_NAMESPACE: NAMESPACE },
  };
}

async function tokenOf(client: ApiClient): Promise<string> {
  const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${NAME}/token`;
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 86_400 } };
  const { status, message, body } = await client.post(path, request);
  if (status >= 300) throw new Error(`no token for ${NAME}: ${message}`);
  return (body as { status: { token: string } }).status.token;
}

interface KeySecret extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly creationTimestamp: string };
  readonly data: { readonly 'tls.crt': string };
}

/** The certificate that values are sealed with now: that of the newest active key. */
export async function sealingCertificate(client: ApiClient): Promise<string | undefined> {
  const label = encodeURIComponent('sealedsecrets.bitnami.com/sealed-secrets-key=active');
  const { body } = await client.get(`/api/v1/namespaces/${NAMESPACE}/secrets?labelSelector=${label}`);
  const keys = [...(body as { items: KeySecret[] }).items];
  keys.sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1));
  return keys.length === 0 ? undefined : Buffer.from(keys[0].data['tls.crt'], 'base64').toString();
}
