import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Arguments of an etcd with one member, which listens to clients and peers at these addresses. */
export function etcdArguments(data: string, clients: string, peers: string): string[] {
  return [
    '--name=one',
    `--data-dir=${data}`,
    // The data need not outlive the test.
    '--unsafe-no-fsync',
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=one=${peers}`,
    '--log-level=warn',
  ];
}

export interface ApiServerSettings {
  /** Address of etcd. */
  readonly etcd: string;
  readonly port: number;
  /** File of the tokens of users. */
  readonly tokens: string;
  /** File of the key that signs tokens of ServiceAccounts. */
  readonly serviceAccountKey: string;
}

/** Arguments of a kube-apiserver on the loopback address, which makes its own certificate in a folder. */
export function apiServerArguments(folder: string, settings: ApiServerSettings): string[] {
  return [
    `--etcd-servers=${settings.etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${settings.port}`,
    '--advertise-address=127.0.0.1',
    // An Endpoints object may not hold a loopback address.
    '--endpoint-reconciler-type=none',
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${settings.tokens}`,
    '--authorization-mode=RBAC',
    '--anonymous-auth=false',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${settings.serviceAccountKey}`,
    `--service-account-signing-key-file=${settings.serviceAccountKey}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--profiling=false',
  ];
}

/** File of the certificates that a kube-apiserver makes in a folder: its own, and that of its authority. */
export function certificateOf(folder: string): string {
  return join(folder, 'certificates', 'apiserver.crt');
}

/** Makes the key that signs tokens of ServiceAccounts, and returns its path. */
export function makeServiceAccountKey(folder: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = join(folder, 'service-accounts.key');
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  return key;
}
