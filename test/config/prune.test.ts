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
  expect(prune(options, findings)).toEqual({ apps: { A: {}, b: { port: 8000, systemPackages: ['x'] } } });
});

test('findings about shape and findings about what options say together come at once', () => {
  const config = shop({
    name: 'Shop!',
    environments: { dev: {}, prod: { replicas: 'many' } },
    apps: {
      web: { port: 80, prot: 1, memoryLimit: '64Mi', memory: '128Mi' },
      x: { workloads: { m: { kind: 'job' } } },
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
