import { join } from 'node:path';
import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import type { WorkflowRun } from '../support/act';
import { Act } from '../support/act';
import { Cluster } from '../support/cluster/cluster';
import type { Exposed } from '../support/cluster/exposed';

/**
 * A push runs the generated workflow with act, which pushes releases to the git server of the cluster, from where Argo CD
 * deploys them. Stand-ins: the actions (test/fixtures/actions), which really build and push the image; and the webhook,
 * which this test sends for each commit that appears on the server, as GitHub does.
 */
jest.setTimeout(900_000);

const cluster = Cluster.shared();
const APP = 'flow';
const ENVIRONMENTS = ['dev', 'staging'] as const;

let act: Act;
let repository: ClusterRepository;
const ports: Exposed[] = [];

beforeAll(async () => {
  const git = await cluster.expose('git');
  const argocd = await cluster.expose('argocdApi');
  ports.push(git, argocd);
  cluster.git.create(APP);
  act = await Act.start(cluster.git.hostOf(APP, git.address));
  const health = { check: 'health', timeoutMinutes: 3 };
  repository = ClusterRepository.create(cluster, {
    name: APP,
    registry: `${act.registry}/acme`,
    ci: 'github',
    environments: { dev: { gate: health }, staging: { gate: health }, prod: {} },
    argocd: { address: argocd.address },
    apps: { [APP]: {} },
  });
  support.nameTarballByPath(repository.folder);
  support.synth(repository.folder);
  repository.push('build: the library by its path');
  for (const environment of ENVIRONMENTS) repository.release(APP, environment, 'first');
  repository.applyRoot();
  await repository.sync(...ENVIRONMENTS.map((environment) => `${APP}-${environment}`));
});

afterAll(async () => {
  await act?.stop();
  for (const { stop } of ports) stop();
  support.cleanUp();
});

function head(): string {
  return repository.head()!;
}

/** Waits for the next commit on the server, and tells Argo CD of it. */
async function commitAfter(before: string): Promise<string> {
  await cluster.wait('a commit', 600, () => head() !== before);
  const after = head();
  await cluster.reportPush(APP, before, after);
  return after;
}

/** Runs a workflow, and what happens in the cluster meanwhile; a run that fails ends both. */
async function during(running: Promise<WorkflowRun>, meanwhile: Promise<void>): Promise<WorkflowRun> {
  const succeeded = running.then((run) => {
    if (!run.succeeded) throw new Error(`the workflow failed:\n${run.log}`);
    return run;
  });
  const [run] = await Promise.all([succeeded, meanwhile]);
  return run;
}

const secrets = { ARGOCD_AUTH_TOKEN: 'any' };
const env = { NODE_EXTRA_CA_CERTS: cluster.trusted, GIT_SSL_CAINFO: cluster.trusted };

let image: string;

test('a push becomes ready pods in dev, then in staging', async () => {
  const pull = ['pull', '--quiet', '--rebase', 'origin', 'main'];
  support.git(repository.folder, ...pull);
  support.edit(join(repository.folder, `apps/${APP}/src/server.py`), 'return {', 'return {"second": "yes", ');
  const before = head();
  const source = repository.push('feat: second');
  const pushed = Date.now();
  const times: string[] = [];
  const passed = (step: string): void =>
    void times.push(`${((Date.now() - pushed) / 1000).toFixed(1).padStart(6)} s after the push: ${step}`);
  const payload = { ref: 'refs/heads/main', before, after: source, deleted: false };
  await cluster.reportPush(APP, before, source);
  let release = source;
  const meanwhile = async (): Promise<void> => {
    for (const environment of ENVIRONMENTS) {
      const name = `${APP}-${environment}`;
      release = await commitAfter(release);
      passed(`the workflow has released it to ${environment}`);
      await cluster.waitForApplication(name, { revision: release });
      passed(`Argo CD sees the commit in ${environment}`);
      await cluster.waitForApplication(name, { revision: release, sync: 'Synced', phase: 'Succeeded' });
      passed(`${name} is synced`);
      const digest = await act.digestOf(`acme/${APP}`, source);
      image = `${act.registry}/acme/${APP}:${source}@${digest}`;
      await cluster.waitForPods(name, { image });
      passed(`all pods of ${environment} are ready`);
      await cluster.waitForApplication(name, { revision: release, sync: 'Synced', health: 'Healthy' });
      // What the next environment runs, before the gate of this one has passed.
    }
  };
  const running = act.run({ name: 'push', sha: source, payload, workflow: 'main.yml', secrets, env });
  const run = await during(running, meanwhile());
  passed('the workflow ends');
  console.log(times.join('\n'));
  expect(image).toMatch(/@sha256:[0-9a-f]{64}$/);
  const short = source.slice(0, 12);
  const lines = ENVIRONMENTS.map((name) => `${APP} in ${name} passed: Argo CD synced ${short}, and it is healthy.`);
  expect(lines.filter((line) => !run.log.includes(line))).toEqual([]);
  expect(await cluster.application(`${APP}-prod`)).toBeUndefined();
});

test('a person promotes it to production, which stays at that revision', async () => {
  const revision = head();
  const inputs = { action: 'promote', app: APP, environment: 'prod', to: '', reason: '' };
  const payload = { ref: 'refs/heads/main', inputs };
  const running = act.run({ name: 'workflow_dispatch', sha: revision, payload, workflow: 'release.yml', secrets, env });
  const name = `${APP}-prod`;
  const meanwhile = async (): Promise<void> => {
    await commitAfter(revision);
    const application = await cluster.waitForApplication(name, { revision, sync: 'Synced', health: 'Healthy' });
    expect(application.spec.source.targetRevision).toBe(revision);
    await cluster.waitForPods(name, { image });
  };
  await during(running, meanwhile());
});
