import { nested, struct } from './define';
import * as format from '../formats';
import { boolean, integer, list } from '../rules';

export const EGRESS = struct('EgressOptions', {
  namespace: { rule: format.namespace, samples: ['explained', 'other'] },
  cidr: { rule: format.cidr, samples: ['10.1.0.0/16', '10.2.0.0/16'], words: ['ipBlock', 'cidrs'] },
  ports: {
    // An empty list means all ports to Kubernetes, but none to a reader.
    rule: list(integer(1, 65535), { ifEmpty: 'name the ports, or leave ports out for all of them' }),
    samples: [[443], [5432]],
    words: ['port'],
  },
});

export const NETWORK_POLICY = struct('NetworkPolicyOptions', {
  ingressNamespaces: {
    rule: list(format.namespace),
    samples: [['explained'], ['other']],
    words: ['ingress', 'from', 'inbound'],
  },
  ingressCidrs: {
    rule: list(format.cidr),
    samples: [['10.1.0.0/16'], ['10.2.0.0/16']],
    words: ['fromCidrs', 'allowedCidrs', 'sourceRanges'],
  },
  egress: { rule: list(nested(EGRESS)), samples: [[{ namespace: 'explained' }]], words: ['to', 'outbound'] },
  openEgress: { rule: boolean() },
});
