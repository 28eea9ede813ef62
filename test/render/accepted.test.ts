import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/checks/validation/objects';
import { Schemas } from '../../src/checks/validation/schemas';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { validate } from '../../src/config/validate';
import { renderOf } from '../support/render-cases';

/** Values at the edges of what options take, those that are easily mistaken for something else among them. */
const name = fc.constantFrom('a', 'null', 'on', 'y', 'test', 'esac', 'example-app', 'web', `a${'b'.repeat(39)}`, 'x-1');
const namespace = fc.constantFrom('1', '12', 'null', 'kube-system', 'b'.repeat(63));
const label = fc.constantFrom('a', 'true', '1', `${'b'.repeat(253)}/a`, 'acme.example/environment');
const branch = fc.constantFrom('main', '012', '1e5', 'null', 'release/1.x', 'b'.repeat(100), 'esac', '1.2');
const port = fc.constantFrom(1024, 5000, 8080, 65535);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const map = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(name, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true });

const inEnvironment = {
  replicas: maybe(fc.constantFrom(0, 1, 2, 1000)),
  memory: maybe(fc.constantFrom('64Mi', '9999999Gi')),
  cpu: maybe(fc.constantFrom('1m', '1', '999999')),
  logLevel: maybe(fc.constantFrom('DEBUG', 'CRITICAL')),
  requestLogs: maybe(fc.boolean()),
};
const destination = fc.oneof(
  fc.record({ namespace, ports: maybe(fc.constantFrom<number[]>([1], [1, 65535])) }),
  fc.record({ cidr: fc.constantFrom('0.0.0.0/0', '::/0', '10.0.0.0/8', '2001:db8::/32') }),
);
const ingressNamespaces = maybe(fc.uniqueArray(namespace, { maxLength: 3 }));
const networkPolicy = fc.oneof(
  fc.record({ ingressNamespaces, egress: fc.array(destination, { maxLength: 3 }), openEgress: fc.constant(false) }),
  fc.record({ ingressNamespaces, openEgress: maybe(fc.boolean()) }),
);
const environment = fc.oneof(
  fc.record({ ...inEnvironment, gated: maybe(fc.boolean()) }),
  fc.record({ ...inEnvironment, gated: fc.constant(false), branch }),
);
const app = fc.record({
  port: maybe(port),
  interface: maybe(fc.constantFrom('wsgi', 'asgi')),
  server: maybe(fc.constantFrom('granian', 'gunicorn')),
  networkPolicy: maybe(networkPolicy),
  workloads: maybe(map(fc.record({ port: maybe(port) }))),
});
const config = fc.record({
  name,
  repoUrl: fc.constantFrom('https://github.com/acme/shop', 'git@git.acme.example:1/~a_b.git', 'ssh://git@h:22/a/'),
  registry: fc.constantFrom('docker.io', 'localhost:5000', `docker.io/${'a'.repeat(204)}`),
  defaultBranch: maybe(branch),
  argocd: maybe(fc.record({ namespace: name })),
  defaults: maybe(fc.record({ networkPolicy: maybe(networkPolicy) })),
  serviceMonitor: maybe(
    fc.record({
      labels: fc.dictionary(label, fc.constantFrom('', '1', 'true', 'b'.repeat(63)), { noNullPrototype: true }),
      interval: fc.constantFrom('1ms', '30s', '99999h'),
    }),
  ),
  environments: maybe(map(environment)),
  apps: map(app),
});

/** The others have names that are too long together or that are taken, the same destination twice, and the like. */
const accepted = config.filter((options) => validate(options).length === 0);

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

describe('a config that is accepted', () => {
  const schemas = new Schemas();

  test('renders objects that their schemas allow, with names and labels that an API server takes', () => {
    fc.assert(
      fc.property(accepted, (options: PythonGitOpsAppOptions) => {
        for (const { path, content } of renderOf(options).values()) {
          if (!/^argo\/|\/argo\/|\/k8s\//.test(path) || !path.endsWith('.yaml')) continue;
          for (const document of parseAllDocuments(content, { version: '1.1' })) {
            const object = document.toJS() as KubeObject;
            if (/^(Kustomization|Component)$/.test(object.kind)) continue;
            expect([path, schemas.knows(object), schemas.check(object)]).toEqual([path, true, []]);
            const { name: own, labels = {} } = object.metadata as { name: string; labels?: Record<string, string> };
            // Rules are named after the repository and an app. Unlike a Service, they may have long names.
            const longest = path.startsWith('argo/observability/rules/') ? 253 : 63;
            expect([path, own]).toEqual([path, expect.stringMatching(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/)]);
            expect([path, own, own.length <= longest]).toEqual([path, own, true]);
            const wrong = Object.entries(labels).filter(([, value]) => !LABEL_VALUE.test(value));
            expect([path, wrong]).toEqual([path, []]);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
