import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { Cluster } from '../support/cluster/cluster';

jest.setTimeout(180_000);

const cluster = Cluster.shared();
const NAMESPACE = 'edits-dev';
const EDITED = ['--namespace', NAMESPACE];
let repository: ClusterRepository;
let image: string;

beforeAll(async () => {
  repository = ClusterRepository.create(cluster, { name: 'edits', environments: { dev: {} }, apps: { edits: {} } });
  image = repository.release('edits', 'dev', 'first');
  repository.applyRoot();
  await cluster.waitForApplication('edits-dev', { sync: 'Synced', health: 'Healthy', revision: repository.head() });
});

afterAll(() => support.cleanUp());

interface Deployment extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly generation: number };
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

async function deployment(): Promise<Deployment> {
  return (await cluster.get<Deployment>('Deployment', 'edits', NAMESPACE))!;
}

/** Waits until the Deployment was changed twice, by the edit and by Argo CD, and is as before. */
async function undone({ metadata: { generation }, spec }: Deployment): Promise<void> {
  const isUndone = async (): Promise<boolean> => {
    const now = await deployment();
    expect(now.spec).toEqual(spec);
    return now.metadata.generation >= generation + 2;
  };
  await cluster.wait('the Deployment as before the edit', 30, isUndone, { application: 'edits-dev' });
}

test('a number of pods that is set by hand is undone', async () => {
  const before = await deployment();
  expect(before.spec.replicas).toBe(1);
  cluster.kubectl(['scale', 'deployment/edits', '--replicas=3', ...EDITED]);
  await undone(before);
  await cluster.wait('one pod', 30, async () => (await cluster.list('Pod', NAMESPACE)).length === 1, {
    namespace: NAMESPACE,
  });
});

test('an image that is set by hand is undone', async () => {
  const before = await deployment();
  expect(before.spec.template.spec.containers.map((container) => container.image)).toEqual([image]);
  cluster.kubectl(['set', 'image', 'deployment/edits', '*=registry.acme.example/acme/other:1', ...EDITED]);
  await undone(before);
  await cluster.waitForPods(NAMESPACE, { image });
});

test('a deleted Service comes back, and selects the pods', async () => {
  const uid = async (): Promise<unknown> => {
    const service = await cluster.get('Service', 'edits', NAMESPACE);
    return (service?.metadata as { uid?: string } | undefined)?.uid;
  };
  const before = await uid();
  expect(before).toBeDefined();
  await cluster.delete('Service', 'edits', NAMESPACE);
  const isBack = async (): Promise<boolean> => ![before, undefined].includes((await uid()) as string | undefined);
  await cluster.wait('a new Service', 30, isBack, { application: 'edits-dev' });
  await cluster.waitForApplication('edits-dev', { sync: 'Synced', health: 'Healthy' });
  const addresses = `{.items[*].endpoints[?(@.conditions.ready==true)].addresses[*]}`;
  const slices = ['get', 'endpointslices', '--selector=kubernetes.io/service-name=edits', ...EDITED];
  const [pod] = await cluster.waitForPods(NAMESPACE);
  const ip = (pod.status as unknown as { podIP: string }).podIP;
  await cluster.wait(
    'the pod in the endpoints',
    30,
    () => cluster.kubectl([...slices, `--output=jsonpath=${addresses}`]) === ip,
    { namespace: NAMESPACE },
  );
});
