import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import { REAL_MESSAGES } from '../support/argocd-messages';
import type { Background } from '../support/background';
import { waitFor } from '../support/background';
import type { Expected } from '../support/cluster/cluster';
import { OwnCluster } from '../support/cluster/own-cluster';
import { kubeconfig } from '../support/cluster/users';
import { fixIn } from '../support/page';

/* What commands and docs/TROUBLESHOOTING.md make of trouble outside of a repository, compared with what really happens. */

jest.setTimeout(240_000);

const APPLICATION = 'trouble-dev';
const FAR = 'trouble-far-away';
const ROOT = 'trouble-root';
const DEPLOYMENT = 'apps/trouble/k8s/base/deployment.yaml';
/** Nothing listens there. */
const FAR_SERVER = 'https://127.0.0.1:9';

let cluster: OwnCluster;
let repository: ClusterRepository;

beforeAll(async () => {
  cluster = await OwnCluster.start({ nodes: 1, capacity: { pods: '3' } });
  configure(1);
  repository.applyRoot();
  repository.release('trouble', 'dev', 'first');
  support.git(repository.folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  await look(ROOT);
  await healthy();
});

afterAll(async () => {
  await cluster?.stop();
  support.cleanUp();
});

function configure(replicas: number): void {
  const options = {
    name: 'trouble',
    environments: {
      dev: { replicas },
      far: { gated: false, clusters: { away: { server: FAR_SERVER } } },
    },
    defaults: { gate: { check: 'health' as const, timeoutMinutes: 1 } },
    argocd: { address: cluster.argocdAddress },
    apps: { trouble: {} },
  };
  if (repository === undefined) repository = ClusterRepository.create(cluster, options);
  else repository.configure(options);
}

/** Lets Argo CD forget what it knows of an Application and look again, and waits until it has. */
async function look(name: string): Promise<void> {
  await cluster.waitForApplication(name, {});
  await cluster.refresh(name, 'hard');
  const hasLooked = async (): Promise<boolean> => {
    const annotations = (await cluster.application(name))?.metadata.annotations as object | undefined;
    return !Object.keys(annotations ?? {}).includes('argocd.argoproj.io/refresh');
  };
  await cluster.wait(`a look at ${name}`, 60, hasLooked, { application: name });
}

/** Ends retries, which Argo CD would repeat for minutes, and waits until everything works again. */
async function healthy(expected: Expected = { health: 'Healthy' }): Promise<void> {
  await look(ROOT);
  const isDone = async (): Promise<boolean> => {
    const { phase, retryCount = 0 } = (await cluster.application(APPLICATION))?.status?.operationState ?? {};
    if (phase === 'Running' && retryCount > 0) cluster.argocd(['app', 'terminate-op', APPLICATION]);
    return phase !== 'Running';
  };
  await cluster.waitForApplication(APPLICATION, {});
  await cluster.refresh(APPLICATION, 'hard');
  await cluster.wait('the end of retries', 60, isDone, { application: APPLICATION });
  await cluster.waitForApplication(APPLICATION, { sync: 'Synced', revision: repository.head(), ...expected }, 90);
}

/** Lets Argo CD look until the conditions or the last sync of an Application have a message; returns all of them. */
async function messagesWith(message: string, application = APPLICATION): Promise<string> {
  let all = '';
  const areThere = async (): Promise<boolean> => {
    const { conditions = [], operationState } = (await cluster.application(application))?.status ?? {};
    const failed = operationState?.syncResult?.resources?.map((resource) => resource.message) ?? [];
    all = [...conditions.map((one) => `${one.type}: ${one.message}`), operationState?.message ?? '', ...failed].join(
      '\n',
    );
    if (all.includes(message)) return true;
    await look(application);
    return false;
  };
  await cluster.wait(message, 90, areThere, { application });
  return all;
}

/** The fix of docs/TROUBLESHOOTING.md for a message. */
function fixFor(section: string, message: string): string {
  return fixIn(readFileSync(join(repository.folder, 'docs/TROUBLESHOOTING.md'), 'utf8'), section, message);
}

function env(): NodeJS.ProcessEnv {
  return {
    KUBECONFIG: kubeconfig(cluster.folder, 'test'),
    PATH: [join(cluster.folder, 'bin'), process.env.PATH].join(':'),
  };
}

function inCluster(...args: string[]): support.Result {
  const result = repository.gitopsInCluster(args, { expect: null, env: env() });
  expect(result.all).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  return result;
}

interface Checks {
  readonly status: number | null;
  /** State, detail, and fix of a check. */
  readonly of: (id: string) => readonly unknown[];
}

function doctor(): Checks {
  const began = Date.now();
  const { status, stdout } = inCluster('doctor', '--cluster', '--json');
  // Each of its questions has a limit of 5 seconds.
  expect(Date.now() - began).toBeLessThan(60_000);
  const { checks } = JSON.parse(stdout) as { checks: Record<'id' | 'state' | 'detail' | 'fix', string>[] };
  return {
    status,
    of: (id) => checks.filter((check) => check.id === id).flatMap(({ state, detail, fix }) => [state, detail, fix]),
  };
}

/**
 * What doctor reports of the repository once it fails. Argo CD keeps what it has read for minutes, so an error that a look
 * finds can be gone after the next one, which it takes by itself.
 */
async function unreadable(): Promise<readonly unknown[]> {
  let last: Checks | undefined;
  const isFound = async (): Promise<boolean> => {
    await look(ROOT);
    last = doctor();
    return last.of('argocd.repository')[0] === 'failed';
  };
  await cluster.wait('a failed check of the repository', 60, isFound, { application: ROOT });
  expect(last?.status).toBe(1);
  return last!.of('argocd.repository');
}

function startGate(environment = 'dev'): Background {
  return repository.startInCluster(['gate', 'trouble', environment], join(support.makeFolder('gate'), 'log'), env());
}

/** Runs a gate until it prints a reason for waiting. */
async function gateWaitsFor(reason: string, environment?: string): Promise<void> {
  const gate = startGate(environment);
  const what = `a gate that prints: ${reason}`;
  try {
    await waitFor(() => gate.output().includes(reason), { what, seconds: 60, program: gate });
  } finally {
    await gate.stop('SIGKILL');
  }
}

/** A gate that asks the git server for the branch, and ends. The clone otherwise reads the server's folder. */
function gateAtServer(): support.Result {
  const local = `url.${join(cluster.folder, 'git')}/.insteadOf`;
  support.git(repository.folder, 'config', '--unset', local);
  try {
    return inCluster('gate', 'trouble', 'dev');
  } finally {
    support.git(repository.folder, 'config', local, `${cluster.git.address}/`);
  }
}

/** It reads git only: what was released stays the same, whatever becomes of it. */
function expectStatus(): void {
  const { status, stdout } = inCluster('status');
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^trouble .*first/m)]);
}

