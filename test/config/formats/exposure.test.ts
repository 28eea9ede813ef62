import { check, onlyFinding, shop } from '../../support/config-check';
import { describeTexts, withOption } from '../../support/config-options';

describeTexts({
  'defaults.ingress.hosts[0]': {
    accepted: ['a.b', 'shop.acme.example', 'x-1.acme.example', '*.acme.example', '*.b'],
    refused: [
      'shop',
      'Shop.acme.example',
      '*',
      '*.',
      '*acme.example',
      'a.*.example',
      '*.*.example',
      '.acme.example',
      'a..b',
      'a_b.c',
      '-a.b',
      'a.b.',
      '10.0.0.1',
    ],
  },
  'environments.dev.ingress.domain': {
    accepted: ['acme.example', 'internal'],
    refused: ['Acme.example', '.acme.example', 'acme.example.', 'https://acme.example', '*', '1.2'],
  },
  'apps.web.workloads.web.probes.liveness.path': {
    accepted: ['/', '/health', '/healthz/', '/a/b/', '/-/healthy', '/.well-known/live', '/etc/passwd'],
    refused: ['', 'health', 'health/', '//', '/a//', '/../x', '/./', '/a?b', '/a b/', '/"/', '/{x}'],
  },
  'apps.web.metrics.path': {
    accepted: ['/', '/etc/passwd', '/metrics', '/metrics/', '/internal/metrics'],
    refused: ['', 'metrics', '//metrics', '/metrics?x=1', '/..', '/health', '/ready'],
  },
  'defaults.ingress.className': { accepted: ['nginx', 'nginx.acme'], refused: ['Nginx', 'nginx_', '-nginx', ''] },
  'defaults.httpRoute.sectionName': { accepted: ['https', 'a-1'], refused: ['HTTPS', 'a.b', ''] },
  'defaults.imagePullSecrets[0]': { accepted: ['registry', 'acme.registry'], refused: ['Registry', 'a/b', ''] },
});

test('the query of a path is to be removed', () => {
  const path = 'apps.web.workloads.web.probes.liveness.path';
  expect(onlyFinding(withOption(path, '/health?full=1'))).toEqual({
    code: 'invalid-value',
    path,
    must: "be a path that begins with a slash, such as '/health' or '/health/', at most 200 characters",
    got: '"/health?full=1"',
    fix: 'remove the query',
  });
});

test('a host in capitals is proposed in lower case', () => {
  expect(onlyFinding(withOption('defaults.ingress.hosts[0]', 'Shop.Acme.Example')).fix).toBe("use 'shop.acme.example'");
});

describe('a path that leads to a workload', () => {
  const withPath = (path: string): string[] =>
    check(
      shop({
        environments: { dev: {} },
        apps: { web: { ingress: { hosts: ['a.example'], paths: { [path]: 'web' } } } },
      }),
    );

  test.each(['/', '/admin', '/v1/orders', '/~a/b_c-d.e'])('may be %s', (path) => {
    expect(withPath(path)).toEqual([]);
  });

  test.each([
    '',
    'admin',
    '/admin/',
    '//',
    '/a//b',
    '/../x',
    '/./x',
    '/a b',
    '/a?b',
    '/a*',
    '/%2e',
    `/${'a'.repeat(200)}`,
  ])('may not be %j', (path) => {
    expect(withPath(path).map((finding) => finding.split(' ').pop())).toEqual(['invalid-value']);
  });
});

describe('the key of an annotation', () => {
  const withKey = (key: string): string[] => check(shop({ defaults: { annotations: { [key]: 'x\n"y' } } }));

  test.each(['a', 'acme.example/cost-center', 'cert-manager.io/cluster-issuer', 'nginx.ingress.kubernetes.io/x'])(
    'may be %s',
    (key) => {
      expect(withKey(key)).toEqual([]);
    },
  );

  test.each([
    'argocd.argoproj.io/sync-wave',
    'prometheus.io/port',
    'checksum/config',
    'config.kubernetes.io/x',
    'a b',
    '/a',
  ])('may not be %s', (key) => {
    expect(withKey(key).map((finding) => finding.split(' ').pop())).toEqual(['invalid-value']);
  });
});

test('metrics have a path of their own', () => {
  expect(onlyFinding(withOption('apps.web.metrics.path', '/health'))).toMatchObject({
    must: "be another path than those of the platform's health checks",
    fix: "use another one, such as '/metrics'",
  });
});

test('a host with a scheme or a final dot is answered with the bare host', () => {
  for (const host of ['https://shop.acme.example/', 'shop.acme.example.']) {
    expect(onlyFinding(withOption('defaults.ingress.hosts[0]', host)).fix).toBe("use 'shop.acme.example'");
  }
});
