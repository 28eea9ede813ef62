import { join } from 'node:path';
import { applicationSource, deployed, imagesOf } from './argo';
import * as support from './support';
import type { Event, Used, WorkflowRun } from '../support/act';
import { Act } from '../support/act';
import { toolCache } from '../support/api-server';
import type { ClusterStandIn } from '../support/cluster-stand-in';
import { ARGOCD_TOKEN, startCluster } from '../support/cluster-stand-in';
import { Host } from '../support/pull-requests';

/**
 * The generated workflows, run by act on this machine: the jobs, their conditions, what they hand to each other, and each
 * script in them are real, and so are the tests of the app, the image, the registry, the git server with its token, and
 * the commits. For gates, the app's own server runs what was released to dev; Argo CD is a stand-in, and its answers are
 * judged in test/releases/gate. What act cannot show is approvals of environments, permissions of the token, OIDC, concurrency groups,
 * provenance and SBOM, and the actions themselves, for which stand-ins of ours run; these are read in the workflow, by
 * test/render/workflow.test.ts and actionlint. All jobs share one folder, so that jobs of a matrix are run one by one.
 */
jest.setTimeout(1_200_000);

const { git } = support;
const APP = 'acme/shop';
const ENVIRONMENTS = ['dev', 'staging'];

let act: Act;
let cluster: ClusterStandIn | undefined;
let folder: string;
/** What has the issues, since the git server has none. */
let github: Host;

beforeAll(async () => {
  act = await Act.start();
  github = new Host(act.remote, APP);
  folder = support.repositoryWithRegistry(`${act.registry}/acme`);
  support.nameTarballByPath(folder);
  support.synth(folder);
  git(folder, 'remote', 'add', 'origin', act.remote);
  merge('build: the library by its path');
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
  return head();
}

function head(): string {
  return git(act.remote, 'rev-parse', 'main').trim();
}

function change(text: string): void {
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  support.edit(join(folder, 'apps/shop/src/server.py'), 'return {', `return {"${text}": "yes", `);
}

/** Pushes what changed to a branch of its own. */
function branch(name: string): { sha: string; base: string } {
  git(folder, 'checkout', '--quiet', '-b', name);
  git(folder, 'commit', '--quiet', '--all', '--message', `feat: ${name}`);
  git(folder, 'push', '--quiet', 'origin', name);
  const sha = git(folder, 'rev-parse', 'HEAD').trim();
  git(folder, 'checkout', '--quiet', '-');
  return { sha, base: head() };
}

/** Merges a change of the app, and runs what the push starts. */
async function push(text: string, more: Partial<Event> = {}): Promise<{ source: string; run: WorkflowRun }> {
  change(text);
  const before = head();
  const source = merge(`feat: ${text}`);
  const payload = { ref: 'refs/heads/main', before, after: source, deleted: false };
  return {
    source,
    run: await act.run({ name: 'push', sha: source, payload, workflow: 'main.yml', bin: github.bin, ...more }),
  };
}

/** Has dev pass the tests of the platform, staging be healthy, production get what passes both, and failures reported. */
function addGates({ address, argocd }: ClusterStandIn): void {
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  const rc = join(folder, '.projenrc.ts');
  support.edit(rc, '    dev: { ', `    dev: { gate: { check: 'tests', address: '${address}', timeoutMinutes: 3 }, `);
  support.edit(rc, '    staging: { ', "    staging: { gate: { check: 'health', timeoutMinutes: 1 }, ");
  support.edit(rc, '    prod: { gated: true, ', '    prod: { ');
  support.edit(
    rc,
    '  environments: {',
    `  argocd: { address: '${argocd}' },\n  delivery: { onFailure: 'issue' },\n  environments: {`,
  );
  support.synth(folder);
  merge('build: gates');
}

function dispatch(inputs: Record<string, string>): Promise<WorkflowRun> {
  const payload = { ref: 'refs/heads/main', inputs };
  return act.run({ name: 'workflow_dispatch', sha: head(), payload, workflow: 'release.yml', bin: github.bin });
}

function succeeded(run: WorkflowRun): WorkflowRun {
  if (!run.succeeded) throw new Error(`the workflow failed:\n${run.log}`);
  return run;
}

/** What All checks prints. */
function resultsOf(run: WorkflowRun): string[] {
  return [...run.log.matchAll(/All checks.*\| ((?:check|app): \w*)/g)].map(([, result]) => result);
}

function usedOf(run: WorkflowRun, action: string): readonly Used[] {
  return run.used.filter((one) => one.action === action);
}

let released: string;

test('a push builds the image of the app, pushes it and releases it to dev, then to staging', async () => {
  const { source, run } = await push('first');
  succeeded(run);
  const digest = await act.digestOf(APP, source);
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await act.digestOf(APP, digest as string)).toBe(digest);
  released = `${act.registry}/${APP}:${source}@${digest}`;
  expect(ENVIRONMENTS.map((name) => imagesOf(deployed(act.remote, `shop-${name}`)))).toEqual([[released], [released]]);
  const subjects = git(act.remote, 'log', '--reverse', '--format=%an %s', `${source}..main`).trim().split('\n');
  expect(subjects).toEqual(
    ENVIRONMENTS.map((name) => `github-actions[bot] release(shop): ${source.slice(0, 12)} to ${name}`),
  );
  expect(usedOf(run, 'login-action').map(({ inputs }) => inputs)).toEqual([
    { registry: act.registry, username: 'acme', password: '16 characters' },
  ]);
  expect(usedOf(run, 'build-push-action').map(({ inputs }) => inputs)).toEqual([
    expect.objectContaining({ context: 'apps/shop', push: 'true', tags: `${act.registry}/${APP}:${source}` }),
  ]);
  // Neither the token nor the password is in what people read.
  expect(run.log).not.toMatch(/token-of-the-run|password-of-acme/);
});

