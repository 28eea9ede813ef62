import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';
import type { Background } from '../support/background';
import { background, freePorts, waitFor } from '../support/background';

jest.setTimeout(600_000);
/** Servers that run; a test that comes to no end stops none. */
const servers = new Set<Background>();
afterAll(async () => {
  await Promise.all([...servers].map((server) => server.stop()));
  support.cleanUp();
});

const { gitops, run } = support;

let folder: string;
beforeAll(() => {
  folder = support.repository();
});

test('make prints its targets', () => {
  const { stdout } = run('make', [], { cwd: folder });
  for (const target of ['dev', 'run', 'test', 'check', 'owners']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${target} `, 'm'));
  }
});

test('make test passes on real Flask, without kustomize and Go: your tests first, then those of the platform', () => {
  const env = { PYTHON_GITOPS_CACHE: join(folder, 'nothing-here'), PATH: cleanPath() };
  const { all } = run('make', ['test'], { cwd: folder, env });
  expect(all).not.toMatch(/\d+ (failed|error|skipped)/);
  const lines = all.split('\n').filter((line) => /^(?:test\/|platform tests:|TOTAL )|=+ .*passed/.test(line));
  expect(
    lines.map((line) => line.replace(/^=+ | in [\d.]+s =+$/g, '').replace(/ [.s]+ +\[.*| +\d.*(?= 100%)/, '')),
  ).toEqual([
    'platform tests: not in this run (test/integration_test.py)',
    'test/test_server.py',
    'TOTAL 100%',
    '2 passed',
    'platform tests: a local server (BASE_URL tests a deployed service)',
    'test/integration_test.py',
    expect.stringMatching(/^1\d passed$/),
  ]);
});

test('make test ARGS runs only what is asked, and fails if nothing matches', () => {
  const pytest = (args: string, status: number): string =>
    run('make', ['test', `ARGS=${args}`], { cwd: folder, expect: status }).all;
  expect(pytest('-k index --quiet', 0)).toMatch(/^1 passed, 1 deselected/m);
  // The platform tests have tests of metrics.
  expect(pytest('-k metrics', 2)).toMatch(/2 deselected[^]*no tests of your own, or none that match/);
  expect(pytest('-k metrics test/integration_test.py --quiet', 0)).toMatch(/^\d passed, \d+ deselected/m);
});

test('the platform tests run after yours pass, and alone if there are none', () => {
  const app = join(folder, 'apps', 'shop');
  const [name, hidden] = ['test/test_server.py', 'hidden.txt'].map((file) => join(app, file));
  const text = readFileSync(name, 'utf8');
  writeFileSync(name, `${text}\n\ndef test_sums() -> None:\n    assert sum([1, 1]) == 3\n`);
  const failed = run('make', ['test'], { cwd: app, expect: 2 }).all;
  writeFileSync(name, text);
  expect(failed).toContain('1 failed, 2 passed');
  expect(failed).not.toContain('platform tests: a local server');
  renameSync(name, hidden);
  const { all } = run('make', ['test'], { cwd: app, expect: null });
  renameSync(hidden, name);
  expect(all).toContain('no tests of your own');
  expect(all).toMatch(/integration_test\.py [.]+/);
});

test('make lint finds nothing in what a newcomer begins with', () => {
  expect(run('make', ['lint'], { cwd: folder }).all).toContain('Success: no issues found');
});

test('make run serves the endpoints and prints the URL', async () => {
  const [port] = await freePorts(1);
  const server = await serve('make', ['run', `PORT=${port}`], port);
  try {
    expect(server.output()).toContain(`Serving shop on http://127.0.0.1:${port}`);
    expect(await json(`http://127.0.0.1:${port}/`)).toEqual({ app: 'shop', environment: 'local', version: '0.0.0' });
    expect(await json(`http://127.0.0.1:${port}/health`)).toEqual({ status: 'healthy' });
    expect(await json(`http://127.0.0.1:${port}/ready`)).toEqual({ status: 'ready' });
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(await metrics.text()).toContain('http_requests_total{method="GET",route="/",status="200"} 1.0');
  } finally {
    await stop(server);
  }
});

