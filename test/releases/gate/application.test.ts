import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wanted } from '../../../src/releases/gate/application';
import { judge } from '../../../src/releases/gate/application';

const RELEASE = 'a'.repeat(40);
const LATER = 'b'.repeat(40);
const BEFORE = 'c'.repeat(40);

const tracking: Wanted = {
  application: 'shop-dev',
  targetRevision: 'main',
  holds: (revision) => revision === RELEASE || revision === LATER,
  maySuspend: false,
};
const pinned: Wanted = {
  ...tracking,
  application: 'shop-prod',
  targetRevision: RELEASE,
  image: 'docker.io/acme/shop=docker.io/acme/shop:1',
  holds: (revision) => revision === RELEASE,
};

/** An Application as Argo CD answers with, as far as it is read. @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application-specification/ */
function application(status: object = {}, source: object = { targetRevision: 'main' }): object {
  return {
    metadata: { name: 'shop-dev' },
    status: {
      health: { status: 'Healthy', lastTransitionTime: '2026-01-10T10:00:40Z' },
      operationState: {
        phase: 'Succeeded',
        message: 'successfully synced (all tasks run)',
        finishedAt: '2026-01-10T10:00:30Z',
        syncResult: { revision: RELEASE },
      },
      reconciledAt: '2026-01-10T10:00:41Z',
      sync: { status: 'Synced', revision: RELEASE, comparedTo: { source } },
      ...status,
    },
  };
}

const sync = (changes: object): object => ({
  sync: { status: 'Synced', revision: RELEASE, comparedTo: { source: { targetRevision: 'main' } }, ...changes },
});
const operation = (changes: object): object => ({
  operationState: { phase: 'Succeeded', finishedAt: '2026-01-10T10:00:30Z', ...changes },
});

test('a release that is synced, and healthy since, passes', () => {
  expect(judge(application(), tracking)).toEqual({ state: 'passed' });
});

test('so does one that Argo CD has synced with later commits', () => {
  expect(judge(application(sync({ revision: LATER })), tracking)).toEqual({ state: 'passed' });
});

const broken = (kind: string, resource: object): object => ({
  syncResult: { revision: RELEASE, resources: [{ kind, name: 'shop', hookPhase: 'Failed', ...resource }] },
  phase: 'Failed',
  message: 'Operation terminated (retried 1 times).',
});
const invalid = { status: 'SyncFailed', message: 'Deployment.apps "shop" is invalid' };
const hook = { hookType: 'PostSync', message: 'Job has reached the specified backoff limit' };

test('a failed sync does not count after a commit with which nothing differs', () => {
  const after = (revision: string, failed: object): object =>
    judge(application({ ...operation(failed), ...sync({ revision }) }), tracking);
  expect(after(LATER, broken('Deployment', invalid))).toEqual({ state: 'passed' });
  expect(after(LATER, broken('Job', { ...hook, hookPhase: 'Succeeded' }))).toEqual({ state: 'passed' });
  expect(after(RELEASE, broken('Deployment', invalid))).toMatchObject({ state: 'failed' });
  // No later sync repeats it.
  for (const phase of ['Failed', 'Error']) {
    expect(after(LATER, broken('Job', { ...hook, hookPhase: phase }))).toEqual({
      state: 'failed',
      why: 'shop-dev: the sync failed: Job shop: Job has reached the specified backoff limit (Operation terminated (retried 1 times).)',
    });
  }
  const conditions = [{ type: 'ComparisonError', message: 'failed to list refs: authentication required' }];
  const unknown = { ...operation(broken('Deployment', invalid)), ...sync({ revision: 'main', status: 'Unknown' }) };
  expect(judge(application({ ...unknown, conditions }), tracking)).toEqual({
    state: 'trouble',
    why: 'shop-dev: ComparisonError: failed to list refs: authentication required',
  });
  const differs = { ...operation(broken('Deployment', invalid)), ...sync({ revision: LATER, status: 'OutOfSync' }) };
  expect(judge(application(differs), tracking)).toMatchObject({ state: 'failed' });
});

test.each([
  [
    'the cluster is at an earlier commit',
    application(sync({ revision: BEFORE })),
    'Argo CD is at cccccccccccc, before the release',
  ],
  [
    'it was compared with no commit',
    application(sync({ revision: undefined })),
    'Argo CD is at no commit, before the release',
  ],
  ['it syncs', application(operation({ phase: 'Running' })), 'syncing'],
  ['it will sync', application(sync({ status: 'OutOfSync' })), 'OutOfSync'],
  [
    'health is older than the sync',
    application({ reconciledAt: '2026-01-10T10:00:30Z' }),
    'synced, but not refreshed since',
  ],
  ['pods come up', application({ health: { status: 'Progressing' } }), 'Progressing'],
  ['something is missing', application({ health: { status: 'Missing' } }), 'Missing'],
  ['health is not known', application({ health: {} }), 'Unknown'],
  ['it is suspended by a person', application({ health: { status: 'Suspended' } }), 'Suspended'],
])('waits while %s', (_what, answer, why) => {
  expect(judge(answer, tracking)).toEqual({ state: 'waiting', why: `shop-dev: ${why}` });
});

