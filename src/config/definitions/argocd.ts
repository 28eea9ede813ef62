import { nested, struct } from './define';
import { NOTIFICATIONS } from './notifications';
import * as format from '../formats';
import { boolean, list } from '../rules';

export const ARGOCD = struct('ArgocdOptions', {
  namespace: { rule: format.name, default: 'argocd', samples: ['explained', 'other'] },
  manages: { rule: format.argocdManages, default: 'projects-and-applications' },
  project: { rule: format.objectName, samples: ['explained', 'other'], words: ['appProject'] },
  address: {
    rule: format.argocdAddress,
    samples: ['https://explained.example', 'https://other.example'],
    words: ['url', 'server', 'host'],
  },
  retryRefresh: { rule: boolean(), default: true, words: ['retry', 'refresh'] },
  manifestGeneratePaths: { rule: boolean(), default: false },
  notifications: {
    rule: nested(NOTIFICATIONS),
    samples: [{ failed: { slack: ['explained'] } }, { failed: {} }],
    words: ['subscribe', 'alerts', 'slack', 'email'],
  },
});

export const RESOURCE_KIND = struct('ResourceKindOptions', {
  group: { rule: format.apiGroup, samples: ['explained.example'], words: ['apiGroup'] },
  kind: { rule: format.anyKind, required: true, samples: ['Explained', 'Other'] },
});

/** Kinds that an AppProject allows. */
export const resourceKinds = list(nested(RESOURCE_KIND), {
  key: ({ group = '', kind }: { readonly group?: string; readonly kind: string }) => `${group}/${kind}`,
});

export const SYNC = struct('SyncOptions', {
  automated: { rule: boolean(), words: ['auto', 'autoSync'] },
  prune: { rule: boolean() },
  selfHeal: { rule: boolean() },
});

export const CLUSTER = struct(
  'ClusterOptions',
  {
    server: {
      rule: format.clusterServer,
      samples: ['https://10.0.0.1', 'https://10.0.0.2'],
      words: ['address', 'url'],
    },
    name: { rule: format.clusterName, samples: ['explained', 'other'] },
  },
  'whole',
);
