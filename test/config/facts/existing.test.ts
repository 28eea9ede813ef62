import { check, onlyFinding, shop } from '../../support/config-check';

const withApps = (apps: object, rest: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: {}, prod: {} }, apps, ...rest });

test('objects of others are listed', () => {
  const web = { existingSecrets: ['database'], existingConfigMaps: ['trusted-certificates'] };
  expect(check(withApps({ web }))).toEqual([]);
  // Nothing generates these.
  expect(check(withApps({ web: { existingSecrets: ['web-secrets'], existingConfigMaps: ['api-config'] } }))).toEqual(
    [],
  );
});

test.each([
  ['existingConfigMaps', 'ConfigMap', 'web-config', 'which is generated for web'],
  ['existingSecrets', 'Secret', 'web-secrets', 'which holds the sealed secrets of web'],
])('%s does not list a generated %s', (option, kind, name, origin) => {
  const web = { secrets: ['TOKEN'], [option]: ['other', name] };
  expect(onlyFinding(withApps({ web }))).toEqual({
    code: 'invalid-value',
    path: `apps.web.${option}[1]`,
    must: `name a ${kind} that exists without this repository`,
    got: `"${name}", ${origin}`,
    fix: 'remove it, or correct the name',
  });
});

test('an entry of a farther level is found once, and only where it applies', () => {
  const defaults = { existingConfigMaps: ['web-config'] };
  expect(check(withApps({ web: {} }, { defaults }))).toEqual(['defaults.existingConfigMaps[0] invalid-value']);
  expect(check(withApps({ web: { existingConfigMaps: [] } }, { defaults }))).toEqual([]);
});

test('an app that shares its namespace generates objects there', () => {
  const environments = { prod: { namespace: 'shop', existingConfigMaps: ['api-config'] } };
  const api = { environments: { prod: { namespace: 'shop', createNamespace: false } } };
  expect(onlyFinding(withApps({ web: { environments }, api }))).toMatchObject({
    path: 'apps.web.environments.prod.existingConfigMaps[0]',
    got: '"api-config", which is generated for api',
  });
});