const lookAt = (name: string): string =>
  `kubectl --namespace argocd describe application ${name}; docs/TROUBLESHOOTING.md lists the messages`;

test('nothing is wrong, and the versions are those of the cluster', async () => {
  const { of } = doctor();
  expect(of('cluster.kubernetes')).toEqual(['ok', 'v1.34.4, in context stack', null]);
  expect(of('argocd.version')).toEqual(['ok', 'v3.2.11+unknown knows retry.refresh, in context stack', null]);
  expect(of('argocd.kustomize')).toEqual(['ok', 'v5.7.0', null]);
  expect(of('argocd.repository')).toEqual(['ok', 'Argo CD has read it', null]);
  expect(of('argocd.root')).toEqual(['ok', 'Synced, Healthy, in context stack', null]);
  expect(of('argocd.applications')).toEqual(['ok', '1 Application', null]);
  expectStatus();
  expect(inCluster('gate', 'trouble', 'dev').status).toBe(0);
});

test.each([
  ['an unknown field', '\n  strategy:', '\n  strategyy:', '.spec.strategyy: field not declared in schema'],
  ['a wrong type', /revisionHistoryLimit: \d+/, 'revisionHistoryLimit: three', 'expected numeric (int or float)'],
  ['no YAML', /^[^]*$/, 'kind: [', 'MalformedYAMLError'],
  ['a wrong value', /maxUnavailable: \S+/, 'maxUnavailable: many', 'Deployment.apps "trouble" is invalid'],
])('a manifest with %s that was pushed past the checks', async (_what, before, after, message) => {
  const file = join(repository.folder, DEPLOYMENT);
  const good = readFileSync(file, 'utf8');
  try {
    const bad = good.replace(before, after);
    expect(bad).not.toBe(good);
    writeFileSync(file, bad);
    repository.push('fix: by hand');
    const all = await messagesWith(message);
    const { status, of } = doctor();
    expect(status).toBe(1);
    expect(of('argocd.applications')).toEqual(['failed', expect.stringContaining(message), lookAt(APPLICATION)]);
    expect(of('argocd.root')[0]).toBe('ok');
    await gateWaitsFor(message);
    expectStatus();
    expect(fixFor('Argo CD reports an error', all)).toMatch(/^`make validate`; revert the commit$|^the same$/);
  } finally {
    writeFileSync(file, good);
    repository.push('fix: as generated');
  }
  await healthy();
  expect(inCluster('gate', 'trouble', 'dev').status).toBe(0);
});

