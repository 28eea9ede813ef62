import { check, onlyFinding, shop } from '../../support/config-check';

function app(own: object, more: object = {}): Record<string, unknown> {
  return shop({ environments: { dev: {}, prod: {} }, apps: { web: own }, ...more });
}

describe('a secret that is an environment variable', () => {
  test.each([
    ['the app', { env: { SETTING: 'x' } }, {}, 'apps.web.env.SETTING'],
    [
      'an environment of it',
      { environments: { dev: { env: { SETTING: 'x' } } } },
      {},
      'apps.web.environments.dev.env.SETTING',
    ],
    ['the defaults', {}, { defaults: { env: { SETTING: 'x' } } }, 'defaults.env.SETTING'],
    ['an environment', {}, { environments: { dev: { env: { SETTING: 'x' } } } }, 'environments.dev.env.SETTING'],
    [
      'the organization',
      {},
      { organization: { defaults: { env: { SETTING: 'x' } } } },
      'organization.defaults.env.SETTING',
    ],
    ['a workload', { workloads: { web: { env: { SETTING: 'x' } } } }, {}, 'apps.web.workloads.web.env.SETTING'],
    [
      'a workload in an environment',
      { environments: { prod: { workloads: { web: { env: { SETTING: 'x' } } } } } },
      {},
      'apps.web.environments.prod.workloads.web.env.SETTING',
    ],
  ])('has no value in the open, which %s gives', (_what, own, more, place) => {
    expect(onlyFinding(app({ secrets: ['OTHER', 'SETTING'], ...own }, more))).toEqual({
      code: 'conflicting-options',
      path: 'apps.web.secrets[1]',
      must: `not be a variable with a plain value; ${place} sets one`,
      got: '"SETTING"',
      fix: 'remove one of them',
    });
  });

  test('may have the name of a variable of another app, and of something else of the same', () => {
    const other = { env: { SETTING: 'x' } };
    expect(check(shop({ apps: { web: { secrets: ['SETTING', 'constructor'] }, other } }))).toEqual([]);
    expect(
      check(app({ secrets: ['SETTING'], labels: { SETTING: 'x' }, buildSecrets: { SETTING: '/run/token' } })),
    ).toEqual([]);
  });

  test('is no file as well', () => {
    expect(onlyFinding(app({ secrets: ['A', 'B'], secretFiles: ['x', 'B'] }))).toEqual({
      code: 'not-unique',
      path: 'apps.web.secretFiles[1]',
      must: 'be either a variable or a file; apps.web.secrets[1] is the same key',
      got: '"B"',
      fix: 'remove one of them',
    });
  });

  test.each([
    ['secrets', ['A', 'A']],
    ['secretFiles', ['a', 'a']],
  ])('is named once in %s', (option, keys) => {
    expect(check(app({ [option]: keys }))).toEqual([`apps.web.${option}[1] not-unique`]);
  });
});

describe('the folder of the files', () => {
  const volume = (name: string, mountPath: string, secretFiles?: string[]): Record<string, unknown> =>
    app({ secretFiles, workloads: { web: { volumes: { [name]: { mountPath } } } } });

  test('takes neither a volume of its name, nor one at or below its place', () => {
    const path = 'apps.web.workloads.web.volumes';
    expect(check(volume('secrets', '/data', ['a']))).toEqual([`${path}.secrets not-unique`]);
    expect(check(volume('data', '/etc/secrets', ['a']))).toEqual([`${path}.data.mountPath not-unique`]);
    expect(check(volume('data', '/etc/secrets/more', ['a']))).toEqual([`${path}.data.mountPath not-unique`]);
  });

  test('is free where the app has no files, and beside it there is room', () => {
    expect(check(volume('secrets', '/etc/secrets'))).toEqual([]);
    expect(check(volume('data', '/etc/secrets-of-mine', ['a']))).toEqual([]);
  });
});