test('make dev reloads on a change, reads .env, and the example of the documents works in tests, too', async () => {
  const app = join(folder, 'apps', 'shop');
  const file = join(app, 'src', 'server.py');
  const code = readFileSync(file, 'utf8');
  const secrets = readFileSync(join(folder, 'docs', 'SEALED_SECRETS.md'), 'utf8');
  const example = /```python\n([^]*?)```/.exec(secrets)?.[1];
  const route = (word: string): string =>
    `\n@app.get("/url")\ndef url() -> str:\n    return "${word} " + database_url\n`;
  const [port] = await freePorts(1);
  try {
    writeFileSync(file, `${code}${example}${route('one')}`);
    expect(run('scripts/test.sh', ['test/test_server.py'], { cwd: app }).all).toMatch(/ 2 passed/);
    const server = await serve('make', ['dev', `PORT=${port}`], port);
    const body = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/url`)).text();
    try {
      expect(await body()).toBe('one sqlite:///shop.db');
      writeFileSync(file, `${code}${example}${route('two')}`);
      await waitFor(async () => (await body()).startsWith('two'), {
        what: 'the new code',
        seconds: 30,
        program: server,
      });
      writeFileSync(join(app, '.env'), 'DATABASE_URL=postgresql://me@localhost/shop\n');
      const read = async (): Promise<boolean> => (await body()) === 'two postgresql://me@localhost/shop';
      await waitFor(read, { what: 'the value of .env', seconds: 30, program: server });
      expect(server.output()).toContain('dev: .env changed, restarting\n');
      const { all } = run('make', ['dev', `PORT=${port}`, 'WORKLOAD=wbe'], { cwd: folder, expect: 2 });
      expect(all).toContain(
        "shop has no workload 'wbe'. Did you mean web? Set WORKLOAD to one of web, all, or add it to .projenrc.ts.\n",
      );
    } finally {
      await stop(server);
    }
  } finally {
    writeFileSync(file, code);
    rmSync(join(app, '.env'), { force: true });
  }
});

test('python src/server.py serves on the port of the config, 5000, by default', async () => {
  const app = join(folder, 'apps', 'shop');
  const server = await serve(join(app, '.venv', 'bin', 'python'), ['src/server.py'], 5000, app);
  try {
    expect(await json('http://127.0.0.1:5000/health')).toEqual({ status: 'healthy' });
  } finally {
    await stop(server);
  }
});

test('the same integration tests run against a deployed address', async () => {
  const [port] = await freePorts(1);
  const server = await serve('make', ['run', `PORT=${port}`], port);
  try {
    const env = { BASE_URL: `http://127.0.0.1:${port}` };
    const { all } = run('scripts/test.sh', ['test/integration_test.py'], { cwd: join(folder, 'apps/shop'), env });
    expect(all).toMatch(/\d+ passed/);
  } finally {
    await stop(server);
  }
});

test('make check builds three overlays and the root, runs the tests, and lists what is not released, without Go', () => {
  const { stdout } = run('make', ['check'], { cwd: folder, env: { PATH: cleanPath() } });
  for (const environment of ['dev', 'staging', 'prod']) {
    expect(stdout).toMatch(new RegExp(`^ok +apps/shop/k8s/overlays/${environment} +builds, \\d+ objects$`, 'm'));
  }
  expect(stdout).toMatch(/^ok +argo\/root-app +builds, 1 object$/m);
  expect(stdout).toMatch(/^ {2}shop {2}dev, staging, prod$/m);
  expect(stdout).toMatch(/\d+ passed/);
});