test('asks for a refresh of the root while Argo CD has not seen the release', () => {
  const look = { state: 'waiting', why: 'shop-dev: Argo CD has not read the release yet', isUnseen: true };
  expect(judge({ metadata: {} }, tracking)).toEqual(look);
});

test('passes if the config suspends only a cron job', () => {
  const answer = application({ health: { status: 'Suspended' } });
  expect(judge(answer, { ...tracking, maySuspend: true })).toEqual({ state: 'passed' });
});

test('accepts degraded health for a while: an autoscaler is degraded until new pods have metrics', () => {
  const answer = application({ health: { status: 'Degraded', message: 'no metrics\nmore' } });
  expect(judge(answer, tracking)).toEqual({ state: 'trouble', why: 'shop-dev: Degraded, no metrics more' });
});

test.each([
  [
    'Degraded',
    [['Deployment', 'shop', 'Degraded', 'Deployment "shop" exceeded its progress deadline']],
    'Deployment "shop" exceeded its progress deadline',
  ],
  [
    'Progressing',
    [
      ['Service', 'shop', 'Healthy'],
      ['Deployment', 'shop', 'Progressing', 'Waiting for rollout to finish: 0 of 1 updated replicas are available...'],
    ],
    'Deployment shop: Waiting for rollout to finish: 0 of 1 updated replicas are available...',
  ],
  ['Missing', [['Ingress', 'shop', 'Missing']], 'Ingress shop'],
  ['Degraded', ['a', 'b', 'c', 'd'].map((name) => ['Job', name, 'Degraded']), 'Job a, Job b, Job c, and 1 more'],
  ['Degraded', [['Job', 'shop', 'Degraded', 'one\u001b[2J\ntwo']], 'Job shop: one\\x1b[2J two'],
])('names the objects that are %s: %j', (state, objects, why) => {
  const resources = objects.map(([kind, name, status, message]) => ({ kind, name, health: { status, message } }));
  const answer = application({ health: { status: state }, resources });
  expect(judge(answer, tracking)).toMatchObject({ why: `shop-dev: ${state}, ${why}` });
});

test('accepts for a while that Argo CD cannot read the repository', () => {
  const conditions = [
    { type: 'OrphanedResourceWarning', message: '2 orphaned resources' },
    { type: 'ComparisonError', message: 'rpc error: authentication required\u001b[2J' },
  ];
  expect(judge(application({ conditions }), tracking)).toEqual({
    state: 'trouble',
    why: 'shop-dev: ComparisonError: rpc error: authentication required\\x1b[2J',
  });
});

test('shows both ends of a long message', () => {
  const message = `Failed to load target state${' of something'.repeat(100)}: no such file`;
  const { why } = judge(application({ conditions: [{ type: 'ComparisonError', message }] }), tracking) as {
    why: string;
  };
  expect(why).toMatch(/^shop-dev: ComparisonError: Failed to load target state of .+ … .+: no such file$/);
  expect(why.length).toBeLessThan(650);
});

test.each(['Failed', 'Error'])('a sync of the release that ended with %s fails', (phase) => {
  const failed = { phase, message: 'one or more objects failed to apply', syncResult: { revision: RELEASE } };
  expect(judge(application(operation(failed)), tracking)).toEqual({
    state: 'failed',
    why: 'shop-dev: the sync failed: one or more objects failed to apply',
  });
});

const retrying = 'one or more synchronization tasks completed unsuccessfully. Retrying attempt #1 at 12:53AM.';

