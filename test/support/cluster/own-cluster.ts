import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argocd, argocdObjects } from './argocd';
import type { ClusterAddress } from './cluster';
import { Cluster } from './cluster';
import { apiServer, controllers, etcd } from './control-plane';
import { makeClusterFolder } from './folder';
import { nodeProgram } from './node-program';
import { kwok, nodes } from './nodes';
import type { ClusterOptions, Settings } from './options';
import { withDefaults } from './options';
import { PORTS, RELAYED } from './ports';
import type { Program } from './programs';
import { Programs } from './programs';
import { SEALED_SECRETS_OBJECTS, sealedSecrets, sealingCertificate } from './sealed-secrets';
import { METRICS, METRICS_OBJECTS } from './stand-ins';
import { makeUsers } from './users';
import { defineCustomResources } from '../api-server';
import type { Background } from '../background';
import { waitFor } from '../background';
import { certificateOf } from '../control-plane';
import { makeTlsCertificate } from '../tls';

/** Seconds within which each program has to be ready, also on a busy machine. */
const START_SECONDS = 120;

/** A stack that this process has started, and stops. */
export class OwnCluster extends Cluster {
  /** Starts everything, in a new folder and a new network namespace. */
  static async start(options: ClusterOptions = {}): Promise<OwnCluster> {
    const settings = withDefaults(options);
    const folder = makeClusterFolder();
    const programs = new Programs(folder, settings.keep, settings.heapGrowth);
    try {
      const holder = await programs.makeNamespace();
      const { argocdNamespace } = settings;
      const address = { folder, holder, token: makeUsers(folder, argocdNamespace), argocdNamespace };
      writeFileSync(join(folder, 'address.json'), JSON.stringify(address), { mode: 0o600 });
      const cluster = new OwnCluster(address, programs);
      await cluster.startAll(settings, address.token);
      return cluster;
    } catch (error) {
      await programs.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(
    address: ClusterAddress,
    private readonly programs: Programs,
  ) {
    super(address);
  }

  /** Ends one program, as a crash would: the name is that of its log. */
  async halt(program: string): Promise<void> {
    await this.programs.halt(program);
  }

  /** Starts a program again that `halt` ended, and waits until it listens. */
  async resume(program: string): Promise<void> {
    await this.programs.resume(program);
  }

  async stop(): Promise<void> {
    await this.programs.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startAll(settings: Settings, token: string): Promise<void> {
    const { folder, programs } = this;
    const tls = makeTlsCertificate(folder);
    programs.start(nodeProgram('relay', 'relay-main.ts', [join(folder, 'ports'), ...RELAYED]));
    programs.start(this.git.program(tls));
    programs.start(redis(folder));
    const store = programs.start(etcd(folder));
    await this.ready(store, 'etcd', async () => (await this.getFrom('etcd', '/health')).status === 200);
    const api = programs.start(apiServer(folder));
    await this.ready(api, 'kube-apiserver', async () => (await this.client.get('/readyz')).status === 200);
    const [manager] = [...controllers(folder), kwok(folder)].map((program) => programs.start(program));
    const standIns = [token, certificateOf(folder), tls.key, tls.certificate];
    programs.start(nodeProgram('stand-ins', 'stand-ins-main.ts', standIns));
    await this.apply([...nodes(settings), ...METRICS_OBJECTS, ...SEALED_SECRETS_OBJECTS]);
    await defineCustomResources(this.client, api);
    const pem = { key: readFileSync(tls.key, 'utf8'), certificate: readFileSync(tls.certificate, 'utf8') };
    await this.apply([...argocdObjects(settings.argocdNamespace, pem), this.git.credentials(settings.argocdNamespace)]);
    const parts = argocd(folder, settings, tls.certificate).map((program) => programs.start(program));
    const sealer = programs.start(await sealedSecrets(folder, this.client));
    await this.argocdReady(parts);
    await this.ready(
      sealer,
      'the key of Sealed Secrets',
      async () => (await sealingCertificate(this.client)) !== undefined,
    );
    await this.nodesReady(manager);
  }

  private async argocdReady([
    repositories,
    controller,
    server,
    applicationSets,
    notifications,
  ]: Background[]): Promise<void> {
    const answers = (port: keyof typeof PORTS, path: string) => async (): Promise<boolean> =>
      (await this.getFrom(port, path)).status === 200;
    await this.ready(repositories, 'argocd-repo-server', answers('argocdRepositoriesMetrics', '/metrics'));
    await this.ready(controller, 'argocd-application-controller', answers('argocdController', '/healthz'));
    await this.ready(server, 'argocd-server', answers('argocdApi', '/healthz'));
    await this.ready(
      applicationSets,
      'argocd-applicationset-controller',
      answers('argocdApplicationSetsMetrics', '/metrics'),
    );
    await this.ready(notifications, 'argocd-notifications', answers('argocdNotifications', '/metrics'));
  }

  private async nodesReady(manager: Background): Promise<void> {
    const hasAccount = async (): Promise<boolean> =>
      (await this.get('ServiceAccount', 'default', 'default')) !== undefined;
    await this.ready(manager, 'the ServiceAccount of the namespace default', hasAccount);
    const isTrue = (object: unknown, type: string): boolean =>
      ((object as { status?: { conditions?: { type: string; status: string }[] } }).status?.conditions ?? []).some(
        (condition) => condition.type === type && condition.status === 'True',
      );
    const areReady = async (): Promise<boolean> => (await this.list('Node')).every((node) => isTrue(node, 'Ready'));
    await this.ready(manager, 'the nodes', areReady);
    const name = `${METRICS.version}.${METRICS.group}`;
    const served = async (): Promise<boolean> => isTrue(await this.get('APIService', name), 'Available');
    await this.ready(manager, 'the API of the metrics', served);
  }

  private async ready(program: Background, what: string, body: () => Promise<boolean>): Promise<void> {
    await waitFor(body, { what, seconds: START_SECONDS, program });
  }
}

function redis(folder: string): Program {
  const settings = ['--bind', '127.0.0.1', '--port', String(PORTS.redis), '--save', '', '--appendonly', 'no'];
  return {
    name: 'redis',
    command: 'redis-server',
    port: PORTS.redis,
    args: [...settings, '--dir', join(folder, 'redis')],
  };
}
