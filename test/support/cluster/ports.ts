/** Ports of the programs. Each stack has its own network namespace, so the same ones are free in all of them. */
export const PORTS = {
  etcd: 2379,
  etcdPeers: 2380,
  api: 6443,
  redis: 6379,
  kwok: 10247,
  argocdApi: 8080,
  argocdRepositories: 8081,
  argocdController: 8082,
  argocdApiMetrics: 8083,
  argocdRepositoriesMetrics: 8084,
  argocdApplicationSetsMetrics: 8085,
  argocdApplicationSets: 8086,
  argocdApplicationSetsWebhook: 8087,
  argocdNotifications: 8088,
  sealedSecrets: 8090,
  sealedSecretsMetrics: 8091,
  git: 9443,
} as const;

/** Ports that tests and the start of the stack talk to from outside of the namespace. */
export const RELAYED = [
  PORTS.etcd,
  PORTS.api,
  PORTS.argocdApi,
  PORTS.argocdController,
  PORTS.argocdRepositoriesMetrics,
  PORTS.argocdApplicationSetsMetrics,
  PORTS.argocdNotifications,
  PORTS.sealedSecrets,
  PORTS.sealedSecretsMetrics,
  PORTS.git,
];
