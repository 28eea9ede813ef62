import { parseCallable } from '../../../src/config/formats/workloads';
import { check, onlyFinding, shop } from '../../support/config-check';
import { describeTexts } from '../../support/config-options';

describeTexts({
  'apps.web.callable': {
    accepted: ['server:app', 'shop.web:application', '_a._b:_c', 'A1:b2'],
    refused: [
      '',
      'server',
      ':app',
      'server:',
      'server:app()',
      'server.app',
      'a..b:c',
      '.a:b',
      '1a:b',
      'a-b:c',
      'a:b.c',
      'class:app',
      'server:None',
      'a.import.b:c',
      'gitops_runtime:app',
      'gitops_runtime.serving:app',
    ],
  },
  'apps.web.workloads.web.volumes.cache.mountPath': {
    accepted: ['/var/cache/app', '/data', '/app/instance', '/etc/shop', '/run/secrets'],
    refused: [
      '',
      '/',
      'data',
      './data',
      '/data/',
      '/data//x',
      '/data/../x',
      '/./data',
      '/app',
      '/app/gitops_runtime',
      '/app/gitops_runtime/x',
      '/opt/venv',
      '/opt/venv/bin',
      '/tmp/app',
      '/tmp/x',
      '/proc/self',
      '/dev/shm',
      '/usr/local',
      '/etc',
      '/var',
      '/a b',
      '/a:b',
      `/${'a'.repeat(256)}`,
    ],
  },
});

test('an entry point is a module and a name in it', () => {
  expect(parseCallable('shop.web:application')).toEqual({ module: 'shop.web', name: 'application' });
  expect(parseCallable('shop.web')).toBeUndefined();
});

describe('the words that a workload chooses among', () => {
  const withWorkload = (own: object): Record<string, unknown> => shop({ apps: { web: { workloads: { web: own } } } });
  const PATH = 'apps.web.workloads.web';

  test.each([
    [{ type: 'cronjob', command: ['a'], schedule: '0 3 * * *' }, 'type', "use 'cron-job'"],
    [{ strategy: 'recreate' }, 'strategy', "use 'Recreate'"],
    [{ type: 'deployment' }, 'type', `change ${PATH}.type`],
  ])('%j is refused with a proposal', (own, option, fix) => {
    const finding = onlyFinding(withWorkload(own));
    expect([finding.code, finding.path, finding.fix]).toEqual(['invalid-value', `${PATH}.${option}`, fix]);
  });

  test('a command is not empty, may say the same twice, and has no control characters', () => {
    expect(check(withWorkload({ command: ['a', '-v', '-v', '', '$(X) `id` "\''] }))).toEqual([]);
    expect(check(withWorkload({ command: [] }))).toEqual([`${PATH}.command invalid-value`]);
    for (const wrong of ['a\0b', 'a\rb', '\ud800', 'a'.repeat(4097)]) {
      expect(check(withWorkload({ command: [wrong] }))).toEqual([`${PATH}.command[0] invalid-value`]);
    }
  });

  test.each([
    ['grpc', []],
    ['a1-b2', []],
    ['http', ['invalid-value']],
    ['123', ['invalid-value']],
    ['a--b', ['invalid-value']],
    ['Admin', ['invalid-value']],
    ['a-name-of-16-cha', ['invalid-value']],
  ])('a port may be called %s: findings %j', (name, codes) => {
    const found = check(withWorkload({ ports: { [name]: 9000 } })).map((finding) => finding.split(' ')[1]);
    expect(found).toEqual(codes);
  });
});
