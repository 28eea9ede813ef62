import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { compare } from '../../src/common/order';
import { PYTHON_RELEASES } from '../../src/config/defaults';
import type { App, NetworkPolicy } from '../../src/config/model';
import { applicationName, imageName, workloadObjectName } from '../../src/config/names';
import type { AppOptions, NetworkPolicyOptions, PythonGitOpsAppOptions } from '../../src/config/options';
import { PACKAGE_MANAGERS } from '../../src/config/package-managers';
import { environmentNames, resolve } from '../../src/config/resolve';
import { validate } from '../../src/config/validate';

function resolved(options: Partial<PythonGitOpsAppOptions> = {}): ReturnType<typeof resolve> {
  return resolve({ name: 'shop', apps: { web: {} }, ...options });
}

/** What the only app has in each environment. */
function sizes(options: Partial<PythonGitOpsAppOptions>): unknown[] {
  return resolved(options).apps[0].environments.map((own) => [
    own.environment.name,
    own.pods.web.replicas,
    own.pods.web.memory,
    own.logLevel,
    own.initialTag,
    own.environment.gated,
  ]);
}

function app(options: Partial<PythonGitOpsAppOptions>, name = 'web'): App {
  const found = resolved(options).apps.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no app ${name}`);
  return found;
}

describe('defaults by the place of an environment', () => {
  test('the seed’s three environments are what is said when nothing is', () => {
    const seed = [
      ['dev', 1, '64Mi', 'DEBUG', 'dev-latest', false],
      ['staging', 2, '128Mi', 'INFO', 'staging-latest', false],
      ['prod', 3, '256Mi', 'WARNING', 'v1.0.0', true],
    ];
    expect(sizes({})).toEqual(seed);
    expect(sizes({ environments: { dev: {}, staging: {}, prod: {} } })).toEqual(seed);
  });

  test('a single environment is a first one, and not gated', () => {
    expect(sizes({ environments: { prod: {} } })).toEqual([['prod', 1, '64Mi', 'DEBUG', 'prod-latest', false]]);
  });

  test('of two, one is the first and one the last', () => {
    expect(sizes({ environments: { test: {}, live: {} } })).toEqual([
      ['test', 1, '64Mi', 'DEBUG', 'test-latest', false],
      ['live', 3, '256Mi', 'WARNING', 'v1.0.0', true],
    ]);
  });

  test('of four, two are between', () => {
    expect(sizes({ environments: { a: {}, b: {}, c: {}, d: {} } })).toEqual([
      ['a', 1, '64Mi', 'DEBUG', 'a-latest', false],
      ['b', 2, '128Mi', 'INFO', 'b-latest', false],
      ['c', 2, '128Mi', 'INFO', 'c-latest', false],
      ['d', 3, '256Mi', 'WARNING', 'v1.0.0', true],
    ]);
  });

  test('the order is the one in which they are written, and not that of the alphabet', () => {
    const names = resolved({ environments: { z: {}, m: {}, a: {} } }).environments.map((environment) => [
      environment.name,
      environment.position,
    ]);
    expect(names).toEqual([
      ['z', 'first'],
      ['m', 'between'],
      ['a', 'last'],
    ]);
  });

  test('any environment can be gated or not', () => {
    const { environments } = resolved({ environments: { a: { gated: true }, b: {}, c: { gated: false } } });
    expect(environments.map((environment) => environment.gated)).toEqual([true, false, false]);
  });
});

describe('what is inherited', () => {
  test('what is nearest to the app wins: the library, then the environment, then the app in the environment', () => {
    const environments = {
      dev: { replicas: 4, memory: '1Gi', cpu: '1', logLevel: 'ERROR', requestLogs: true },
      prod: { requestLogs: true },
    };
    const [dev, prod] = app({
      environments,
      apps: {
        web: { environments: { dev: { replicas: 7, logLevel: 'INFO' }, prod: { cpu: '2', requestLogs: false } } },
      },
    }).environments;
    expect([dev.pods.web.replicas, dev.pods.web.memory, dev.pods.web.cpu, dev.logLevel, dev.requestLogs]).toEqual([
      7,
      '1Gi',
      '1',
      'INFO',
      true,
    ]);
    expect([prod.pods.web.replicas, prod.pods.web.memory, prod.pods.web.cpu, prod.logLevel, prod.requestLogs]).toEqual([
      3,
      '256Mi',
      '2',
      'WARNING',
      false,
    ]);
    expect(app({}).environments.map((own) => own.requestLogs)).toEqual([false, false, false]);
  });

  test('what one app says reaches no other app and no other environment', () => {
    const options = { apps: { web: { port: 8080, environments: { dev: { replicas: 9 } } }, other: {} } };
    expect(app(options).environments.map((own) => own.pods.web.replicas)).toEqual([9, 2, 3]);
    expect(app(options, 'other').environments.map((own) => own.pods.web.replicas)).toEqual([1, 2, 3]);
    expect([app(options).port, app(options, 'other').port]).toEqual([8080, 5000]);
  });

  test('zero and false are values, and hide what is inherited', () => {
    const own = app({
      environments: { dev: { replicas: 5 }, prod: { gated: false } },
      apps: { web: { environments: { dev: { replicas: 0 } } } },
    }).environments;
    expect(own.map((entry) => [entry.pods.web.replicas, entry.environment.gated])).toEqual([
      [0, false],
      [3, false],
    ]);
  });

  test('an explicit undefined hides nothing, at any place', () => {
    const said: PythonGitOpsAppOptions = {
      name: 'shop',
      repoUrl: undefined,
      registry: undefined,
      defaultBranch: undefined,
      pythonVersion: undefined,
      baseImage: undefined,
      packageIndex: undefined,
      extraPackageIndexes: undefined,
      codeOwners: undefined,
      renovate: undefined,
      packageManager: undefined,
      defaults: undefined,
      serviceMonitor: undefined,
      argocd: undefined,
      environments: { dev: { replicas: 4, memory: undefined, gated: undefined, branch: undefined }, prod: {} },
      apps: {
        web: {
          port: undefined,
          server: undefined,
          interface: undefined,
          systemPackages: undefined,
          sourcePackages: undefined,
          buildSecrets: undefined,
          networkPolicy: undefined,
          workloads: { web: { port: undefined } },
          environments: {
            dev: {
              replicas: undefined,
              memory: undefined,
              cpu: undefined,
              logLevel: undefined,
              requestLogs: undefined,
            },
          },
        },
      },
    };
    const silent = { name: 'shop', environments: { dev: { replicas: 4 }, prod: {} }, apps: { web: {} } };
    expect(resolve(said)).toEqual(resolve(silent));
    expect(resolve({ name: 'shop', apps: undefined, environments: undefined })).toEqual(resolve({ name: 'shop' }));
    expect(app({ apps: { web: { workloads: undefined, environments: undefined } } })).toEqual(app({}));
  });

  test('a branch is that of the environment, else the repository’s, else main', () => {
    const branches = (options: Partial<PythonGitOpsAppOptions>): string[] =>
      resolved(options).environments.map((environment) => environment.branch);
    expect(branches({})).toEqual(['main', 'main', 'main']);
    expect(branches({ defaultBranch: 'trunk', environments: { dev: {}, staging: { branch: 'staging' } } })).toEqual([
      'trunk',
      'staging',
    ]);
  });

  test('a workload has the port of the app unless it says another one', () => {
    const { workloads } = app({ apps: { web: { port: 8080, workloads: { web: {}, admin: { port: 9000 } } } } });
    expect(workloads).toMatchObject([
      { name: 'web', objectName: 'web', port: 8080 },
      { name: 'admin', objectName: 'web-admin', port: 9000 },
    ]);
  });

  test('an app without workloads is one service called web', () => {
    expect(app({ apps: { shop: {} } }, 'shop').workloads).toMatchObject([
      { name: 'web', objectName: 'shop', port: 5000, type: 'service' },
    ]);
  });
});

describe('the network policy of an app that is exposed', () => {
  const SHOP = { name: 'shop', environments: { dev: {} } };
  const admitted = (own: AppOptions, rest: Partial<PythonGitOpsAppOptions> = {}) => {
    const { networkPolicy } = resolve({ ...SHOP, ...rest, apps: { web: own } }).apps[0].environments[0];
    return [networkPolicy.ingressNamespaces, networkPolicy.ingressCidrs];
  };
  const hosts = ['a.example'];
  const httpRoute = { hosts, gateway: 'public', gatewayNamespace: 'gateways' };

  test.each<[AppOptions, string[], string[]]>([
    [{ ingress: { hosts } }, ['ingress-nginx', 'monitoring'], []],
    [{ ingress: { hosts, className: 'nginx' } }, ['ingress-nginx', 'monitoring'], []],
    [{ ingress: { hosts, className: 'traefik' } }, ['traefik', 'monitoring'], []],
    [{ ingress: { hosts, className: 'haproxy' } }, ['haproxy-controller', 'monitoring'], []],
    [{ ingress: { hosts, className: 'istio' } }, ['istio-ingress', 'istio-system', 'monitoring'], []],
    [{ ingress: { hosts, className: 'gce' } }, ['monitoring'], ['130.211.0.0/22', '35.191.0.0/16']],
    [{ ingress: { hosts, className: 'own', controllerNamespace: 'edge' } }, ['edge', 'monitoring'], []],
    [
      { ingress: { hosts, className: 'traefik', controllerNamespace: 'kube-system' } },
      ['kube-system', 'monitoring'],
      [],
    ],
    [{ httpRoute }, ['gateways', 'monitoring'], []],
    [{ httpRoute: { ...httpRoute, proxyNamespace: 'envoy' } }, ['envoy', 'monitoring'], []],
    [{ httpRoute, ingress: { hosts, className: 'kong' } }, ['kong', 'gateways', 'monitoring'], []],
    // The list of the option is about others, such as Prometheus.
    [{ httpRoute, networkPolicy: { ingressNamespaces: ['observability'] } }, ['observability', 'gateways'], []],
    [{ ingress: { hosts, className: 'traefik' }, networkPolicy: { ingressNamespaces: [] } }, ['traefik'], []],
    [{ ingress: { hosts, className: 'own' }, networkPolicy: { ingressNamespaces: ['edge'] } }, ['edge'], []],
    [
      { ingress: { hosts, className: 'alb' }, networkPolicy: { ingressCidrs: ['10.0.0.0/20'] } },
      ['monitoring'],
      ['10.0.0.0/20'],
    ],
    [{ ingress: { hosts, className: 'traefik', enabled: false } }, ['ingress-nginx', 'monitoring'], []],
  ])('admits what forwards the requests: %j', (own, namespaces, cidrs) => {
    expect(admitted(own)).toEqual([namespaces, cidrs]);
  });

  test('follows the level that sets the class', () => {
    const rest = { defaults: { ingress: { className: 'traefik' } } };
    expect(admitted({ ingress: { hosts } }, rest)).toEqual([['traefik', 'monitoring'], []]);
    expect(admitted({}, rest)).toEqual([['ingress-nginx', 'monitoring'], []]);
  });
});

describe('the network policy of an app', () => {
  const policy = (repository: NetworkPolicyOptions | undefined, own: NetworkPolicyOptions | undefined): NetworkPolicy =>
    app({ defaults: { networkPolicy: repository }, apps: { web: { networkPolicy: own } } }).base.networkPolicy;

  test('lets the usual namespaces in and everything out where nothing is said', () => {
    const open = { ingressNamespaces: ['ingress-nginx', 'monitoring'], ingressCidrs: [], egress: undefined };
    expect(policy(undefined, undefined)).toEqual(open);
    expect(policy({}, {})).toEqual(open);
  });

  test('has each field from the app, else from the repository, else from the library', () => {
    const [cluster, own] = [{ cidr: '10.0.0.0/8' }, { namespace: 'databases', ports: [5432] }];
    expect(policy({ ingressNamespaces: ['traefik'] }, { egress: [own] })).toEqual({
      ingressNamespaces: ['traefik'],
      ingressCidrs: [],
      egress: [{ ...own, cidr: undefined }],
    });
    expect(policy({ egress: [cluster] }, { ingressNamespaces: ['edge'] })).toEqual({
      ingressNamespaces: ['edge'],
      ingressCidrs: [],
      egress: [{ ...cluster, namespace: undefined, ports: [] }],
    });
    // A list is replaced, not extended.
    expect(policy({ ingressNamespaces: ['traefik'], egress: [cluster] }, { egress: [own] }).egress).toEqual([
      { ...own, cidr: undefined },
    ]);
  });

  test('takes an empty list for a value: nobody, and nothing', () => {
    const said = { ingressNamespaces: ['traefik'], egress: [{ cidr: '10.0.0.0/8' }] };
    const closed = { ingressNamespaces: [], ingressCidrs: [], egress: [] };
    expect(policy(said, { ingressNamespaces: [], egress: [] })).toEqual(closed);
    expect(policy({ ingressNamespaces: [], egress: [] }, undefined)).toEqual(closed);
  });

  test('is not changed by an explicit undefined, in the app or in the repository', () => {
    const said = { ingressNamespaces: ['traefik'], egress: [{ cidr: '10.0.0.0/8' }] };
    const nothing = { ingressNamespaces: undefined, egress: undefined, openEgress: undefined };
    expect(policy(said, nothing)).toEqual(policy(said, undefined));
    expect(policy(nothing, nothing)).toEqual(policy(undefined, undefined));
    expect(policy({ egress: [{ cidr: '10.0.0.0/8', namespace: undefined, ports: undefined }] }, {})).toEqual(
      policy({ egress: [{ cidr: '10.0.0.0/8' }] }, {}),
    );
  });

  test('is open again for an app that says so, whatever the repository closed', () => {
    for (const repository of [{ egress: [] }, { egress: [{ cidr: '10.0.0.0/8' }] }, { openEgress: false }]) {
      expect(policy(repository, { openEgress: true }).egress).toBeUndefined();
      expect(policy(repository, {}).egress).toBeDefined();
    }
  });

  test('is closed where openEgress is false: to what the nearest list says, or to everything', () => {
    const [cluster, own] = [{ cidr: '10.0.0.0/8' }, { namespace: 'databases', ports: [5432] }];
    expect(policy({ openEgress: false }, undefined).egress).toEqual([]);
    expect(policy(undefined, { openEgress: false }).egress).toEqual([]);
    expect(policy({ openEgress: true }, { openEgress: false }).egress).toEqual([]);
    expect(policy({ egress: [cluster] }, { openEgress: false }).egress).toEqual([
      { ...cluster, namespace: undefined, ports: [] },
    ]);
    expect(policy({ openEgress: false, egress: [cluster] }, { openEgress: false, egress: [own] }).egress).toEqual([
      { ...own, cidr: undefined },
    ]);
  });

  test('of an app that lists egress is closed, whatever the repository opens', () => {
    expect(policy({ openEgress: true }, { egress: [] }).egress).toEqual([]);
    expect(policy({ openEgress: true }, {}).egress).toBeUndefined();
    expect(policy({ openEgress: true }, { ingressNamespaces: [] }).egress).toBeUndefined();
  });

  test('of one app is not that of another', () => {
    const options = { apps: { web: { networkPolicy: { egress: [] } }, other: {} } };
    expect([app(options), app(options, 'other')].map((own) => own.base.networkPolicy.egress)).toEqual([[], undefined]);
  });
});

describe('the base image', () => {
  test.each([
    ['3.11', 'docker.io/library/python:3.11.15-slim-trixie'],
    ['3.12', 'docker.io/library/python:3.12.13-slim-trixie'],
    ['3.13', 'docker.io/library/python:3.13.14-slim-trixie'],
    ['3.14', 'docker.io/library/python:3.14.6-slim-trixie'],
  ])('of Python %s is %s, with an exact tag', (pythonVersion, image) => {
    expect(resolved({ pythonVersion }).baseImage).toBe(image);
    expect(validate({ name: 'shop', pythonVersion, baseImage: image })).toEqual([]);
  });

  test('is there for every version that the config may name', () => {
    for (const pythonVersion of Object.keys(PYTHON_RELEASES)) {
      expect(validate({ name: 'shop', pythonVersion })).toEqual([]);
      expect(resolved({ pythonVersion }).baseImage).toContain(`:${pythonVersion}.`);
    }
  });

  test('is what the config says, whatever the version', () => {
    const baseImage = 'mirror.acme.example/python:3.13.14-slim-trixie';
    expect(resolved({ baseImage }).baseImage).toBe(baseImage);
    expect(resolved({ baseImage, pythonVersion: '3.12' }).baseImage).toBe(baseImage);
  });
});

describe('the ServiceMonitor', () => {
  test('is none unless the config asks for it, by an empty object already', () => {
    expect(resolved().serviceMonitor).toBeUndefined();
    expect(resolved({ serviceMonitor: undefined }).serviceMonitor).toBeUndefined();
    expect(resolved({ serviceMonitor: {} }).serviceMonitor).toEqual({ labels: {}, interval: '30s' });
  });

  test('has the default of each field that is not said', () => {
    const labels = { release: 'prometheus' };
    expect(resolved({ serviceMonitor: { labels } }).serviceMonitor).toEqual({ labels, interval: '30s' });
    expect(resolved({ serviceMonitor: { interval: '1m', labels: undefined } }).serviceMonitor).toEqual({
      labels: {},
      interval: '1m',
    });
  });
});

describe('how an app is built and served', () => {
  test('is by the library where nothing is said', () => {
    expect(app({})).toMatchObject({ server: 'granian', interface: 'wsgi', systemPackages: [], buildSecrets: [] });
  });

  test.each([
    [{}, 'flask', 'wsgi'],
    [{ interface: 'wsgi' }, 'flask', 'wsgi'],
    [{ interface: 'asgi' }, 'fastapi', 'asgi'],
    [{ framework: 'starlette' }, 'starlette', 'asgi'],
    [{ framework: 'django' }, 'django', 'wsgi'],
  ])('has the framework and the interface that fit %p', (own, framework, used) => {
    expect(app({ apps: { web: own } })).toMatchObject({ framework, interface: used });
  });

  test('is as the app says, and reaches no other one', () => {
    const said = { server: 'gunicorn', interface: 'wsgi', systemPackages: ['libpq5'] };
    const options = { apps: { web: { ...said, buildSecrets: { B: '/root/b', A: '/root/a' } }, other: {} } };
    expect(app(options)).toMatchObject({
      ...said,
      buildSecrets: [
        { name: 'B', path: '/root/b' },
        { name: 'A', path: '/root/a' },
      ],
    });
    expect(app(options, 'other')).toEqual(app({ apps: { other: {} } }, 'other'));
  });
});

describe('the whole repository', () => {
  test('has the values of the library where nothing is said', () => {
    const everywhere = {
      clusters: [{ destination: { server: 'https://kubernetes.default.svc' } }],
      sync: { automated: true, prune: true, selfHeal: true },
      subscriptions: [],
    };
    expect(resolve({ name: 'shop' })).toEqual({
      name: 'shop',
      repoUrl: undefined,
      registry: undefined,
      defaultBranch: 'main',
      pythonVersion: '3.13',
      pythonVersions: [],
      baseImage: 'docker.io/library/python:3.13.14-slim-trixie',
      packageIndex: undefined,
      extraPackageIndexes: [],
      codeOwners: [],
      devContainer: false,
      editorSettings: false,
      renovate: true,
      packageManager: PACKAGE_MANAGERS.npm,
      serviceMonitor: undefined,
      observability: {
        rules: 'none',
        dashboards: 'none',
        namespace: 'monitoring',
        install: false,
        labels: {},
        applications: [
          {
            name: 'shop-observability',
            stack: 'shop-prometheus',
            destination: { server: 'https://kubernetes.default.svc' },
          },
        ],
      },
      delivery: { credentials: 'token', releases: 'push', onFailure: 'none', login: { kind: 'password' } },
      argocd: {
        namespace: 'argocd',
        manages: 'projects-and-applications',
        retryRefresh: true,
        manifestGeneratePaths: false,
      },
      environments: [
        { name: 'dev', position: 'first', gated: false, branch: 'main', ...everywhere },
        { name: 'staging', position: 'between', gated: false, branch: 'main', ...everywhere },
        { name: 'prod', position: 'last', gated: true, branch: 'main', ...everywhere },
      ],
      apps: [],
      removed: {},
      ciSteps: { beforeTests: [], afterTests: [] },
      overrides: {},
      takeOver: [],
      foreignNamespaces: { dev: [], staging: [], prod: [] },
    });
  });

  test('has the values that are said', () => {
    const said = {
      name: 'shop',
      repoUrl: 'https://github.com/acme/shop',
      registry: 'docker.io/acme',
      defaultBranch: 'trunk',
      pythonVersion: '3.11',
      baseImage: 'mirror.acme.example/python:3.11.15-slim-trixie',
      packageIndex: 'https://pypi.acme.example/simple',
      extraPackageIndexes: ['https://wheels.acme.example/simple'],
      codeOwners: ['@acme/platform'],
      renovate: false,
      serviceMonitor: { labels: { release: 'prometheus' }, interval: '1m' },
      argocd: { namespace: 'gitops' },
    };
    expect(resolve({ ...said, packageManager: 'yarn' })).toMatchObject({
      ...said,
      packageManager: PACKAGE_MANAGERS.yarn,
    });
  });

  test('has its apps and their workloads in the order of the config: the first one serves as the example', () => {
    const { apps } = resolved({ apps: { z: { workloads: { web: {}, b: {}, a: {} } }, 'a-b': {}, a: {} } });
    expect(apps.map((entry) => entry.name)).toEqual(['z', 'a-b', 'a']);
    expect(apps[0].workloads.map((workload) => workload.name)).toEqual(['web', 'b', 'a']);
  });

  test('is the same for options of another realm', () => {
    const code = `({ name: 'shop', environments: { a: { replicas: 2 }, b: {} }, apps: { web: { environments: { a: { cpu: '1' } } } } })`;
    const foreign = runInNewContext(code) as PythonGitOpsAppOptions;
    expect(resolve(foreign)).toEqual(resolve(JSON.parse(JSON.stringify(foreign)) as PythonGitOpsAppOptions));
  });

  test('changes nothing of the options', () => {
    const options = {
      name: 'shop',
      apps: { z: { workloads: { b: {}, a: {} } }, a: {} },
      environments: { z: {}, a: {} },
    };
    const before = JSON.stringify(options);
    resolve(options);
    expect(JSON.stringify(options)).toBe(before);
  });

  test('takes a name that every object answers to for a name like any other', () => {
    const renamed = (name: string): string =>
      JSON.stringify(
        resolve({
          name,
          environments: { [name]: {}, prod: {} },
          apps: { [name]: { workloads: { [name]: {} } }, a: {} },
        }),
      ).replaceAll(name, 'NAME');
    expect(renamed('constructor')).toBe(renamed('checkout'));
    // An app that says nothing about the environment inherits nothing from Object.
    const { apps } = resolve({ name: 'shop', environments: { constructor: {} }, apps: { a: { environments: {} } } });
    expect(apps[0].environments[0]).toMatchObject({
      pods: { web: { replicas: 1, memory: '64Mi', cpu: '250m' } },
      logLevel: 'DEBUG',
    });
  });
});

describe('names', () => {
  test('of Applications, namespaces, objects and images are made of the names in the config', () => {
    const { image, workloads, environments } = app(
      {
        registry: 'ghcr.io/acme',
        apps: { checkout: { workloads: { web: {}, mailer: {} } } },
      },
      'checkout',
    );
    expect(image).toBe('ghcr.io/acme/checkout');
    expect(workloads.map((workload) => workload.objectName)).toEqual(['checkout', 'checkout-mailer']);
    expect(environments.map((own) => [own.application, own.namespace])).toEqual([
      ['checkout-dev', 'checkout-dev'],
      ['checkout-staging', 'checkout-staging'],
      ['checkout-prod', 'checkout-prod'],
    ]);
    expect(applicationName('a', 'b')).toBe('a-b');
    expect(workloadObjectName('a', 'web')).toBe('a');
    expect(workloadObjectName('a', 'b')).toBe('a-b');
  });

  test('of an image without a registry are local, so that no public registry is ever asked for it', () => {
    expect(app({}).image).toBe('localhost/web');
    expect(imageName('web', undefined)).toBe('localhost/web');
    expect(imageName('web', 'docker.io/acme')).toBe('docker.io/acme/web');
  });

  test('of environments are the declared ones in their order, else the seed’s', () => {
    expect(environmentNames({})).toEqual(['dev', 'staging', 'prod']);
    expect(environmentNames({ environments: undefined })).toEqual(['dev', 'staging', 'prod']);
    expect(environmentNames({ environments: { z: {}, a: {} } })).toEqual(['z', 'a']);
    expect(environmentNames({ environments: {} })).toEqual([]);
  });
});

describe('the order of names', () => {
  test('is that of code units, the same in every locale', () => {
    expect(['b', 'ä', 'a-b', 'B', 'a', 'ab', 'a', 'a.b'].sort(compare)).toEqual([
      'B',
      'a',
      'a',
      'a-b',
      'a.b',
      'ab',
      'b',
      'ä',
    ]);
  });

  test('is an order', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(compare(a, b) + compare(b, a)).toBe(0);
        expect(compare(a, b) === 0).toBe(a === b);
      }),
      { numRuns: 200 },
    );
  });
});

test('the default timeout of a gate is long enough for a rollout that needs all of its time', () => {
  const timeouts = (own: object): unknown[] => {
    const options = { defaults: { gate: { check: 'health' } }, apps: { web: own } };
    return app(options).environments.map(({ gate }) => gate?.timeoutMinutes);
  };
  expect(timeouts({})).toEqual([15, 15, 15]);
  // 300 s to start, 65 s for each further pod, and 300 s for Argo CD.
  expect(timeouts({ replicas: 20 })).toEqual([31, 31, 31]);
  // 1440 s for the first pod, and 1205 s for each further one.
  const slow = { probes: { startup: { failureThreshold: 600 } } };
  expect(timeouts({ workloads: { web: slow } })).toEqual([29, 50, 70]);
  expect(timeouts({ workloads: { web: { ...slow, replicas: 100 } } })).toEqual([180, 180, 180]);
});