const addRepository = (): string => `argocd repo add ${cluster.git.url('trouble')}`;

test('credentials that the git server does not accept', async () => {
  const { data } = (await cluster.get('Secret', 'git-server', 'argocd'))!;
  await cluster.patch('Secret', 'git-server', 'argocd', { stringData: { password: 'wrong' } });
  try {
    await messagesWith('authentication required');
    const all = await messagesWith('authentication required', ROOT);
    expect(await unreadable()).toEqual([
      'failed',
      expect.stringContaining('authentication required'),
      `give it credentials: ${addRepository()}, with a deploy key or a token`,
    ]);
    await gateWaitsFor('authentication required');
    expectStatus();
    expect(fixFor('Argo CD reports an error', all)).toBe(`\`${addRepository()}\` with a deploy key or token`);
  } finally {
    await cluster.patch('Secret', 'git-server', 'argocd', { data });
  }
  await healthy();
});

test('a repository that the git server hides from Argo CD', async () => {
  const path = cluster.git.path('trouble');
  renameSync(path, `${path}.hidden`);
  try {
    const all = await messagesWith('repository not found', ROOT);
    expect(await unreadable()).toEqual([
      'failed',
      expect.stringContaining('repository not found'),
      `give it credentials: ${addRepository()}, with a deploy key or a token`,
    ]);
    expect(fixFor('Argo CD reports an error', all)).toBe(`\`${addRepository()}\` with a deploy key or token`);
    expectStatus();
    const gate = gateAtServer();
    expect(gate.status).toBe(2);
    // To those who may not read it, a server answers as if it wanted a password.
    expect(gate.stderr).toMatch(/^python-gitops: git fetch failed: .*could not read Username/m);
    expect(fixFor('A gate fails', gate.stderr)).toBe(
      'wait, then rerun the failed jobs; or check the address and what the token or key may read',
    );
  } finally {
    renameSync(`${path}.hidden`, path);
  }
  await healthy();
});

test('a git server that is down', async () => {
  await cluster.halt('git-server');
  try {
    const all = await messagesWith('connection refused', ROOT);
    const url = cluster.git.url('trouble');
    expect(await unreadable()).toEqual([
      'failed',
      expect.stringContaining('connection refused'),
      `check that ${url} answers there, then: argocd repo get ${url} --refresh hard`,
    ]);
    expect(fixFor('Argo CD reports an error', all)).toBe('wait, or ask the platform team');
    expectStatus();
    const gate = gateAtServer();
    expect(gate.status).toBe(2);
    expect(gate.stderr).toMatch(/^python-gitops: git fetch failed: .*(?:Connection refused|Failed to connect)/m);
    expect(fixFor('A gate fails', gate.stderr)).toBe(
      'wait, then rerun the failed jobs; or check the address and what the token or key may read',
    );
  } finally {
    await cluster.resume('git-server');
  }
  await healthy();
});

