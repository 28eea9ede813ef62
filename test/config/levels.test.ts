import type { Level } from '../../src/config/levels';
import { merged, nearestValue, settingsLevels, workloadLevels } from '../../src/config/levels';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';

const OPTIONS: PythonGitOpsAppOptions = {
  name: 'shop',
  organization: {
    defaults: { memory: '80Mi', cpu: '3', logLevel: 'ERROR', env: { C: 'organization', D: 'organization' } },
    environments: { dev: { logLevel: 'CRITICAL', requestLogs: true } },
  },
  defaults: { memory: '100Mi', cpu: '1', env: { A: 'defaults', B: 'defaults', C: 'defaults' } },
  environments: {
    dev: { memory: '200Mi', env: { B: 'environment' } },
    prod: {},
  },
  apps: {
    web: {
      memory: '300Mi',
      env: { C: 'app' },
      workloads: { web: { memory: '500Mi', env: { X: 'workload', Y: 'workload' } }, other: {} },
      environments: {
        dev: {
          memory: '400Mi',
          env: { A: 'app in dev' },
          workloads: { web: { memory: '600Mi', env: { Y: 'dev' } } },
        },
      },
    },
  },
};

test('the levels of an app go from the farthest to the nearest, by the paths of .projenrc.ts', () => {
  expect(settingsLevels(OPTIONS, 'web', 'dev').map(({ path }) => path)).toEqual([
    'organization.defaults',
    'organization.environments.dev',
    'defaults',
    'environments.dev',
    'apps.web',
    'apps.web.environments.dev',
  ]);
  expect(settingsLevels(OPTIONS, 'web').map(({ path }) => path)).toEqual([
    'organization.defaults',
    'defaults',
    'apps.web',
  ]);
  expect(workloadLevels(OPTIONS, 'web', 'web', 'dev').map(({ path }) => path)).toEqual([
    'apps.web.workloads.web',
    'apps.web.environments.dev.workloads.web',
  ]);
  expect(workloadLevels(OPTIONS, 'web', 'other', 'prod').map(({ path }) => path)).toEqual(['apps.web.workloads.other']);
});

test('what is nearer wins, field by field', () => {
  const [app] = resolve(OPTIONS).apps;
  const [dev, prod] = app.environments;
  expect([app.base, dev, prod].map(({ pods }) => [pods.web.memory, pods.other.memory, pods.web.cpu])).toEqual([
    ['500Mi', '300Mi', '1'],
    ['600Mi', '400Mi', '1'],
    ['500Mi', '300Mi', '1'],
  ]);
  expect(dev.env).toEqual({ A: 'app in dev', B: 'environment', C: 'app', D: 'organization' });
  expect(prod.env).toEqual({ A: 'defaults', B: 'defaults', C: 'app', D: 'organization' });
  expect([dev, prod].map((own) => [own.logLevel, own.requestLogs])).toEqual([
    ['CRITICAL', true],
    ['ERROR', false],
  ]);
  expect([dev.pods.web.env, prod.pods.web.env, prod.pods.other.env]).toEqual([
    { X: 'workload', Y: 'dev' },
    { X: 'workload', Y: 'workload' },
    {},
  ]);
});

test('a value that is explicitly undefined says nothing', () => {
  const levels: Level<{ x?: number; y?: { p?: number; q?: number } }>[] = [
    { path: 'a', options: { x: 1, y: { p: 1, q: undefined } } },
    { path: 'b', options: { x: undefined, y: { p: undefined, q: 2 } } },
  ];
  expect(nearestValue(levels, 'x')).toBe(1);
  expect(merged(levels, 'y')).toEqual({ p: 1, q: 2 });
});
