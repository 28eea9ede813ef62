import type { AppOptions, EnvironmentOptions } from '../../../src/config/options';
import { byPath, renderOf } from '../../support/render-cases';
import { objectOf } from '../../support/render-objects';

/** What the only environment renders of an app. */
function render(web: AppOptions, dev: EnvironmentOptions = {}) {
  const options = { name: 'shop', environments: { dev }, apps: { web } };
  return byPath(renderOf(options).values());
}

const FOLDER = 'apps/web/k8s/overlays/dev';
const WORKLOADS = { workloads: { web: {}, admin: { port: 9000 } } };

test('an Ingress leads each path to its service, the longest first, with the certificate of its hosts', () => {
  const paths = { '/': 'web', '/admin': 'admin' };
  const files = render(
    { ...WORKLOADS, ingress: { paths, annotations: { b: '2', a: '1' } } },
    { ingress: { domain: 'acme.example', className: 'nginx', tls: [{ secretName: 'acme' }] } },
  );
  const backend = (name: string): object => ({ service: { name, port: { name: 'http' } } });
  expect(objectOf(files, `${FOLDER}/ingress.yaml`)).toEqual({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'web',
      namespace: 'web-dev',
      annotations: { a: '1', b: '2' },
      labels: { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/part-of': 'shop' },
    },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'web.acme.example',
          http: {
            paths: [
              { path: '/admin', pathType: 'Prefix', backend: backend('web-admin') },
              { path: '/', pathType: 'Prefix', backend: backend('web') },
            ],
          },
        },
      ],
      tls: [{ hosts: ['web.acme.example'], secretName: 'acme' }],
    },
  });
});

test('an Ingress has the certificates that are set, each with its hosts', () => {
  const hosts = ['a.example', 'b.example'];
  const specOf = (web: AppOptions): unknown => objectOf(render(web), `${FOLDER}/ingress.yaml`).spec;
  const tls = [
    { hosts: ['a.example'], secretName: 'a-tls' },
    { hosts: ['b.example'], secretName: 'b-tls' },
  ];
  expect(specOf({ ingress: { hosts, tls } })).toMatchObject({ tls });
  expect(specOf({ ingress: { hosts, tls: [{ secretName: 'all' }] } })).toMatchObject({
    tls: [{ hosts, secretName: 'all' }],
  });
  const off = { ingress: { hosts, tls: [{ secretName: 'all' }] }, environments: { dev: { ingress: { tls: [] } } } };
  expect(specOf(off)).not.toHaveProperty('tls');
});

test('an HTTPRoute is attached to its gateway', () => {
  const httpRoute = {
    hosts: ['a.example', 'b.example'],
    gateway: 'public',
    gatewayNamespace: 'gateways',
    sectionName: 'https',
  };
  expect(objectOf(render({ ...WORKLOADS, httpRoute }), `${FOLDER}/httproute.yaml`).spec).toEqual({
    parentRefs: [
      {
        group: 'gateway.networking.k8s.io',
        kind: 'Gateway',
        name: 'public',
        namespace: 'gateways',
        sectionName: 'https',
      },
    ],
    hostnames: ['a.example', 'b.example'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ group: '', kind: 'Service', name: 'web', port: 80, weight: 1 }],
      },
    ],
  });
});

test('an app that says nothing of it is reached from inside only, whatever its environment says', () => {
  const files = render({}, { ingress: { domain: 'acme.example' }, httpRoute: { gateway: 'public' } });
  expect([...files.keys()].filter((path) => /ingress|httproute/.test(path))).toEqual([]);
});