test('make check reports how to get kustomize when both it and Go are missing', () => {
  const { all } = run('make', ['check'], {
    cwd: folder,
    env: { PYTHON_GITOPS_CACHE: join(folder, 'nothing-here'), PATH: cleanPath() },
    expect: 2,
  });
  // Lint and tests need no kustomize.
  expect(all).toMatch(/Success: no issues found[^]*\d+ passed[^]*kustomize 5\.8\.2 is needed/);
  expect(all).toContain('kustomize 5.8.2 is needed');
  expect(all).toContain('https://go.dev/doc/install');
});

/** The PATH without the folders that hold go or kustomize. */
function cleanPath(): string {
  const holds = (bin: string) => ['go', 'kustomize'].some((tool) => existsSync(join(bin, tool)));
  return (process.env.PATH ?? '')
    .split(':')
    .filter((bin) => !holds(bin))
    .join(':');
}

describe('a release', () => {
  let shop: string;
  const digest = `sha256:${'7'.repeat(64)}`;
  const root = (): string => run(support.kustomize(), ['build', 'argo/root-app'], { cwd: shop }).stdout;
  beforeAll(() => {
    shop = support.repository();
  });

  test('holds the Applications back until there is one', () => {
    expect(root()).not.toContain('kind: Application\n');
  });

  test('to a tracking environment lets its Application appear, with the image in the overlay', () => {
    gitops(shop, ['release', 'shop', 'dev', '--image', `:abc123@${digest}`]);
    expect(root().match(/^ {2}name: shop-\w+$/gm)).toEqual(['  name: shop-dev']);
    const overlay = run(support.kustomize(), ['build', 'apps/shop/k8s/overlays/dev'], { cwd: shop }).stdout;
    expect(overlay).toContain(`image: docker.io/acme/shop:abc123@${digest}\n`);
    support.git(shop, 'commit', '--all', '--quiet', '--message', 'release dev');
  });

  test('to a gated environment pins the revision and the image that the other one runs', () => {
    gitops(shop, ['release', 'shop', 'prod', '--from', 'dev']);
    const revision = support.git(shop, 'rev-parse', 'HEAD').trim();
    expect(root()).toContain(`    targetRevision: ${revision}\n`);
    expect(root()).toContain(`      - docker.io/acme/shop=docker.io/acme/shop:abc123@${digest}\n`);
  });

  test('is what kustomize edit set image would write: setting the same image changes no byte', () => {
    const before = support.readTree(shop);
    const release = join(shop, 'apps/shop/k8s/overlays/dev/release');
    run(support.kustomize(), ['edit', 'set', 'image', `docker.io/acme/shop:abc123@${digest}`], { cwd: release });
    gitops(shop, ['release', 'shop', 'dev', '--image', `:abc123@${digest}`]);
    expect(support.changedPaths(before, support.readTree(shop))).toEqual([]);
  });

  test('survives npx projen, and validate knows what is released', () => {
    const before = support.readTree(shop);
    support.synth(shop);
    expect(support.changedPaths(before, support.readTree(shop))).toEqual([]);
    const report = JSON.parse(gitops(shop, ['validate', '--json']).stdout) as { ok: boolean; notReleased: unknown };
    expect(report).toMatchObject({ ok: true, notReleased: [{ app: 'shop', environments: ['staging'] }] });
  });
});

/** Starts a server, and waits until it answers. */
async function serve(command: string, args: readonly string[], port: number, cwd = folder): Promise<Background> {
  const log = join(support.makeFolder('log'), 'server.log');
  const server = background(command, args, log, { cwd, env: support.cleanEnvironment(), group: true });
  servers.add(server);
  await waitFor(() => answers(port), { what: `an answer on port ${port}`, seconds: 60, program: server });
  return server;
}

/** Ends a server as Ctrl+C does, which has to be enough. */
async function stop(server: Background): Promise<void> {
  const ended = await server.stop('SIGINT');
  servers.delete(server);
  expect(ended).not.toBe('SIGKILL');
}

async function answers(port: number): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(5_000) })).ok;
}

async function json(url: string): Promise<unknown> {
  return (await fetch(url)).json();
}
