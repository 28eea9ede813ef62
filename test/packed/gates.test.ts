import { join } from 'node:path';
import { deployed, imagesOf } from './argo';
import * as support from './support';
import type { WorkflowRun } from '../support/act';
import { Act } from '../support/act';
import { toolCache } from '../support/api-server';
import type { ClusterStandIn } from '../support/cluster-stand-in';
import { ARGOCD_TOKEN, startCluster } from '../support/cluster-stand-in';

/**
 * The generated workflow with gates, run by act: dev has to pass the tests of the platform, which ask the app's own
 * server as it was released there; staging has to be healthy for Argo CD, which is a stand-in here. The judgment itself is
 * tested with answers of Argo CD (test/gate).
 */
jest.setTimeout(1_200_000);

const { git } = support;

let act: Act;
let cluster: ClusterStandIn;
let folder: string;

beforeAll(async () => {
  act = await Act.start();
  folder = support.repositoryWithRegistry(`${act.registry}/acme`);
  support.nameTarballByPath(folder);
  git(folder, 'remote', 'add', 'origin', act.remote);
  const app = join(folder, 'apps/shop');
  const env = support.cleanEnvironment({ ...support.packageManagers(), PYTHON_GITOPS_CACHE: toolCache() });
  cluster = await startCluster(support.makeFolder('cluster'), act.remote, { name: 'shop', folder: app, env });
  support.run('make', ['setup'], { cwd: app });
  const rc = join(folder, '.projenrc.ts');
  support.edit(
    rc,
    '    dev: { ',
    `    dev: { gate: { check: 'tests', address: '${cluster.address}', timeoutMinutes: 3 }, `,
  );
  support.edit(rc, '    staging: { ', "    staging: { gate: { check: 'health', timeoutMinutes: 1 }, ");
  support.edit(rc, '  environments: {', `  argocd: { address: '${cluster.argocd}' },\n  environments: {`);
  support.synth(folder);
  merge('build: gates');
});

afterAll(async () => {
  await cluster?.stop();
  await act?.stop();
  support.cleanUp();
});

function merge(message: string): string {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
  git(folder, 'push', '--quiet', 'origin', 'HEAD:main');
  return git(act.remote, 'rev-parse', 'main').trim();
}

/** Merges a change of the app, and runs what the push starts. */
async function push(text: string): Promise<{ source: string; run: WorkflowRun }> {
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  support.edit(join(folder, 'apps/shop/src/server.py'), 'return {', `return {"${text}": "yes", `);
  const before = git(act.remote, 'rev-parse', 'main').trim();
  const source = merge(`feat: ${text}`);
  const payload = { ref: 'refs/heads/main', before, after: source, deleted: false };
  const run = await act.run({
    name: 'push',
    sha: source,
    payload,
    workflow: 'main.yml',
    secrets: { ARGOCD_AUTH_TOKEN: ARGOCD_TOKEN },
    env: { NODE_EXTRA_CA_CERTS: cluster.trusted },
  });
  return { source, run };
}

/** The commit that each environment runs. */
function running(): Record<string, string | undefined> {
  return Object.fromEntries(
    ['dev', 'staging'].map((name) => {
      const [image] = imagesOf(deployed(act.remote, `shop-${name}`));
      return [name, /:([0-9a-f]{40})@/.exec(image)?.[1]];
    }),
  );
}

let first: string;

test('a release goes on to staging once dev has passed the tests, and the run ends once staging is healthy', async () => {
  const { source, run } = await push('first');
  if (!run.succeeded) throw new Error(`the workflow failed:\n${run.log}`);
  first = source;
  expect(running()).toEqual({ dev: source, staging: source });
  const short = source.slice(0, 12);
  const lines = [
    `shop in dev gets `,
    `shop in dev passed: ${short} responds and passes the platform tests.`,
    `shop in staging gets `,
    `shop in staging passed: Argo CD synced ${short}, and it is healthy.`,
  ].map((text) => run.log.indexOf(text));
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(Math.min(...lines)).toBeGreaterThan(0);
  expect(run.log).not.toContain(ARGOCD_TOKEN);
});

test('a release that does not pass stays in dev, and the run fails with a message', async () => {
  cluster.breakDev();
  const { source, run } = await push('second');
  expect(run.succeeded).toBe(false);
  expect(run.log).toContain(
    `shop in dev did not pass with ${source.slice(0, 12)}: the platform tests fail against ${cluster.address}.`,
  );
  expect(running()).toEqual({ dev: source, staging: first });
});