test('a pull request from a fork builds the image and pushes nothing: no image, no commit, no login', async () => {
  change('second');
  const { sha, base } = branch('feature');
  const before = [base, await act.tags(APP)];
  const fork = { ref: 'feature', sha, repo: { full_name: 'grace/shop' } };
  const payload = { number: 7, pull_request: { base: { ref: 'main', sha: base }, head: fork } };
  const run = succeeded(await act.run({ name: 'pull_request', sha, payload, workflow: 'main.yml' }));
  expect([head(), await act.tags(APP)]).toEqual(before);
  expect(usedOf(run, 'login-action')).toEqual([]);
  expect(usedOf(run, 'build-push-action').map(({ inputs }) => inputs)).toEqual([
    expect.objectContaining({ context: 'apps/shop', push: 'false' }),
  ]);
  expect(resultsOf(run)).toEqual(['check: success', 'app: success']);
});

test('a merge queue does the same for its group, and All checks reports success when no app changes', async () => {
  support.edit(join(folder, 'README.md'), '# ', '# The ');
  const { sha, base } = branch('words');
  const before = [base, await act.tags(APP)];
  const payload = { merge_group: { base_ref: 'refs/heads/main', base_sha: base, head_sha: sha } };
  const run = succeeded(await act.run({ name: 'merge_group', sha, payload, workflow: 'main.yml' }));
  expect([head(), await act.tags(APP)]).toEqual(before);
  expect([usedOf(run, 'login-action'), usedOf(run, 'build-push-action')]).toEqual([[], []]);
  expect(resultsOf(run)).toEqual(['check: success', 'app: skipped']);
});

test('a person promotes to production what staging runs', async () => {
  const revision = head();
  succeeded(await dispatch({ action: 'promote', app: 'shop', environment: 'prod', to: '', reason: '' }));
  expect(applicationSource(act.remote, 'shop-prod').targetRevision).toBe(revision);
  expect(imagesOf(deployed(act.remote, 'shop-prod'))).toEqual([released]);
});

test('with gates, a release moves on when dev passes the tests, and stops where Argo CD cannot sync it', async () => {
  const app = join(folder, 'apps/shop');
  const env = support.cleanEnvironment({ ...support.packageManagers(), PYTHON_GITOPS_CACHE: toolCache() });
  const own = support.makeFolder('cluster');
  cluster = await startCluster(own, act.remote, { name: 'shop', folder: app, env, cannotSync: ['shop-staging'] });
  support.run('make', ['setup'], { cwd: app });
  addGates(cluster);
  const first = head();
  const trust = { secrets: { ARGOCD_AUTH_TOKEN: ARGOCD_TOKEN }, env: { NODE_EXTRA_CA_CERTS: cluster.trusted } };
  const { source, run } = await push('gated', trust);
  const short = source.slice(0, 12);
  const lines = [
    'shop in dev gets ',
    `shop in dev passed: ${short} responds and passes the platform tests.`,
    'shop in staging gets ',
    `shop in staging did not pass with ${short}: shop-staging: the sync failed: denied by the stand-in`,
  ].map((text) => run.log.indexOf(text));
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(Math.min(...lines)).toBeGreaterThan(0);
  const subjects = git(act.remote, 'log', '--reverse', '--format=%s', `${first}..main`).trim().split('\n');
  expect([run.succeeded, subjects]).toEqual([
    false,
    ['feat: gated', ...ENVIRONMENTS.map((name) => `release(shop): ${short} to ${name}`)],
  ]);
  expect(run.log).not.toContain(ARGOCD_TOKEN);
  expect(github.issues.map(({ title, state }) => [title, state])).toEqual([
    ['Release of shop failed in staging', 'open'],
  ]);
  const [{ body }] = github.issues;
  expect(body).toContain('\n```text\nshop-staging: the sync failed: denied by the stand-in');
  expect(body).toContain('/actions/runs/4711/attempts/1) |\n');
  expect(body).toContain(`/${APP}:${source}@sha256:`);
});

test('a person rolls dev back, with a reason', async () => {
  const inputs = {
    action: 'rollback',
    app: 'shop',
    environment: 'dev',
    to: '',
    reason: 'it answers "yes" thrice; $(id)',
  };
  const reads = github.calls.filter((call) => call.startsWith('GET')).length;
  succeeded(await dispatch(inputs));
  expect(imagesOf(deployed(act.remote, 'shop-dev'))).toEqual([released]);
  const message = git(act.remote, 'log', '-1', '--format=%an%n%B', 'main');
  expect(message).toContain('github-actions[bot]\n');
  expect(message).toContain(inputs.reason);
  // It passes its gate in dev, which had no issue. That of staging stays.
  expect(github.issues.map(({ state }) => state)).toEqual(['open']);
  expect(github.calls.filter((call) => call.startsWith('GET')).length).toBeGreaterThan(reads);
});

// The last one: it takes the registry away.
test('a push whose image the registry does not take releases nothing, and reports what to do next', async () => {
  await act.stopRegistry();
  const { source, run } = await push('refused');
  expect([run.succeeded, head()]).toEqual([false, source]);
  expect(usedOf(run, 'build-push-action')).toHaveLength(1);
  expect(run.log).toContain('Nothing was released. See the failed step.');
  expect(run.log).toContain('run make doctor to list missing secrets and permissions on GitHub');
});
