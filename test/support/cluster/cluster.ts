import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from './binaries';
import { describeApplication, describeNamespace } from './diagnosis';
import type { Exposed } from './exposed';
import { expose } from './exposed';
import { ClusterGit, pushEvent } from './git';
import { apiVersionOf } from './kinds';
import type { CommandLine } from './namespace';
import { inside } from './namespace';
import type { Application, ClusterEvent, Pod } from './objects';
import { isReady } from './objects';
import { PORTS } from './ports';
import { sealingCertificate } from './sealed-secrets';
import type { SocketAnswer } from './socket';
import { ask, socketOf } from './socket';
import { USAGE } from './stand-ins';
import { kubeconfig } from './users';
import type { KubernetesObject } from '../api-client';
import { ApiClient } from '../api-client';
import { complaints, objectsOf } from '../api-server';
import { waitFor } from '../background';
import { certificateOf } from '../control-plane';

/** What other processes need to use a stack. */
export interface ClusterAddress {
  readonly folder: string;
  /** Process that holds the network namespace. */
  readonly holder: number;
  readonly token: string;
  readonly argocdNamespace: string;
}

/** Variable with the folder of the stack that all test files share. */
const SHARED = 'CLUSTER_FOLDER';

/** State that an Application reaches. What is not set may be anything. */
export interface Expected {
  readonly sync?: 'Synced' | 'OutOfSync';
  readonly health?: 'Healthy' | 'Progressing' | 'Degraded' | 'Missing' | 'Suspended';
  /** Commit that Argo CD compares the cluster with. */
  readonly revision?: string;
  /** Phase of the last sync. */
  readonly phase?: 'Running' | 'Succeeded' | 'Failed' | 'Error';
}

/** A running stack, as tests use it. */
export class Cluster {
  /** The stack that test/cluster/before-all.ts started. */
  static shared(): Cluster {
    const folder = process.env[SHARED];
    if (folder === undefined) throw new Error('no stack is running: run scripts/test-cluster.sh');
    return new Cluster(JSON.parse(readFileSync(join(folder, 'address.json'), 'utf8')) as ClusterAddress);
  }

  readonly client: ApiClient;
  readonly git: ClusterGit;
  readonly folder: string;
  readonly argocdNamespace: string;
  /** Address of Argo CD, for commands that run in the namespace. It accepts every token. */
  readonly argocdAddress = `https://127.0.0.1:${PORTS.argocdApi}`;
  /** File of the certificate of Argo CD and the git server. */
  readonly trusted: string;

  constructor(private readonly address: ClusterAddress) {
    const { folder, token, argocdNamespace } = address;
    const certificate = (): string => readFileSync(certificateOf(folder), 'utf8');
    this.client = new ApiClient({ socketPath: socketOf(folder, PORTS.api) }, certificate, token);
    this.git = new ClusterGit(folder, token);
    this.folder = folder;
    this.argocdNamespace = argocdNamespace;
    this.trusted = join(folder, 'tls.crt');
  }

  /** Makes this stack the shared one of the processes that are started from now on. */
  share(): void {
    process.env[SHARED] = this.folder;
  }

  /** Command and arguments of what runs in the network of the stack. Files are those of the machine. */
  inside(command: string, args: readonly string[]): CommandLine {
    return inside(this.address.holder, command, args);
  }

  /** Runs kubectl and returns what it prints. */
  kubectl(args: readonly string[], stdin = ''): string {
    const config = `--kubeconfig=${kubeconfig(this.folder, 'test')}`;
    return this.run(binary('kubectl'), [config, ...args], stdin);
  }

  /** Runs Argo CD's command line and returns what it prints. */
  argocd(args: readonly string[]): string {
    const server = [`--server=127.0.0.1:${PORTS.argocdApi}`, `--server-crt=${this.trusted}`];
    return this.run(binary('argocd'), [...args, ...server]);
  }

  /** Applies YAML or objects as the owner of all their fields. Fails if one is rejected, or has a field unknown to its schema. */
  async apply(manifests: string | readonly KubernetesObject[]): Promise<void> {
    for (const object of typeof manifests === 'string' ? objectsOf(manifests) : manifests) {
      const answer = await this.client.apply(object, { dryRun: false });
      if (answer.status >= 300) throw new Error(complaints(object, answer).join('\n'));
    }
  }

