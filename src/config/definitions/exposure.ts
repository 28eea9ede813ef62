import { nested, struct } from './define';
import * as format from '../formats';
import { boolean, list, map, text } from '../rules';

const workloadName = text({ must: 'be the name of a workload', test: () => true });

export const EXPOSURE = struct('ExposureOptions', {
  enabled: { rule: boolean() },
  hosts: {
    rule: list(format.hostName, { ifEmpty: 'name a host, or leave hosts out' }),
    samples: [['explained.example'], ['other.example']],
    words: ['host', 'hostname', 'hostnames', 'alias', 'aliases', 'customDomains'],
  },
  domain: { rule: format.domain, samples: ['explained.example', 'other.example'], words: ['zone', 'baseDomain'] },
  paths: {
    rule: map(format.urlPath, workloadName, { ifEmpty: "name a path, such as { '/': 'web' }" }),
    samples: [{ '/explained': 'web' }],
    words: ['path', 'rules', 'http'],
  },
  annotations: {
    rule: map(format.annotationKey, format.annotationValue),
    samples: [{ explained: 'x' }, { other: 'x' }],
    merge: 'keys',
  },
});

export const INGRESS_TLS = struct('IngressTlsOptions', {
  hosts: {
    rule: list(format.hostName, { ifEmpty: 'name a host, or leave hosts out for all of them' }),
    samples: [['explained.example']],
    words: ['host'],
  },
  secretName: {
    rule: format.objectName,
    required: true,
    samples: ['explained', 'other'],
    words: ['secret', 'name', 'certificate', 'tlsSecretName'],
  },
});

export const INGRESS = struct('IngressOptions', {
  ...EXPOSURE.options,
  className: {
    rule: format.objectName,
    samples: ['explained', 'other'],
    words: ['ingressClassName', 'ingressClass', 'class'],
  },
  controllerNamespace: {
    rule: format.namespace,
    samples: ['explained', 'other'],
    words: ['ingressNamespace'],
  },
  tls: {
    rule: list(nested(INGRESS_TLS)),
    samples: [[{ secretName: 'explained' }], [{ secretName: 'other' }]],
    words: ['certificate', 'certificates', 'certificateId', 'tlsEnabled'],
    answers: {
      tlsSecret: "set tls: [{ secretName: '…' }]",
      tlsSecretName: "set tls: [{ secretName: '…' }]",
      secretName: "set tls: [{ secretName: '…' }]",
    },
  },
});

export const HTTP_ROUTE = struct('HttpRouteOptions', {
  ...EXPOSURE.options,
  gateway: {
    rule: format.objectName,
    samples: ['explained', 'other'],
    words: ['gatewayName', 'parentRef', 'parentRefs'],
  },
  gatewayNamespace: { rule: format.namespace, samples: ['explained', 'other'] },
  proxyNamespace: { rule: format.namespace, samples: ['explained', 'other'], words: ['dataPlaneNamespace'] },
  sectionName: { rule: format.sectionName, samples: ['explained', 'other'], words: ['listener'] },
});
