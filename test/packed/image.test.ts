import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kustomizeBuild, releaseEverywhere, repositoryWith } from './released';
import * as support from './support';
import { newAppOptions } from '../../src/config/new-app';
import type { KubernetesObject } from '../support/api-client';
import { objectsOf } from '../support/api-server';
import { waitFor } from '../support/background';
import type { HttpAnswer } from '../support/container';
import { Container } from '../support/container';
import { ImageStore } from '../support/image';
import { DEFAULT } from '../support/repositories';
import type { ContainerManifest, PodManifest, Probe, RuncSpec } from '../support/runc-config';
import { bytesOf, onlyContainer, runcConfig } from '../support/runc-config';

jest.setTimeout(600_000);

/** Python of this test: a package with a route that answers when the file /tmp/go is there, and a look around. */
const IN_IMAGE = join(__dirname, '..', 'support', 'in-image');

/** What an image that only runs has no use for. */
const FORBIDDEN = '.*/(bin/(gcc|cc|c\\+\\+|g\\+\\+|clang|ld|make|cmake|cargo|rustc|uv|git|curl)|\\.cache/.+)';

const store = new ImageStore();
const container = new Container();
let app: string;
let objects: KubernetesObject[];
let pod: PodManifest;
let manifest: ContainerManifest;
let port: number;

beforeAll(async () => {
  const folder = repositoryWith(DEFAULT);
  releaseEverywhere(folder);
  app = join(folder, 'apps', 'shop');
  cpSync(join(IN_IMAGE, 'inventory'), join(app, 'src', 'inventory'), { recursive: true });
  const server = join(app, 'src', 'server.py');
  support.edit(server, 'import create_app, serve\n', 'import create_app, serve\nfrom inventory import inventory\n');
  support.edit(server, 'app = create_app("shop")\n', 'app = create_app("shop")\napp.register_blueprint(inventory)\n');
  store.build(app, 'shop');

  objects = objectsOf(kustomizeBuild(folder, 'apps/shop/k8s/overlays/dev'));
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  pod = (deployment?.spec as { template: { spec: PodManifest } }).template.spec;
  manifest = onlyContainer(pod);
  port = numberOf('http');
  const spec = container.template<RuncSpec>();
  const root = store.root('shop');
  await container.start(
    runcConfig({ spec, image: store.config('shop'), pod, objects, root, cgroup: container.cgroup }),
  );
});

afterAll(async () => {
  await container.remove();
  store.remove();
  support.cleanUp();
});

/** What runs a pod in a container, on its own root file system. */
function configFor(one: Container, manifestOfPod: PodManifest): object {
  const [spec, image, root] = [one.template<RuncSpec>(), store.config('shop'), store.root('shop')];
  return runcConfig({ spec, image, pod: manifestOfPod, objects, root, cgroup: one.cgroup });
}

/** A port of the manifest by its name. */
function numberOf(name: string | number): number {
  const found = manifest.ports.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`the container has no port ${name}`);
  return found.containerPort;
}

/** Asks as a kubelet does: any status from 200 to 399 is a success. */
async function succeeds({ httpGet, timeoutSeconds }: Probe): Promise<boolean> {
  const { status } = await container.get(httpGet.path, numberOf(httpGet.port), timeoutSeconds);
  return status >= 200 && status < 400;
}

/** How often `/` was answered, as /metrics has it. */
async function counted(): Promise<number> {
  const { body } = await container.get('/metrics', port);
  return Number(/^http_requests_total\{method="GET",route="\/",status="200"\} (\S+)$/m.exec(body ?? '')?.[1] ?? 0);
}

/** Paths of an image that only building needs. */
function forbiddenIn(image: string): string {
  const root = store.root(image);
  const args = [root, '-xdev', '-regextype', 'posix-extended', '-regex', FORBIDDEN];
  return support.run('find', args, { cwd: root }).stdout;
}

function statuses(answers: readonly HttpAnswer[]): string[] {
  return [...new Set(answers.map(({ status, error }) => `${status} ${error ?? ''}`.trim()))];
}

