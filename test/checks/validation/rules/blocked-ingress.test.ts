import type { Files } from '../../../fixtures/seed/defects';
import { edit, found } from '../support';

const BASE = 'apps/example-app/k8s/base';

const NAMES = 'kubernetes.io/metadata.name';
const named = (...names: string[]): string =>
  `{namespaceSelector: {matchExpressions: [{key: ${NAMES}, operator: In, values: [${names.join(', ')}]}]}}`;

const INGRESS = (className: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  ingressClassName: ${className}\n` +
  '  rules:\n  - host: a.example\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n' +
  '        backend: {service: {name: example-app, port: {name: http}}}\n';

const ROUTE = (namespace: string): string =>
  'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: web\nspec:\n  parentRefs:\n' +
  `  - name: public\n    namespace: ${namespace}\n  rules:\n  - backendRefs:\n    - {name: example-app, port: 80}\n`;

const POLICY = (from: string, pods = '{matchLabels: {app: example-app}}'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: ${pods}\n` +
  `  policyTypes: [Ingress]\n  ingress:\n  - ${from}\n`;

/** The problems with these objects in the base. */
async function problems(exposure: string, ...policies: string[]): Promise<string[]> {
  return found('blocked-ingress', (files: Files) => {
    files.set(`${BASE}/exposure.yaml`, exposure);
    files.set(`${BASE}/policies.yaml`, policies.join('---\n'));
    const lists = `- exposure.yaml\n${policies.length === 0 ? '' : '- policies.yaml\n'}`;
    if (policies.length === 0) files.delete(`${BASE}/policies.yaml`);
    edit(`${BASE}/kustomization.yaml`, '- service.yaml\n', `- service.yaml\n${lists}`)(files);
  });
}

test.each([
  ['an Ingress of another class', INGRESS('traefik'), 'ingressClassName: traefik', 'Ingress web', 'traefik'],
  [
    'an Ingress with two usual places',
    INGRESS('istio'),
    'ingressClassName: istio',
    'Ingress web',
    'istio-ingress, istio-system',
  ],
  ['a route of a gateway', ROUTE('kong'), 'namespace: kong', 'HTTPRoute web', 'kong'],
  [
    'a route of another kind',
    ROUTE('kong').replace('HTTPRoute', 'GRPCRoute'),
    'namespace: kong',
    'GRPCRoute web',
    'kong',
  ],
  [
    'an Ingress with its class in an annotation',
    INGRESS('haproxy').replace(
      /(name: web\n)spec:\n  ingressClassName: haproxy\n/,
      '$1  annotations:\n    kubernetes.io/ingress.class: haproxy\nspec:\n',
    ),
    'kubernetes.io/ingress.class: haproxy',
    'Ingress web',
    'haproxy-controller',
  ],
  [
    'an Ingress without rules',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  ingressClassName: traefik\n' +
      '  defaultBackend: {service: {name: example-app, port: {name: http}}}\n',
    'ingressClassName: traefik',
    'Ingress web',
    'traefik',
  ],
  [
    'a route of Traefik',
    'apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata:\n  name: web\nspec:\n  routes:\n' +
      '  - match: Host(`a.example`)\n    kind: Rule\n    services: [{name: example-app, port: 80}]\n',
    'kind: IngressRoute',
    'IngressRoute web',
    'traefik',
  ],
])(
  '%s that the policy does not admit is reported where its class or gateway is',
  async (_what, text, line, name, senders) => {
    expect(await problems(text, POLICY(`from: [${named('ingress-nginx', 'monitoring')}]`))).toEqual([
      `${BASE}/exposure.yaml | ${line} => ${name} gets requests from ${senders}, which NetworkPolicy web does not admit`,
    ]);
  },
);

test.each([
  ['no policy for these pods', [POLICY(`from: [${named('monitoring')}]`, '{matchLabels: {app: other}}')]],
  ['no policy at all', []],
  ['its namespace', [POLICY(`from: [${named('traefik')}]`)]],
  ['its namespace by label', [POLICY(`from: [{namespaceSelector: {matchLabels: {${NAMES}: traefik}}}]`)]],
  ['a namespace that may be its own', [POLICY(`from: [${named('edge', 'monitoring')}]`)]],
  ['all namespaces', [POLICY('from: [{namespaceSelector: {}}]')]],
  ['everything', [POLICY('{}')]],
  ['addresses', [POLICY('from: [{ipBlock: {cidr: 10.0.0.0/8}}]')]],
  [
    'a second policy',
    [
      POLICY(`from: [${named('monitoring')}]`),
      POLICY(`from: [${named('traefik')}]`).replace('name: web', 'name: more'),
    ],
  ],
])('an Ingress is not reported with %s', async (_what, policies) => {
  expect(await problems(INGRESS('traefik'), ...policies)).toEqual([]);
});

test('an Ingress of an unknown class is not judged', async () => {
  expect(await problems(INGRESS('internal'), POLICY(`from: [${named('monitoring')}]`))).toEqual([]);
});
