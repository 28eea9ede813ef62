import { struct } from './define';
import * as format from '../formats';
import { boolean } from '../rules';

export const METRICS = struct('MetricsOptions', {
  enabled: { rule: boolean() },
  path: {
    rule: format.metricsPath,
    default: '/metrics',
    samples: ['/explained', '/other'],
    words: ['url', 'endpoint', 'metricsPath'],
    answers: { port: 'there is no option for it: metrics are on the port of the service' },
  },
});
