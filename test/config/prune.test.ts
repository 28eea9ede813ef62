import { PROJECT } from '../../src/config/definitions/project';
import { prune } from '../../src/config/prune';
import { check, shop } from '../support/config-check';

const finding = (code: 'wrong-type' | 'unknown-key' | 'invalid-value', path: string) => ({
  code,
  path,
  must: '',
  got: '',
  fix: '',
});

test('what is of the wrong shape is left out, and what is behind a wrong name stays', () => {
  const options = { name: 5, apps: { A: { port: 1 }, b: { prot: 2, port: 8000, systemPackages: [1, 'x'] } } };
  const findings = [
    finding('wrong-type', 'name'),
    finding('invalid-value', 'apps.A'),
    finding('invalid-value', 'apps.A.port'),
    finding('unknown-key', 'apps.b.prot'),
    finding('wrong-type', 'apps.b.systemPackages[0]'),
  ];
  expect(prune(PROJECT, options, findings).options).toEqual({
    apps: { A: {}, b: { port: 8000, systemPackages: ['x'] } },
  });
});

test('findings about shape and findings about what options say together come at once', () => {
  const config = shop({
    name: 'Shop!',
    environments: { dev: {}, prod: { replicas: 'many' } },
    apps: {
      web: { port: 80, prot: 1, memoryLimit: '64Mi', memory: '128Mi' },
      x: { workloads: { m: { type: 'job' } } },
    },
  });
  expect(check(config).sort()).toEqual([
    'apps.web.memoryLimit conflicting-options',
    'apps.web.port invalid-value',
    'apps.web.prot unknown-key',
    'apps.x.workloads.m.command missing-option',
    'environments.prod.replicas wrong-type',
    'name invalid-value',
  ]);
});

test('names of apps that are names of options, or need quotes, change nothing', () => {
  const options = {
    apps: { apps: { memory: null }, clusters: { env: { A: 1, B: '2' } }, 'a b': { port: 'x', env: {} } },
  };
  const findings = [
    finding('wrong-type', 'apps.apps.memory'),
    finding('wrong-type', 'apps.clusters.env.A'),
    finding('wrong-type', 'apps["a b"].port'),
  ];
  expect(prune(PROJECT, options, findings).options).toEqual({
    apps: { apps: {}, clusters: { env: { B: '2' } }, 'a b': { env: {} } },
  });
});

test('a cluster without what names it, and an entry of a list without one of its fields, are left out', () => {
  const options = {
    environments: { dev: { clusters: { eu: { server: 5, x: 1 }, us: { name: 'us' } } } },
    apps: { web: { volumes: [{ name: 'a', mountPath: 1 }, { name: 'b' }] } },
  };
  const findings = [
    finding('wrong-type', 'environments.dev.clusters.eu.server'),
    finding('wrong-type', 'apps.web.volumes[0].mountPath'),
  ];
  expect(prune(PROJECT, options, findings).options).toEqual({
    environments: { dev: { clusters: { us: { name: 'us' } } } },
    apps: { web: { volumes: [{ name: 'b' }] } },
  });
});
