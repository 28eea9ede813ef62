import { struct } from './define';
import * as format from '../formats';
import { boolean } from '../rules';

export const ARGOCD = struct('ArgocdOptions', {
  namespace: { rule: format.name, default: 'argocd', samples: ['explained', 'other'] },
  manages: { rule: format.argocdManages, default: 'projects-and-applications' },
  project: { rule: format.objectName, samples: ['explained', 'other'], words: ['appProject'] },
  address: {
    rule: format.argocdAddress,
    samples: ['https://explained.example', 'https://other.example'],
    words: ['url', 'server', 'host'],
  },
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