test('the startup probe of the manifest succeeds in time, then the liveness and readiness probes', async () => {
  const { startupProbe, livenessProbe, readinessProbe } = manifest;
  let failures = 0;
  while (!(await succeeds(startupProbe))) {
    failures += 1;
    if (container.ended() !== undefined || failures === startupProbe.failureThreshold) {
      throw new Error(`the startup probe failed ${failures} times:\n${container.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, startupProbe.periodSeconds * 1000));
  }
  expect(await succeeds(livenessProbe)).toBe(true);
  expect(await succeeds(readinessProbe)).toBe(true);
});

test('it serves the four endpoints with the configuration of the dev overlay', async () => {
  const answers = await container.requests({
    paths: ['/', '/health', '/ready', '/metrics'],
    port,
    count: 4,
    clients: 1,
    timeoutSeconds: 10,
  });
  expect(answers.map(({ path, status }) => `${path} ${status}`)).toEqual([
    '/ 200',
    '/health 200',
    '/ready 200',
    '/metrics 200',
  ]);
  expect(JSON.parse(answers[0].body ?? '')).toMatchObject({ app: 'shop', environment: 'dev' });
  expect(answers[3].type).toMatch(/^text\/plain; version=/);
});

test('it counts every request of a load, and stays below the memory limit of dev', async () => {
  const before = await counted();
  const answers = await container.requests({ paths: ['/'], port, count: 3000, clients: 16, timeoutSeconds: 30 });
  expect(statuses(answers)).toEqual(['200']);
  expect(answers).toHaveLength(3000);
  expect((await counted()) - before).toBe(3000);
  const { limit, peak, oomKills } = container.memory();
  expect(limit).toBe(bytesOf(manifest.resources.limits.memory));
  expect(peak).toBeLessThan(limit);
  expect(oomKills).toBe(0);
});

test('a memory limit that is too small is one that the kernel enforces', async () => {
  const small = new Container();
  const resources = { limits: { ...manifest.resources.limits, memory: '16Mi' } };
  try {
    await small.start(configFor(small, { ...pod, containers: [{ ...manifest, resources }] }));
    // Which of its processes is killed is the kernel's choice; when it is the first, nothing is left to ask.
    const isKilled = (): boolean => small.ended() !== undefined || small.memory().oomKills > 0;
    await waitFor(isKilled, { what: 'a process was killed for its memory', seconds: 60 });
    expect([undefined, '137']).toContain(small.ended());
  } finally {
    await small.remove();
  }
});

test('it runs like in the manifest, and can only write in its own folders', () => {
  const lookAround = readFileSync(join(IN_IMAGE, 'look_around.py'), 'utf8');
  const seen = JSON.parse(container.exec('python', '-c', lookAround)) as Record<string, string[]>;
  // Every pod has the two below /dev, in memory.
  expect(seen).toEqual({
    writable: expect.arrayContaining(['/tmp']),
    Uid: Array(4).fill('10001'),
    Gid: Array(4).fill('10001'),
    Groups: ['10001'],
    CapEff: ['0000000000000000'],
    CapBnd: ['0000000000000000'],
    NoNewPrivs: ['1'],
    Seccomp: ['2'],
  });
  expect(seen.writable.filter((folder) => !['/dev/shm', '/dev/mqueue'].includes(folder))).toEqual(['/tmp']);
});

test('its log is one JSON object per line', () => {
  const lines = container.output().trim().split('\n');
  expect(lines.map((line) => Object.keys(JSON.parse(line) as object).slice(0, 2))).toEqual(
    lines.map(() => ['timestamp', 'level']),
  );
});

test('a new folder below src/ is in the image, and no generated file was changed for it', () => {
  expect(store.addedEntries('shop').map(({ path }) => path)).toContain('app/inventory/__init__.py');
  for (const hashes of ['.generated.sha256', 'apps/shop/.generated.sha256']) {
    support.run('sha256sum', ['--check', '--quiet', hashes], { cwd: join(app, '..', '..') });
  }
});

test('SIGTERM ends it with 0, after every request in flight was answered', async () => {
  const names = ['one', 'two', 'three', 'four', 'five', 'six'];
  const paths = names.map((name) => `/slow/${name}`);
  const answers = container.requests({ paths, port, count: 6, clients: 6, timeoutSeconds: 60 });
  for (const name of names) {
    const started = container.path(`/tmp/${name}.started`);
    await waitFor(() => existsSync(started), { what: `the request ${name} is being served`, seconds: 60 });
  }
  const go = container.path('/tmp/go');
  container.terminate();
  const refused = async (): Promise<boolean> => (await container.get('/health', port, 1)).status === 0;
  await waitFor(refused, { what: 'no new request is served', seconds: 15 });
  expect(container.ended()).toBeUndefined();
  writeFileSync(go, '');
  expect((await answers).map(({ status, body }) => ({ status, ...(JSON.parse(body ?? '{}') as object) }))).toEqual(
    expect.arrayContaining(names.map((name) => ({ status: 200, name }))),
  );
  await waitFor(() => container.ended() !== undefined, {
    what: 'the container ends',
    seconds: pod.terminationGracePeriodSeconds,
  });
  expect(await container.exit()).toBe('0');
});

describe('the image', () => {
  test('adds packages and code to the base, owned by root and writable only for root, without build tools', () => {
    const added = store.addedEntries('shop');
    const elsewhere = added.filter(({ path }) => !/^(opt\/venv|app)\//.test(path)).map(({ path }) => path);
    // The user's entry, with the copies that the tools make; /etc/pip.conf is where the test mounts its own.
    // With overlays, a layer also has what a build opened or mounted.
    const isExpected = /^(?:etc\/(?:\.pwd\.lock|(?:passwd|group|shadow|gshadow|subuid|subgid)-?)|run\/)$/;
    expect(elsewhere.filter((path) => !isExpected.test(path))).toEqual(['etc/', 'etc/pip.conf', 'opt/']);
    expect(added.filter(({ mode }) => /^[^l].{4}w|^[^l].{7}w|[sS]/.test(mode))).toEqual([]);
    expect(added.filter(({ owner, path }) => owner !== '0/0' && path.startsWith('app'))).toEqual([]);
    expect(
      added.filter(({ path }) => /\/(pip|setuptools|wheel|uv)(-[^/]*)?\/$|\/bin\/(pip|uv)|\.whl$/.test(path)),
    ).toEqual([]);
    expect(added.some(({ path }) => /^opt\/venv\/lib\/python[^/]*\/site-packages\/flask\/app\.py$/.test(path))).toBe(
      true,
    );
  });

  test('has no compiler and no cache', () => {
    expect(forbiddenIn('shop')).toBe('');
  });

  test('is built again from the mirror, without a network and without a cache, to the same content', () => {
    store.build(app, 'again');
    const [first, second] = [store.root('shop'), store.root('again')];
    for (const folder of ['opt/venv', 'app']) {
      support.run('diff', ['--recursive', '--no-dereference', join(first, folder), join(second, folder)], { cwd: app });
    }
  });
});

describe('apps of other frameworks', () => {
  const SECRETS = { DATABASE_URL: 'sqlite:////tmp/orders.sqlite3', SECRET_KEY: 'a value of the cluster' };
  const NAMES = ['fast', 'django'] as const;
  type Name = (typeof NAMES)[number];
  const containers: Container[] = [];
  const rendered = new Map<Name, KubernetesObject[]>();
  let folder: string;

  /** The pod of a Deployment or a Job, by its name. */
  const podOf = (name: Name, workload: string): PodManifest => {
    const owner = (rendered.get(name) ?? []).find(
      ({ kind, metadata }) => ['Deployment', 'Job'].includes(kind) && metadata.name === workload,
    );
    if (!owner) throw new Error(`${name} has no workload ${workload}`);
    return (owner.spec as { template: { spec: PodManifest } }).template.spec;
  };

  const start = async (name: Name, workload: string): Promise<Container> => {
    const one = new Container();
    containers.push(one);
    const [spec, image, root] = [one.template<RuncSpec>(), store.config(name), store.root(name)];
    const secret = {
      kind: 'Secret',
      metadata: { name: `${name}-secrets` },
      data: SECRETS,
    } as unknown as KubernetesObject;
    const all = [...(rendered.get(name) ?? []), secret];
    await one.start(runcConfig({ spec, image, pod: podOf(name, workload), objects: all, root, cgroup: one.cgroup }));
    return one;
  };

  /** Starts a service, and asks as a kubelet does until it is ready. */
  const serve = async (
    name: Name,
  ): Promise<{ one: Container; http: number; limits: Readonly<Record<string, string>> }> => {
    const { ports, startupProbe, livenessProbe, readinessProbe, resources } = onlyContainer(podOf(name, name));
    const http = ports[0].containerPort;
    const one = await start(name, name);
    const isStarted = async (): Promise<boolean> => (await one.get(startupProbe.httpGet.path, http)).status === 200;
    const seconds = startupProbe.failureThreshold * startupProbe.periodSeconds;
    await waitFor(isStarted, { what: `${name} starts`, seconds });
    for (const { httpGet, timeoutSeconds } of [livenessProbe, readinessProbe]) {
      expect((await one.get(httpGet.path, http, timeoutSeconds)).status).toBe(200);
    }
    return { one, http, limits: resources.limits };
  };

  const load = async (one: Container, http: number, path: string, limit: string): Promise<void> => {
    const answered = await one.requests({ paths: [path], port: http, count: 400, clients: 8, timeoutSeconds: 30 });
    expect(statuses(answered)).toEqual(['200']);
    const memory = one.memory();
    expect(memory.limit).toBe(bytesOf(limit));
    expect(memory.peak).toBeLessThan(memory.limit);
    expect(memory.oomKills).toBe(0);
  };

  beforeAll(() => {
    folder = repositoryWith({
      ...DEFAULT,
      environments: { dev: {} },
      apps: {
        fast: {
          framework: 'fastapi',
          secrets: ['DATABASE_URL'],
          workloads: {
            web: {},
            worker: { command: ['python', 'worker.py'] },
            migrate: { type: 'job', command: ['alembic', 'upgrade', 'head'] },
          },
        },
        // Its packages come from uv.lock.
        django: { ...newAppOptions({ framework: 'django' }), packages: 'uv' },
      },
    });
    const src = join(folder, 'apps', 'fast', 'src');
    cpSync(join(IN_IMAGE, 'fastapi'), src, { recursive: true });
    appendFileSync(join(src, 'requirements.in'), 'alembic\nsqlalchemy\n');
    support.run('make', ['-C', 'apps/fast', 'lock'], { cwd: folder });
    const server = join(src, 'server.py');
    support.edit(server, '\nfrom gitops_runtime', '\nfrom orders import is_connected, router\nfrom gitops_runtime');
    const added = 'api.include_router(router)\napp.readiness_check("database")(is_connected)\n\n\n';
    support.edit(server, '# Add routes above', `${added}# Add routes above`);
    // The lock decides about the memory.
    support.synth(folder);
    releaseEverywhere(folder);
    for (const name of NAMES) {
      store.build(join(folder, 'apps', name), name);
      rendered.set(name, objectsOf(kustomizeBuild(folder, `apps/${name}/k8s/overlays/dev`)));
    }
  });

  afterAll(async () => {
    for (const one of containers) await one.remove();
  });

  test('FastAPI with SQLAlchemy migrates with alembic, and serves within the memory of its lock', async () => {
    const { one, http, limits } = await serve('fast');
    await load(one, http, '/', limits.memory);
    one.exec('alembic', 'upgrade', 'head');
    // The route is there: it takes another method.
    expect((await one.get('/orders/tea', http)).status).toBe(405);
    expect(JSON.parse(one.exec('python', '-c', 'import orders, json; print(json.dumps(orders.order("tea")))'))).toBe(1);
  });

  test('Django serves the static files of the image with names that browsers can keep', async () => {
    const { one, http, limits } = await serve('django');
    const page = (await one.get('/admin/login/', http)).body ?? '';
    const [, style] = /href="([^"]*\/base\.[0-9a-f]{12}\.css)"/.exec(page) ?? [];
    expect((await one.get(style, http)).status).toBe(200);
    await load(one, http, '/admin/login/', limits.memory);
    const files = store.addedEntries('django').filter(({ path }) => path.startsWith('app/staticfiles/'));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(({ mode, owner }) => owner !== '0/0' || /^.{5}w|^.{8}w/.test(mode))).toEqual([]);
  });

  test('the image of an app with uv.lock has the locked packages, and neither uv nor the groups of the lock', () => {
    const names = store
      .addedEntries('django')
      .flatMap(({ path }) => /\/site-packages\/([^/]+)\.dist-info\/$/.exec(path)?.[1].toLowerCase() ?? []);
    const lock = readFileSync(join(folder, 'apps/django/uv.lock'), 'utf8');
    const locked = [...lock.matchAll(/^name = "(.*)"\nversion = "(.*)"/gm)].map(
      ([, name, version]) => `${name.replaceAll('-', '_')}-${version}`,
    );
    expect(locked).toEqual(expect.arrayContaining(names));
    expect(names.filter((name) => /^(?:uv|pip|pytest|mypy|ruff)-/.test(name))).toEqual([]);
    expect(names.map((name) => name.replace(/-.*/, ''))).toEqual(
      expect.arrayContaining(['django', 'granian', 'whitenoise']),
    );
    expect(forbiddenIn('django')).toBe('');
  });

  test.each([
    ['fast', 'fast-migrate'],
    ['django', 'django-migrate'],
  ] as const)('the job of %s before a deployment ends with 0 on a read-only root', async (name, job) => {
    const one = await start(name, job);
    await waitFor(() => one.ended() !== undefined, { what: `${job} ends`, seconds: 60 });
    expect([await one.exit(), one.output()]).toEqual(['0', expect.any(String)]);
  });

  test('a worker of the same image runs until SIGTERM, and finishes', async () => {
    const one = await start('fast', 'fast-worker');
    await waitFor(() => one.output().includes('connected: True\n'), { what: 'the worker works', seconds: 60 });
    one.terminate();
    expect(await one.exit()).toBe('0');
    expect(one.output()).toBe('connected: True\nfinished\n');
  });
});
