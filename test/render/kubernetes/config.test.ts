import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { configMapName, secretName } from '../../../src/config/names';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { configChecksum, configData } from '../../../src/render/kubernetes/config';
import { appOf, DEFAULT, repositoryOf, RICH } from '../../support/render-cases';

function own(options: PythonGitOpsAppOptions, app: string, environment: string) {
  const found = appOf(repositoryOf(options), app).environments.find((e) => e.environment.name === environment);
  if (!found) throw new Error(`no environment ${environment}`);
  return found;
}

test('networks of trusted proxies are one list, and no variable by default', () => {
  const options = { ...DEFAULT, defaults: { trustedProxies: ['10.20.0.0/16', 'fd00:20::/64'] } };
  expect(configData(own(options, 'storefront', 'dev'))).toMatchObject({
    TRUSTED_PROXIES: '10.20.0.0/16,fd00:20::/64',
  });
  expect(configData(own(DEFAULT, 'storefront', 'dev'))).not.toHaveProperty('TRUSTED_PROXIES');
  const none = { ...options, environments: { dev: { trustedProxies: [] }, prod: {} } };
  expect(configData(own(none, 'storefront', 'dev'))).not.toHaveProperty('TRUSTED_PROXIES');
});

test('the collector of traces is a variable where it is set', () => {
  const collector = 'http://collector.observability.svc:4318';
  const options = {
    ...DEFAULT,
    defaults: { tracing: { otlpEndpoint: collector } },
    environments: { dev: { tracing: { enabled: false } }, prod: {} },
  };
  expect(configData(own(options, 'storefront', 'prod'))).toMatchObject({ TRACING_OTLP_ENDPOINT: collector });
  expect(configData(own(options, 'storefront', 'dev'))).not.toHaveProperty('TRACING_OTLP_ENDPOINT');
  expect(configData(own(DEFAULT, 'storefront', 'prod'))).not.toHaveProperty('TRACING_OTLP_ENDPOINT');
});

test('ConfigMap and Secret are named after the app', () => {
  const checkout = appOf(repositoryOf(RICH), 'checkout');
  expect(configMapName(checkout)).toBe('checkout-config');
  expect(secretName(checkout)).toBe('checkout-secrets');
});

test('the data names the environment, its log level and whether requests are logged, as text', () => {
  expect(configData(own(RICH, 'reports', 'dev'))).toEqual({
    APP_ENV: 'dev',
    LOG_LEVEL: 'ERROR',
    REQUEST_LOGS: 'false',
  });
  expect(configData(own(RICH, 'storefront', 'staging'))).toEqual({
    APP_ENV: 'staging',
    LOG_LEVEL: 'DEBUG',
    REQUEST_LOGS: 'true',
  });
});

test('the checksum is the SHA-256 of the data as JSON', () => {
  const json = '{"APP_ENV":"dev","LOG_LEVEL":"DEBUG","REQUEST_LOGS":"false"}';
  expect(configChecksum(own(DEFAULT, 'storefront', 'dev'))).toBe(createHash('sha256').update(json).digest('hex'));
});

test('two environments have the same checksum when, and only when, their data are the same', () => {
  const level = fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR');
  const settings = fc.record({
    logLevel: level,
    requestLogs: fc.boolean(),
    replicas: fc.integer({ min: 0, max: 9 }),
    memory: fc.constantFrom('64Mi', '1Gi'),
    cpu: fc.constantFrom('100m', '2'),
  });
  const environment = fc.constantFrom('dev', 'staging', 'prod');
  fc.assert(
    fc.property(settings, environment, settings, environment, (a, inA, b, inB) => {
      const left = own({ ...DEFAULT, environments: { dev: a, staging: a, prod: a } }, 'storefront', inA);
      const right = own({ ...DEFAULT, environments: { dev: b, staging: b, prod: b } }, 'storefront', inB);
      const sameData = inA === inB && a.logLevel === b.logLevel && a.requestLogs === b.requestLogs;
      expect(configChecksum(left) === configChecksum(right)).toBe(sameData);
    }),
    { numRuns: 200 },
  );
});
