import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { Cluster } from '../support/cluster/cluster';
import type { Pod } from '../support/cluster/objects';

jest.setTimeout(180_000);

const cluster = Cluster.shared();
const NAMESPACE = 'port-dev';
const options = (port: number) => ({ environments: { dev: {} }, apps: { port: { port } } });
let repository: ClusterRepository;

beforeAll(async () => {
  repository = ClusterRepository.create(cluster, { name: 'port', ...options(8000) });
  repository.release('port', 'dev', 'first');
  repository.applyRoot();
  await cluster.waitForApplication('port-dev', { sync: 'Synced', health: 'Healthy', revision: repository.head() });
});

afterAll(() => support.cleanUp());

interface Slice extends KubernetesObject {
  readonly ports: readonly { readonly port: number }[] | null;
  readonly endpoints: readonly {
    readonly addresses: readonly string[];
    readonly conditions: { readonly ready: boolean };
    readonly targetRef: { readonly name: string };
  }[];
}

/** Where requests to the Service go: each ready pod with the port on which it gets them. */
async function served(): Promise<Record<string, number[]>> {
  const slices = await cluster.list<Slice>('EndpointSlice', NAMESPACE, 'kubernetes.io/service-name=port');
  const ready = slices.flatMap(({ ports, endpoints }) =>
    (endpoints ?? [])
      .filter(({ conditions }) => conditions.ready)
      .map(({ targetRef }) => [targetRef.name, (ports ?? []).map(({ port }) => port)] as const),
  );
  return Object.fromEntries(ready);
}

async function waitUntilServed(wanted: Record<string, number[]>): Promise<void> {
  const isServed = async (): Promise<boolean> => {
    expect(await served()).toEqual(wanted);
    return true;
  };
  await cluster.wait('the endpoints of the Service', 30, isServed, { namespace: NAMESPACE });
}

/** A new port and an image whose code uses it, in one commit. */
function releaseWithPort(port: number, tag: string): string {
  repository.configure(options(port));
  const image = repository.release('port', 'dev', tag, []);
  repository.push(`feat: listen on ${port}`);
  return image;
}

test('a new port and code in one commit: old pods are served on their own port until new ones are ready', async () => {
  const [old] = await cluster.waitForPods(NAMESPACE);
  await waitUntilServed({ [old.metadata.name]: [8000] });

  const broken = releaseWithPort(9000, 'broken-second');
  await cluster.refresh('port-dev');
  await cluster.waitForApplication('port-dev', { sync: 'Synced', health: 'Progressing', revision: repository.head() });
  const isThere = async (): Promise<boolean> =>
    (await cluster.list<Pod>('Pod', NAMESPACE)).some(({ spec }) => spec.containers[0].image === broken);
  await cluster.wait('a new pod', 30, isThere, { namespace: NAMESPACE });
  await waitUntilServed({ [old.metadata.name]: [8000] });

  const third = releaseWithPort(9000, 'third');
  await cluster.refresh('port-dev');
  await cluster.waitForApplication('port-dev', { sync: 'Synced', health: 'Healthy', revision: repository.head() });
  const [pod] = await cluster.waitForPods(NAMESPACE, { image: third });
  await waitUntilServed({ [pod.metadata.name]: [9000] });
});