  async get<T extends KubernetesObject = KubernetesObject>(
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<T | undefined> {
    const { status, message, body } = await this.client.get(await this.path(kind, name, namespace));
    if (status === 404) return undefined;
    if (status >= 300) throw new Error(`${kind} ${name}: ${status} ${message}`);
    return body as T;
  }

  /** Objects of a namespace or, without one, of all of them. */
  async list<T extends KubernetesObject = KubernetesObject>(
    kind: string,
    namespace?: string,
    labelSelector = '',
  ): Promise<T[]> {
    const path = await this.client.collection(apiVersionOf(kind), kind, namespace);
    const { status, message, body } = await this.client.get(
      `${path}?${new URLSearchParams({ labelSelector }).toString()}`,
    );
    if (status >= 300) throw new Error(`list of ${kind}: ${status} ${message}`);
    return (body as { items: T[] }).items;
  }

  /** Changes some fields of an object, as an edit by hand does. */
  async patch(kind: string, name: string, namespace: string | undefined, change: object): Promise<void> {
    const { status, message } = await this.client.patch(await this.path(kind, name, namespace), change);
    if (status >= 300) throw new Error(`${kind} ${name}: ${status} ${message}`);
  }

  async delete(kind: string, name: string, namespace?: string): Promise<void> {
    const { status, message } = await this.client.delete(await this.path(kind, name, namespace));
    if (status >= 300 && status !== 404) throw new Error(`${kind} ${name}: ${status} ${message}`);
  }

  async application(name: string): Promise<Application | undefined> {
    return this.get<Application>('Application', name, this.argocdNamespace);
  }

  /** Lets Argo CD look at the repository of an Application now, as a webhook would; `hard` forgets its manifests, too. */
  async refresh(application: string, how: 'normal' | 'hard' = 'normal'): Promise<void> {
    const change = { metadata: { annotations: { 'argocd.argoproj.io/refresh': how } } };
    await this.patch('Application', application, this.argocdNamespace, change);
  }

  /** Waits until an Application is in a state. */
  async waitForApplication(name: string, expected: Expected, seconds = 60): Promise<Application> {
    let last: Application | undefined;
    const isThere = async (): Promise<boolean> => {
      last = await this.application(name);
      return last !== undefined && matches(last, expected);
    };
    await this.wait(`Application ${name} with ${JSON.stringify(expected)}`, seconds, isThere, { application: name });
    return last!;
  }

  /** Waits until all pods of a namespace are ready, at least one, and have the image if one is given. */
  async waitForPods(
    namespace: string,
    { image, selector = '' }: { image?: string; selector?: string } = {},
    seconds = 60,
  ): Promise<Pod[]> {
    let last: Pod[] = [];
    const isThere = async (): Promise<boolean> => {
      const all = await this.list<Pod>('Pod', namespace, selector);
      last = all.filter(({ status }) => status?.phase !== 'Succeeded');
      return last.length > 0 && last.every((pod) => isReady(pod) && (image === undefined || runs(pod, image)));
    };
    await this.wait(`ready pods${image === undefined ? '' : ` of ${image}`} in ${namespace}`, seconds, isThere, {
      namespace,
    });
    return last;
  }

  /** Waits for anything. On time-out, the message describes the Application, and the namespace or that of the Application. */
  async wait(
    what: string,
    seconds: number,
    body: () => boolean | Promise<boolean>,
    about: { readonly application?: string; readonly namespace?: string } = {},
  ): Promise<void> {
    await waitFor(body, { what, seconds, describe: () => this.describe(about) });
  }

  /** The certificate that secrets are sealed with. */
  async sealedSecretsCertificate(): Promise<string> {
    const found = await sealingCertificate(this.client);
    if (found === undefined) throw new Error('the Sealed Secrets controller has no key');
    return found;
  }

  /** Sets what every container of a namespace uses, for autoscalers: the metrics are a stand-in. */
  async setUsage(namespace: string, usage: { readonly cpu?: string; readonly memory?: string }): Promise<void> {
    await this.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: USAGE, namespace }, data: usage }]);
  }

  /** GET from a program of the stack, such as the metrics of Argo CD. */
  async getFrom(port: keyof typeof PORTS, path: string): Promise<SocketAnswer> {
    const ca = port === 'argocdApi' ? readFileSync(this.trusted, 'utf8') : undefined;
    return ask(this.folder, PORTS[port], { path }, ca);
  }

  /** Tells Argo CD of a push to main of a repository, as the webhook of GitHub does. */
  async reportPush(repository: string, before: string, after: string): Promise<void> {
    const body = pushEvent(this.git, repository, { before, after });
    const headers = { 'x-github-event': 'push' };
    const ca = readFileSync(this.trusted, 'utf8');
    const { status, text } = await ask(this.folder, PORTS.argocdApi, { path: '/api/webhook', headers, body }, ca);
    if (status !== 200) throw new Error(`the webhook of ${repository}: ${status} ${text}`);
  }

  /** Opens a port to programs outside of the namespace. */
  async expose(port: keyof typeof PORTS): Promise<Exposed> {
    return expose(this.folder, PORTS[port]);
  }

  /** What a program has written. */
  log(program: string): string {
    return readFileSync(join(this.folder, 'logs', `${program}.log`), 'utf8');
  }

  private async describe({ application, namespace }: { application?: string; namespace?: string }): Promise<string> {
    const found = application === undefined ? undefined : await this.application(application);
    const there = namespace ?? found?.spec.destination.namespace;
    return [
      ...(application === undefined ? [] : [describeApplication(application, found)]),
      ...(there === undefined
        ? []
        : [
            describeNamespace(there, await this.list<Pod>('Pod', there), await this.list<ClusterEvent>('Event', there)),
          ]),
      `Logs: ${join(this.folder, 'logs')}`,
    ].join('\n');
  }

  private async path(kind: string, name: string, namespace?: string): Promise<string> {
    return this.client.pathOf({ apiVersion: apiVersionOf(kind), kind, metadata: { name, namespace } });
  }

  private run(command: string, args: readonly string[], input = ''): string {
    const env = { PATH: process.env.PATH, HOME: join(this.folder, 'home') };
    const options = { encoding: 'utf8', env, input, maxBuffer: 64 * 1024 * 1024, timeout: 120_000 } as const;
    const { error, status, stdout, stderr } = spawnSync(...this.inside(command, args), options);
    if (error) throw error;
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}${stdout}`);
    return stdout;
  }
}

function matches({ status }: Application, { sync, health, revision, phase }: Expected): boolean {
  return (
    (sync === undefined || status?.sync?.status === sync) &&
    (health === undefined || status?.health?.status === health) &&
    (revision === undefined || status?.sync?.revision === revision) &&
    (phase === undefined || status?.operationState?.phase === phase)
  );
}

function runs(pod: Pod, image: string): boolean {
  return pod.spec.containers.some((container) => container.image === image);
}