test('a namespace that is being deleted, and its end', async () => {
  const uid = async (): Promise<unknown> => (await cluster.get('Namespace', APPLICATION))?.metadata.uid;
  const held = { name: 'held', namespace: APPLICATION, finalizers: ['example.org/held'] };
  await cluster.apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: held }]);
  await cluster.delete('Namespace', APPLICATION);
  const all = await messagesWith('because it is being terminated');
  const { status, of } = doctor();
  expect(status).toBe(1);
  expect(of('argocd.applications')).toEqual([
    'failed',
    expect.stringContaining('is being terminated'),
    lookAt(APPLICATION),
  ]);
  await gateWaitsFor('is being terminated');
  expectStatus();
  const fix = fixFor('Argo CD reports an error', all);
  expect(fix).toBe(`\`kubectl get namespace ${APPLICATION} --output yaml\` names it; ask its owner`);
  expect(cluster.kubectl(['get', 'namespace', APPLICATION, '--output', 'yaml'])).toContain('example.org/held');
  const deleted = await uid();
  await cluster.patch('ConfigMap', 'held', APPLICATION, { metadata: { finalizers: null } });
  await cluster.wait('the end of the namespace', 60, async () => (await uid()) !== deleted, {
    application: APPLICATION,
  });
  // A sync that began before the end does not make the namespace again: it retries in vain, and then Argo CD gives up.
  const gone = REAL_MESSAGES.find((message) => message.includes('not found'))!;
  expect(fixFor('Argo CD reports an error', gone)).toBe('push any commit, or `argocd app sync trouble-dev`');
  repository.push('build: anything');
  await healthy();
  expect(inCluster('gate', 'trouble', 'dev').status).toBe(0);
});

test('a node without room', async () => {
  configure(5);
  repository.push('feat: more pods');
  await cluster.refresh(APPLICATION);
  const pending = async (): Promise<string[]> =>
    (await cluster.list('Pod', APPLICATION)).flatMap(
      ({ status }) =>
        (status as { conditions?: { reason?: string; message?: string }[] }).conditions?.flatMap(
          ({ reason, message }) => (reason === 'Unschedulable' ? [message ?? ''] : []),
        ) ?? [],
    );
  await cluster.wait('a pending pod', 60, async () => (await pending()).length > 0, { application: APPLICATION });
  const [message] = await pending();
  expect(message).toContain('0/1 nodes are available: 1 Too many pods.');
  await healthy({ health: 'Progressing' });
  // It may still be on its way.
  const waiting = `${APPLICATION}: Synced, Progressing`;
  expect(doctor().of('argocd.applications')).toEqual(['not-checked', waiting, lookAt(APPLICATION)]);
  await gateWaitsFor(`waiting: ${APPLICATION}: Progressing, `);
  expectStatus();
  expect(fixFor('A gate fails', `${APPLICATION}: Progressing`)).toBe('[Pods are not ready](#pods-are-not-ready)');
  expect(fixFor('Pods are not ready', message)).toBe('lower `memory` or `cpu`, or ask the platform team');
});

test('another cluster that Argo CD cannot reach', async () => {
  const config = JSON.stringify({ bearerToken: 'any', tlsClientConfig: { insecure: true } });
  const labels = { 'argocd.argoproj.io/secret-type': 'cluster' };
  const metadata = { name: 'away', namespace: 'argocd', labels };
  const stringData = { name: 'away', server: FAR_SERVER, config };
  await cluster.apply([{ apiVersion: 'v1', kind: 'Secret', metadata, stringData }]);
  repository.release('trouble', 'far', 'first');
  support.git(repository.folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  await look(ROOT);
  await cluster.waitForApplication(FAR, {});
  const all = await messagesWith('connection refused', FAR);
  const { status, of } = doctor();
  expect(status).toBe(1);
  expect(of('argocd.applications')).toEqual([
    'failed',
    expect.stringMatching(new RegExp(`^${FAR}: .*; and 1 other$`)),
    lookAt(FAR),
  ]);
  expect(of('argocd.repository')[0]).toBe('ok');
  await gateWaitsFor('connection refused', 'far');
  expectStatus();
  expect(fixFor('Argo CD reports an error', all)).toBe('wait, or ask the platform team');
});

test('a cluster that is down', async () => {
  await cluster.halt('kube-apiserver');
  const gate = startGate();
  const { of } = doctor();
  const silent = /^the cluster of context stack did not answer: .*(?:refused|deadline exceeded)/;
  expect(of('cluster.kubernetes').slice(0, 2)).toEqual(['not-checked', expect.stringMatching(silent)]);
  for (const id of ['argocd.repository', 'argocd.root', 'argocd.applications']) expect(of(id)[0]).toBe('not-checked');
  expectStatus();
  expect(await gate.exit).toBe('1');
  const why =
    'Argo CD cannot read it, although the token may: the API server of its cluster may be down, still after 1 minute';
  expect(gate.output()).toContain(why);
  expect(fixFor('A gate fails', gate.output())).toBe('wait, then rerun the failed jobs');
});
