import {
  buildSecretNames,
  isDeployable,
  notSet,
  previous,
  releasesByPush,
  rootName,
  trackedBranches,
} from '../../src/config/model';
import { resolve } from '../../src/config/resolve';
import { validate } from '../../src/config/validate';

const repoUrl = 'https://github.com/acme/shop';
const registry = 'docker.io/acme';

describe('what is not known yet', () => {
  test.each([
    [{}, ['repoUrl', 'registry']],
    [{ repoUrl }, ['registry']],
    [{ registry }, ['repoUrl']],
    [{ repoUrl, registry }, []],
    [{ repoUrl: undefined, registry: undefined }, ['repoUrl', 'registry']],
  ])('of %j is %p, and Applications wait for it', (options, missing) => {
    const repository = resolve({ name: 'shop', ...options });
    expect(notSet(repository).map(({ option }) => option)).toEqual(missing);
    expect(isDeployable(repository)).toBe(missing.length === 0);
  });

  test('comes with an example that is accepted, and with what is left out', () => {
    for (const { option, example, leavesOut } of notSet({})) {
      const value = /^\w+: '(.*)'$/.exec(example)?.[1];
      expect(example.startsWith(`${option}: `)).toBe(true);
      expect(validate({ name: 'shop', [option]: value })).toEqual([]);
      expect(leavesOut).toContain('Argo CD');
    }
  });
});

test('the secrets of the image builds are those of all apps, each once, in an order of their own', () => {
  const buildSecrets = { PIP_NETRC: '/root/.netrc', A_TOKEN: '/root/a' };
  const apps = { web: { buildSecrets }, other: { buildSecrets: { PIP_NETRC: '/root/pip' } }, none: {} };
  expect(buildSecretNames(resolve({ name: 'shop', apps }))).toEqual(['A_TOKEN', 'PIP_NETRC']);
  expect(buildSecretNames(resolve({ name: 'shop', apps: { none: {} } }))).toEqual([]);
});

test('the root Application and its AppProject are called after the repository', () => {
  expect(rootName(resolve({ name: 'shop' }))).toBe('shop-root');
});

describe('the environments of a repository', () => {
  const environments = { dev: {}, staging: { branch: 'next' }, canary: { gated: true }, prod: {} };
  const repository = resolve({ name: 'shop', repoUrl, registry, environments });

  test('have each the one before it in the config, and the first has none', () => {
    expect(repository.environments.map((environment) => previous(repository, environment)?.name)).toEqual([
      undefined,
      'dev',
      'staging',
      'canary',
    ]);
  });

  test('track branches, each named once, the default one first', () => {
    expect(trackedBranches(repository)).toEqual(['main', 'next']);
    expect(trackedBranches(resolve({ name: 'shop', environments: { dev: { branch: 'next' } } }))).toEqual([
      'main',
      'next',
    ]);
  });

  test('are released to by a push when one of them is not gated, and everything is set', () => {
    expect(releasesByPush(repository)).toBe(true);
    expect(releasesByPush(resolve({ name: 'shop', environments }))).toBe(false);
    expect(releasesByPush(resolve({ name: 'shop', repoUrl, registry, environments: { live: { gated: true } } }))).toBe(
      false,
    );
  });
});