test.each([
  [
    'a job',
    retrying,
    { kind: 'Job', name: 'shop-migrate', hookPhase: 'Failed', message: 'Job has reached the specified backoff limit' },
    `Job shop-migrate: Job has reached the specified backoff limit (${retrying})`,
  ],
  [
    'a kind that the cluster does not have',
    'one or more synchronization tasks are not valid',
    {
      kind: 'Cache',
      name: 'shop',
      status: 'SyncFailed',
      message: 'The Kubernetes API could not find acme.example/Cache',
    },
    'Cache shop: The Kubernetes API could not find acme.example/Cache (one or more synchronization tasks are not valid)',
  ],
  [
    'an object that the message already has',
    'one or more objects failed to apply, reason: Service "shop" is invalid',
    { kind: 'Service', name: 'shop', hookPhase: 'Failed', status: 'SyncFailed', message: 'Service "shop" is invalid' },
    'one or more objects failed to apply, reason: Service "shop" is invalid',
  ],
])('names what failed in a sync, such as %s', (_what, message, resource, why) => {
  const fine = {
    kind: 'ConfigMap',
    name: 'shop',
    status: 'Synced',
    hookPhase: 'Running',
    message: 'configmap/shop serverside-applied',
  };
  const failed = { phase: 'Failed', message, syncResult: { revision: RELEASE, resources: [fine, resource] } };
  expect(judge(application(operation(failed)), tracking)).toEqual({
    state: 'failed',
    why: `shop-dev: the sync failed: ${why}`,
  });
  expect(judge(application(operation({ ...failed, phase: 'Running', retryCount: 1 })), tracking)).toEqual({
    state: 'trouble',
    why: `shop-dev: the sync failed and is being retried: ${why}`,
  });
});

test('a sync that failed earlier does not fail the release', () => {
  const failed = operation({ phase: 'Failed', syncResult: { revision: BEFORE } });
  const answer = application({ ...failed, ...sync({ revision: BEFORE }) });
  expect(judge(answer, tracking)).toMatchObject({ state: 'waiting' });
});

describe('what Argo CD 3.2 answered of', () => {
  const answered = (name: string): unknown =>
    JSON.parse(readFileSync(join(__dirname, '..', '..', 'fixtures', 'argocd', `${name}.json`), 'utf8'));
  const synced = 'b5c4911e9ec33daae4625994b6c3e5e73ca82f31';

  test('an environment that tracks the branch', () => {
    const wanted = { ...tracking, holds: (revision: string) => revision === synced };
    expect(judge(answered('dev'), wanted)).toEqual({ state: 'passed' });
    expect(judge(answered('dev'), { ...wanted, holds: () => false })).toMatchObject({ state: 'waiting' });
  });

  test('a gated one, pinned to a commit and an image', () => {
    const revision = 'bc04c4d53164685c0129b98fca2ce43dd30a2dee';
    const image = `docker.io/acme/shop=docker.io/acme/shop:99f27ae67b815b7862cf4c164afa00451ecb7f77@sha256:${'2'.repeat(64)}`;
    const wanted = { ...pinned, targetRevision: revision, image, holds: (one: string) => one === revision };
    expect(judge(answered('prod'), wanted)).toEqual({ state: 'passed' });
    expect(judge(answered('prod'), { ...wanted, image: image.replace(/2+$/, '3') })).toMatchObject({ isUnseen: true });
  });

  test('a kind that the cluster does not have: it retries', () => {
    const wanted = { ...tracking, application: 'shop-staging', holds: () => true };
    expect(judge(answered('retrying'), wanted)).toEqual({
      state: 'trouble',
      why: 'shop-staging: the sync failed and is being retried: one or more synchronization tasks are not valid. Retrying attempt #5 at 4:43AM.',
    });
  });

  test('manifests that do not build: it reports the earlier state as healthy', () => {
    const wanted = { ...tracking, application: 'shop-staging', holds: () => true };
    expect(judge(answered('staging'), wanted)).toEqual({
      state: 'trouble',
      why: expect.stringMatching(/^shop-staging: ComparisonError: .+ invalid Kustomization: yaml: line 7/) as string,
    });
  });
});

describe('a pin', () => {
  const source = { targetRevision: RELEASE, kustomize: { images: [pinned.image] } };

  test('passes when commit and image are what Argo CD compared with', () => {
    expect(judge(application({}, source), pinned)).toEqual({ state: 'passed' });
  });

  test.each([
    ['commit', { ...source, targetRevision: BEFORE }],
    ['image', { ...source, kustomize: { images: ['docker.io/acme/shop=docker.io/acme/shop:0'] } }],
    ['image, while it had none', { targetRevision: RELEASE }],
  ])('waits while Argo CD knows another %s', (_what, other) => {
    expect(judge(application({}, other), pinned)).toEqual({
      state: 'waiting',
      why: 'shop-prod: Argo CD has not read the release yet',
      isUnseen: true,
    });
  });

  test('that was removed is waited for, too', () => {
    expect(judge(application({}, source), tracking)).toMatchObject({ state: 'waiting' });
    expect(judge(application({}, { ...source, targetRevision: 'main' }), tracking)).toMatchObject({ state: 'waiting' });
  });
});
