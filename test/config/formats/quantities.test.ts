import { describeTexts } from '../../support/config-options';

const MEMORY = {
  accepted: ['64Mi', '65Mi', '128Mi', '1000Mi', '1Gi', '16Gi', '9999999Gi'],
  refused: [
    '63Mi',
    '1Mi',
    '0Mi',
    '0Gi',
    '064Mi',
    '-64Mi',
    '64',
    '64M',
    '64m',
    '64mi',
    '64 Mi',
    '1.5Gi',
    '1e3Mi',
    '1Ti',
  ],
};

const CPU = {
  accepted: ['1', '2', '1m', '250m', '1000m', '999999m'],
  refused: ['0', '0m', '-1', '01', '250M', '250 m', '1e3', '1k', '1000000', 'm'],
};

describeTexts({
  'environments.dev.memory': MEMORY,
  'environments.dev.cpu': CPU,
  'apps.web.environments.dev.memory': MEMORY,
  'apps.web.environments.dev.cpu': CPU,
  'serviceMonitor.interval': {
    accepted: ['1s', '30s', '1m', '500ms', '1h', '99999s'],
    refused: [
      '0',
      '0s',
      '30',
      's',
      '1.5s',
      '-1s',
      '+1s',
      '01s',
      '30 s',
      '30S',
      '1min',
      '1m 30s',
      '100000s',
      '1s1',
      '1e3s',
    ],
  },
});
