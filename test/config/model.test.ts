import { buildSecretNames, isDeployable, notSet, rootName } from '../../src/config/model';
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
