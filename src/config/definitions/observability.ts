import { nested, struct } from './define';
import * as format from '../formats';
import { boolean, integer, map } from '../rules';

export const OBSERVABILITY = struct('ObservabilityOptions', {
  rules: {
    rule: format.rulesForm,
    // Most files depend on whether there are rules.
    samples: ['none', 'config-map'],
    objects: ['PrometheusRule'],
    words: ['alerts', 'prometheusRule', 'alerting'],
  },
  dashboards: {
    rule: format.dashboardsForm,
    objects: ['Dashboard'],
    words: ['grafana', 'panels', 'graphs'],
  },
  namespace: {
    rule: format.namespace,
    default: 'monitoring',
    samples: ['explained', 'other'],
    objects: ['PrometheusRule', 'Dashboard', 'NetworkPolicy'],
  },
  install: {
    rule: boolean(),
    default: false,
    words: ['stack', 'kubePrometheusStack', 'deploy', 'helm'],
  },
  labels: {
    rule: map(format.labelKey, format.labelValue),
    samples: [{ explained: 'x' }],
    objects: ['PrometheusRule'],
    words: ['ruleSelector', 'selector'],
  },
});

export const LATENCY = struct('LatencyOptions', {
  seconds: { rule: format.latencyBound, default: 0.3, words: ['threshold', 'milliseconds', 'bound'] },
  percent: {
    rule: format.decimal(50, 99.999),
    default: 99,
    samples: [95, 99.5],
    words: ['percentile', 'target', 'objective'],
  },
});

/** At 84 percent, an outage burns the budget 6.25 times as fast as allowed, which is just enough to page. */
const LEAST_AVAILABILITY = 84;

export const OBJECTIVE = struct('ObjectiveOptions', {
  enabled: { rule: boolean(), byPosition: { first: false, between: false, last: true } },
  availability: {
    rule: format.decimal(LEAST_AVAILABILITY, 99.999, ': some requests must be allowed to fail'),
    default: 99.9,
    samples: [99, 99.5],
    words: ['target', 'percent', 'slo', 'uptime'],
  },
  latency: { rule: nested(LATENCY), samples: [{ seconds: 0.5 }, { seconds: 1 }], words: ['duration', 'responseTime'] },
  minimumRequests: { rule: integer(1, 1_000_000), default: 100, words: ['minRequests', 'traffic'] },
});
