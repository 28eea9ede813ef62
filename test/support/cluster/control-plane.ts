import { join } from 'node:path';
import { binary } from './binaries';
import { PORTS } from './ports';
import type { Program } from './programs';
import { kubeconfig, tokensFile } from './users';
import { apiServerArguments, certificateOf, etcdArguments, makeServiceAccountKey } from '../control-plane';

const ETCD = `http://127.0.0.1:${PORTS.etcd}`;

export function etcd(folder: string): Program {
  const args = etcdArguments(`${folder}/etcd`, ETCD, `http://127.0.0.1:${PORTS.etcdPeers}`);
  return { name: 'etcd', command: binary('etcd'), args, port: PORTS.etcd };
}

export function apiServer(folder: string): Program {
  const serviceAccountKey = makeServiceAccountKey(folder);
  const settings = { etcd: ETCD, port: PORTS.api, tokens: tokensFile(folder), serviceAccountKey };
  const args = apiServerArguments(folder, settings);
  return { name: 'kube-apiserver', command: binary('kube-apiserver'), args, port: PORTS.api };
}

/** The controllers that follow the API server. Times of the autoscaler are short, so that a test sees it act. */
export function controllers(folder: string): Program[] {
  // The default limits of requests would make tests with many pods wait.
  const limits = ['--kube-api-qps=1000', '--kube-api-burst=2000'];
  const common = ['--bind-address=127.0.0.1', '--leader-elect=false', '--profiling=false', ...limits];
  return [
    {
      name: 'kube-controller-manager',
      command: join(folder, 'bin', 'kube-controller-manager'),
      args: [
        ...common,
        `--kubeconfig=${kubeconfig(folder, 'controller-manager')}`,
        `--service-account-private-key-file=${folder}/service-accounts.key`,
        `--root-ca-file=${certificateOf(folder)}`,
        '--use-service-account-credentials=true',
        '--horizontal-pod-autoscaler-sync-period=2s',
        '--horizontal-pod-autoscaler-initial-readiness-delay=1s',
        '--horizontal-pod-autoscaler-cpu-initialization-period=1s',
      ],
    },
    {
      name: 'kube-scheduler',
      command: binary('kube-scheduler'),
      args: [...common, `--kubeconfig=${kubeconfig(folder, 'scheduler')}`],
    },
  ];
}
