import { check, onlyFinding, shop } from '../../support/config-check';

function services(own: object): Record<string, unknown> {
  return shop({ apps: { web: { development: { services: own } } } });
}

test.each([
  [{ postgres: '17', mysql: '8.4' }, 'mysql', 'postgres', 'DATABASE_URL', '"8.4"'],
  [{ valkey: '9', redis: '8' }, 'valkey', 'redis', 'REDIS_URL', '"9"'],
])('%j would put two addresses into one variable', (own, second, first, variable, got) => {
  expect(onlyFinding(services(own))).toEqual({
    code: 'conflicting-options',
    path: `apps.web.development.services.${second}`,
    must: `not be set with ${first}: the address of both is in ${variable}`,
    got,
    fix: 'remove one of them',
  });
});

test('services with different variables go together', () => {
  expect(check(services({ postgres: '17.5-alpine', valkey: '9', rabbitmq: '4' }))).toEqual([]);
});

test.each([
  ['latest', 'change apps.web.development.services.postgres'],
  ['v17', "use '17'"],
  ['17:alpine', 'change apps.web.development.services.postgres'],
])('a version is a number, not %j', (version, fix) => {
  expect(onlyFinding(services({ postgres: version }))).toEqual({
    code: 'invalid-value',
    path: 'apps.web.development.services.postgres',
    must: "be a version, as in the image's tags, such as '17' or '17.5-alpine'",
    got: JSON.stringify(version),
    fix,
  });
});

test('a version needs quotes, and other services are unknown', () => {
  expect(onlyFinding(services({ postgres: 17 }))).toMatchObject({ code: 'wrong-type', got: '17' });
  expect(onlyFinding(services({ postgresql: '17' }))).toMatchObject({ fix: expect.stringContaining('postgres') });
});
