import { check, onlyFinding, shop } from '../../support/config-check';
import { describeTexts } from '../../support/config-options';

const MEMORY = {
  accepted: [
    '64Mi',
    '65Mi',
    '128Mi',
    '1000Mi',
    '1Gi',
    '16Gi',
    '9999999Gi',
    '064Mi',
    '68M',
    '1G',
    '1.5Gi',
    '.5Gi',
    '1Ti',
    '128974848',
    '1e9',
    '70000Ki',
  ],
  refused: [
    '63Mi',
    '1Mi',
    '0Mi',
    '0Gi',
    '-64Mi',
    '64',
    '64M',
    '64m',
    '64mi',
    '64 Mi',
    '1e3Mi',
    '63M',
    '1.0000001Mi',
    '68000000000001m',
    '+1Gi',
    '1g',
    '1GB',
    '1 G',
    '9999999Pi',
  ],
};

const CPU = {
  accepted: ['1', '2', '1m', '250m', '1000m', '999999m', '01', '0.5', '.25', '1.', '1e3', '1k', '0.003'],
  refused: ['0', '0m', '-1', '250M', '250 m', '0.0005', '1u', '1n', '1000000', 'm', '0,5', '.'],
};

describeTexts({
  'environments.dev.memory': MEMORY,
  'environments.dev.cpu': CPU,
  'apps.web.environments.dev.memory': MEMORY,
  'apps.web.environments.dev.cpu': CPU,
  'serviceMonitor.interval': {
    accepted: ['1s', '30s', '1m', '500ms', '1h', '99999s', '01s', '1m30s', '1d', '1w2d'],
    refused: [
      '0',
      '0s',
      '30',
      's',
      '1.5s',
      '-1s',
      '+1s',
      '30 s',
      '30s1m',
      '0m0s',
      '30S',
      '1min',
      '1m 30s',
      '100000s',
      '1s1',
      '1e3s',
    ],
  },
});

test.each([
  ['memory', '512MB', "use '512M'"],
  ['memory', '512mi', "use '512Mi'"],
  ['memory', '1 GiB', "use '1Gi'"],
  ['memory', '512m', "use '512Mi'"],
  ['memory', '1g', "use '1Gi'"],
  ['memory', '0,5Gi', "use '0.5Gi'"],
  ['cpu', '0,5', "use '0.5'"],
  ['cpu', '500 m', "use '500m'"],
  ['cpu', '250M', "use '250m'"],
  ['cpu', '2 cores', "use '2'"],
  ['cpu', 'half', 'change defaults.cpu'],
  ['memory', '32Mi', 'change defaults.memory'],
])('%s %p is answered with the spelling of Kubernetes', (option, value, fix) => {
  expect(onlyFinding(shop({ defaults: { [option]: value } })).fix).toBe(fix);
});

test('quantities of different units are compared by their size', () => {
  expect(check(shop({ apps: { web: { memory: '1G', memoryLimit: '953Mi' } } }))).toEqual([
    'apps.web.memoryLimit conflicting-options',
  ]);
  expect(check(shop({ apps: { web: { memory: '1G', memoryLimit: '954Mi', cpu: '0.5', cpuLimit: '500m' } } }))).toEqual(
    [],
  );
});
