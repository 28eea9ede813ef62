import { CLUSTER, SYNC } from './argocd';
import { nested, struct } from './define';
import { NOTIFICATIONS } from './notifications';
import { SETTINGS } from './settings';
import { WORKLOAD_ENVIRONMENT } from './workload';
import * as format from '../formats';
import { anyName, boolean, list, map } from '../rules';

export const APP_ENVIRONMENT = struct(
  'AppEnvironmentOptions',
  {
    ...SETTINGS.options,
    workloads: {
      rule: map(anyName, nested(WORKLOAD_ENVIRONMENT)),
      samples: [{}],
      words: ['controllers', 'components', 'deployments'],
    },
    extraManifests: {
      rule: list(format.manifestFile),
      samples: [['explained.yaml']],
      escapeHatch: true,
      words: ['rawResources', 'extraObjects', 'extraDeploy', 'manifests'],
    },
  },
  'name',
);

export const ENVIRONMENT = struct(
  'EnvironmentOptions',
  {
    ...SETTINGS.options,
    gated: { rule: boolean(), objects: ['Application'], words: ['manual', 'protected'] },
    branch: {
      rule: format.branch,
      samples: ['explained', 'other'],
      objects: ['Application'],
      words: ['ref', 'targetRevision'],
    },
    clusters: {
      rule: map(format.name, nested(CLUSTER), { ifEmpty: 'name a cluster, or leave clusters out' }),
      samples: [{ explained: { name: 'explained' } }],
      objects: ['Application'],
      words: ['cluster', 'destination', 'destinations'],
    },
    sync: {
      rule: nested(SYNC),
      samples: [{ prune: false }, { selfHeal: false }],
      objects: ['Application'],
      words: ['syncPolicy'],
    },
    notifications: {
      rule: nested(NOTIFICATIONS),
      samples: [{ failed: { slack: ['explained'] } }, { failed: {} }],
      objects: ['Application'],
      words: ['subscribe', 'alerts', 'slack', 'email'],
    },
  },
  'name',
);
