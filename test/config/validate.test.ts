import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { formatFindings } from '../../src/common/findings';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import { validate } from '../../src/config/validate';
import { check, onlyFinding, useOneOf, shop } from '../support/config-check';
import { NOT_RECORD, PROTOTYPE_KEYS } from '../support/config-values';

/** An app with a port of its own in three environments, as `.projenrc.ts` would say it. */
const WHOLE = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  defaultBranch: 'main',
  pythonVersion: '3.12',
  baseImage: 'mirror.acme.example/python:3.12.13-slim-trixie',
  packageIndex: 'https://pypi.acme.example/simple',
  extraPackageIndexes: ['https://wheels.acme.example/simple'],
  codeOwners: ['@acme/platform', '@octocat', 'on-call@acme.example'],
  renovate: false,
  packageManager: 'pnpm',
  defaults: { networkPolicy: { ingressNamespaces: ['traefik'], egress: [] } },
  serviceMonitor: { labels: { release: 'prometheus' }, interval: '1m' },
  argocd: { namespace: 'argo-cd' },
  environments: {
    dev: { replicas: 1, requestLogs: true },
    staging: { branch: 'staging' },
    prod: { gated: true, memory: '1Gi' },
  },
  apps: {
    storefront: { networkPolicy: { openEgress: true } },
    checkout: {
      port: 8080,
      server: 'granian',
      interface: 'asgi',
      systemPackages: ['libpq5'],
      sourcePackages: ['docopt'],
      buildSecrets: { PIP_NETRC: '/root/.netrc' },
      networkPolicy: { egress: [{ namespace: 'databases', ports: [5432] }, { cidr: '10.20.0.0/16' }] },
      workloads: { web: {}, admin: { port: 8081 } },
      environments: { prod: { replicas: 10, cpu: '2', logLevel: 'ERROR' } },
    },
  },
  devDeps: ['prettier@^3'],
  outdir: '/nowhere',
};

describe('a config', () => {
  test('that says everything is accepted', () => {
    expect(validate(WHOLE)).toEqual([]);
  });

  test('that says only a name is accepted', () => {
    expect(validate({ name: 'shop' })).toEqual([]);
  });

  test('that another realm made is judged as if this one had: projen new builds options in a context of its own', () => {
    const foreign: unknown = runInNewContext(`(${JSON.stringify(WHOLE)})`);
    expect(foreign).not.toBeInstanceOf(Object);
    expect(validate(foreign)).toEqual([]);
    const wrong = runInNewContext(
      `({ name: ['shop'], devDeps: ['', 1], apps: { A: [], web: { prot: 1, port: '1' } }, environments: new Map() })`,
    ) as unknown;
    expect(check(wrong)).toEqual([
      'apps.A invalid-value',
      'apps.A wrong-type',
      'apps.web.port wrong-type',
      'apps.web.prot unknown-key',
      'devDeps[0] invalid-value',
      'devDeps[1] wrong-type',
      'environments wrong-type',
      'name wrong-type',
    ]);
  });

  test.each([...NOT_RECORD, undefined])('is never %p, which is one finding', (value) => {
    expect(validate(value).map((finding) => [finding.code, finding.must])).toEqual([['wrong-type', 'be an object']]);
  });

  test('with mistakes everywhere gets every finding at once, each with the exact path of its option', () => {
    const config = {
      nmae: 'shop',
      repoUrl: 'github.com/acme/shop',
      registry: 5,
      defaultBranch: null,
      pythonVersion: 3.13,
      argocd: { namespace: ['argocd'] },
      environments: {
        dev: { replicas: '1', memory: '1Mi', gatd: true },
        'pre prod': { gated: 'yes', branch: '..' },
        prod: [],
      },
      apps: {
        storefront: { port: '5000', environments: { dev: { gated: true }, produ: {}, prod: { cpu: 2 } } },
        'Check out': { workloads: { web: { prot: 1 }, 'a.b': { port: 80 } } },
        nothing: null,
      },
      devDeps: ['prettier', '', 3],
      outdir: '',
    };
    expect(check(config)).toEqual(
      [
        'apps.nothing wrong-type',
        'apps.storefront.environments.dev.gated unknown-key',
        'apps.storefront.environments.prod.cpu wrong-type',
        'apps.storefront.environments.produ unknown-environment',
        'apps.storefront.port wrong-type',
        'apps["Check out"] invalid-value',
        'apps["Check out"].workloads.web.prot unknown-key',
        'apps["Check out"].workloads["a.b"] invalid-value',
        'apps["Check out"].workloads["a.b"].port invalid-value',
        'argocd.namespace wrong-type',
        'defaultBranch wrong-type',
        'devDeps[1] invalid-value',
        'devDeps[2] wrong-type',
        'environments.dev.gatd unknown-key',
        'environments.dev.memory invalid-value',
        'environments.dev.replicas wrong-type',
        'environments.prod wrong-type',
        'environments["pre prod"] invalid-value',
        'environments["pre prod"].branch invalid-value',
        'environments["pre prod"].gated wrong-type',
        // Only one finding, since it stands for name, which is missing.
        'nmae unknown-key',
        'outdir invalid-value',
        'pythonVersion wrong-type',
        'registry wrong-type',
        'repoUrl invalid-value',
      ].sort(),
    );
  });

  test('may say undefined for everything that it need not say', () => {
    const config = {
      name: 'shop',
      repoUrl: undefined,
      registry: undefined,
      defaultBranch: undefined,
      environments: { dev: { replicas: undefined, gated: undefined, branch: undefined } },
      apps: { web: { port: undefined, workloads: undefined, environments: { dev: { memory: undefined } } } },
      devDeps: undefined,
      outdir: undefined,
    };
    expect(validate(config)).toEqual([]);
    expect(validate({ name: 'shop', environments: undefined, apps: undefined })).toEqual([]);
  });

  test('is not changed by being checked', () => {
    const config = structuredClone(WHOLE);
    validate(config);
    expect(config).toEqual(WHOLE);
  });
});

describe('an unknown key', () => {
  test.each([
    [{ repoURL: 'x' }, 'repoURL', 'did you mean repoUrl?'],
    [{ environment: {} }, 'environment', 'did you mean environments?'],
    [{ app: {} }, 'app', 'did you mean apps?'],
    [{ apps: { web: { prot: 1 } } }, 'apps.web.prot', 'did you mean port?'],
    [{ apps: { web: { workload: {} } } }, 'apps.web.workload', 'did you mean workloads?'],
    [{ environments: { dev: { replica: 1 } } }, 'environments.dev.replica', 'did you mean replicas?'],
    [{ environments: { dev: { loglevel: 'INFO' } } }, 'environments.dev.loglevel', 'did you mean logLevel?'],
    [{ completelyDifferent: 1 }, 'completelyDifferent', useOneOf('PythonGitOpsAppOptions')],
    [{ 'a\nlong and odd key': 1 }, '["a\\nlong and odd key"]', useOneOf('PythonGitOpsAppOptions')],
  ])('in %j is named exactly, with the nearest known one', (options, path, fix) => {
    const finding = onlyFinding(shop(options));
    expect([finding.code, finding.path, finding.fix]).toEqual(['unknown-key', path, fix]);
  });

  test('is told the options that exist there', () => {
    expect(onlyFinding(shop({ apps: { web: { workloads: { web: { autoscaling: { ram: 1 } } } } } })).must).toBe(
      'be one of enabled, minReplicas, maxReplicas, targetCpu, targetMemory',
    );
    expect(
      onlyFinding(shop({ defaults: { networkPolicy: { egress: [{ cidr: '10.0.0.0/8', protocol: 'UDP' }] } } })).must,
    ).toBe('be one of namespace, cidr, ports');
  });

  test.each(PROTOTYPE_KEYS)('%s is unknown everywhere, although every object answers to it', (key) => {
    const json = JSON.stringify(key);
    const config = JSON.parse(
      `{"name":"shop",${json}:{"x":1},"environments":{"dev":{${json}:{"replicas":-1}}},` +
        `"apps":{"web":{${json}:1,"workloads":{"web":{${json}:null}},"environments":{"dev":{${json}:[]}}}}}`,
    ) as unknown;
    expect(check(config)).toEqual(
      ['', 'environments.dev.', 'apps.web.', 'apps.web.workloads.web.', 'apps.web.environments.dev.']
        .map((path) => `${path}${key} unknown-key`)
        .sort(),
    );
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('environments that an app refers to', () => {
  test('have to exist; a misspelt one gets the nearest', () => {
    const finding = onlyFinding(shop({ apps: { web: { environments: { stagin: {} } } } }));
    expect(finding).toEqual({
      code: 'unknown-environment',
      path: 'apps.web.environments.stagin',
      must: 'be one of the environments dev, staging, prod',
      got: '"stagin"',
      fix: 'did you mean staging?',
    });
  });

  test('have to be added, or removed there, when none is near', () => {
    const finding = onlyFinding(shop({ environments: { dev: {} }, apps: { web: { environments: { quality: {} } } } }));
    expect(finding.path).toBe('apps.web.environments.quality');
    expect(finding.fix).toBe('use one of them, or add quality to environments');
  });

  test.each(PROTOTYPE_KEYS)('are not %s, unless it is declared', (key) => {
    const config = JSON.parse(`{"name":"shop","apps":{"web":{"environments":{${JSON.stringify(key)}:{}}}}}`) as unknown;
    expect(check(config)).toEqual([`apps.web.environments.${key} unknown-environment`]);
  });

  test('and environments and workloads that are empty maps are said to be so', () => {
    expect(onlyFinding(shop({ environments: {} }))).toEqual({
      code: 'invalid-value',
      path: 'environments',
      must: 'contain at least one environment',
      got: '{}',
      fix: 'add one, such as dev: {}',
    });
    expect(onlyFinding(shop({ apps: { web: { workloads: {} } } }))).toEqual({
      code: 'invalid-value',
      path: 'apps.web.workloads',
      must: 'contain at least one workload',
      got: '{}',
      fix: 'add web: {}',
    });
    expect(check(shop({ apps: {} }))).toEqual([]);
  });
});

describe('the branch of an environment', () => {
  test('is refused where the environment is gated, by its place or by its word', () => {
    expect(onlyFinding(shop({ environments: { dev: {}, prod: { branch: 'production' } } }))).toEqual({
      code: 'invalid-value',
      path: 'environments.prod.branch',
      must: 'be left out: a gated environment runs the promoted revision and tracks no branch',
      got: '"production"',
      fix: 'remove it, or set gated: false',
    });
    expect(check(shop({ environments: { dev: { gated: true, branch: 'dev' }, prod: {} } }))).toEqual([
      'environments.dev.branch invalid-value',
    ]);
  });

  test('is accepted where it tracks one', () => {
    const branch = 'production';
    expect(check(shop({ environments: { dev: { branch }, prod: {} } }))).toEqual([]);
    expect(check(shop({ environments: { dev: {}, prod: { gated: false, branch } } }))).toEqual([]);
    expect(check(shop({ environments: { only: { branch } } }))).toEqual([]);
    expect(check(shop({ environments: { dev: {}, prod: { branch: undefined } } }))).toEqual([]);
  });
});

describe('the server of an app', () => {
  test('is not gunicorn where the interface is asgi: gunicorn speaks it only with a worker of another package', () => {
    expect(onlyFinding(shop({ apps: { web: { server: 'gunicorn', interface: 'asgi' } } }))).toEqual({
      code: 'invalid-value',
      path: 'apps.web.server',
      must: "be 'granian' if interface is 'asgi'",
      got: '"gunicorn"',
      fix: "use 'granian'",
    });
  });

  test('is not gunicorn for a framework of ASGI', () => {
    expect(onlyFinding(shop({ apps: { web: { server: 'gunicorn', framework: 'starlette' } } }))).toEqual({
      code: 'invalid-value',
      path: 'apps.web.server',
      must: "be 'granian' if framework is 'starlette'",
      got: '"gunicorn"',
      fix: "use 'granian'",
    });
  });

  test.each([
    ['django', 'asgi', 'wsgi', 'fastapi, starlette'],
    ['flask', 'asgi', 'wsgi', 'fastapi, starlette'],
    ['fastapi', 'wsgi', 'asgi', 'flask, django'],
  ])('calls an application of %s in one way, which is not %s', (framework, given, must, others) => {
    expect(onlyFinding(shop({ apps: { web: { framework, interface: given, server: 'gunicorn' } } }))).toEqual({
      code: 'conflicting-options',
      path: 'apps.web.interface',
      must: `be '${must}' with framework: '${framework}'`,
      got: `"${given}"`,
      fix: `remove it, or set framework to one of ${others}`,
    });
  });

  test.each([
    {},
    { interface: 'asgi' },
    { framework: 'django', server: 'gunicorn' },
    { framework: 'fastapi', interface: 'asgi' },
    { server: 'gunicorn' },
    { server: 'gunicorn', interface: 'wsgi' },
    { server: 'granian', interface: 'asgi' },
    { server: 'granian', interface: 'wsgi' },
    { server: 'gunicorn', interface: undefined },
  ])('and the interface may be %p', (own) => {
    expect(check(shop({ apps: { web: own } }))).toEqual([]);
  });
});

describe('a destination of egress', () => {
  const OPEN = { cidr: '0.0.0.0/0' };

  test.each([
    ['defaults.networkPolicy', (networkPolicy: object) => shop({ defaults: { networkPolicy } })],
    ['apps.web.networkPolicy', (networkPolicy: object) => shop({ apps: { web: { networkPolicy } } })],
  ])('in %s is a namespace or a range: with both or with none it is refused', (path, config) => {
    expect(onlyFinding(config({ egress: [OPEN, { namespace: 'databases', ...OPEN }] }))).toEqual({
      code: 'invalid-value',
      path: `${path}.egress[1]`,
      must: 'have either namespace or cidr',
      got: '{"namespace":"databases","cidr":"0.0.0.0/0"}',
      fix: 'split it into two entries',
    });
    expect(onlyFinding(config({ egress: [{ ports: [443] }] }))).toEqual({
      code: 'invalid-value',
      path: `${path}.egress[0]`,
      must: 'have either namespace or cidr',
      got: '{"ports":[443]}',
      fix: 'add one of them',
    });
    expect(check(config({ egress: [{}, OPEN, { namespace: undefined, cidr: undefined, ports: [443] }] }))).toEqual([
      `${path}.egress[0] invalid-value`,
      `${path}.egress[2] invalid-value`,
    ]);
  });

  test.each([
    [{ namespace: 'databases' }],
    [{ ...OPEN, namespace: undefined }],
    [{ namespace: 'databases', cidr: undefined, ports: [1, 65535] }],
    [{ ...OPEN, ports: [443, 80] }],
  ])('may be %p', (entry) => {
    expect(check(shop({ defaults: { networkPolicy: { egress: [entry] } } }))).toEqual([]);
  });

  test('that is misshapen is one finding, and not two', () => {
    const egress = [null, 'databases', [], { namespace: 5 }, { cidr: null }, { namespace: 'a', ports: 443 }];
    expect(check(shop({ defaults: { networkPolicy: { egress } } }))).toEqual([
      'defaults.networkPolicy.egress[0] wrong-type',
      'defaults.networkPolicy.egress[1] wrong-type',
      'defaults.networkPolicy.egress[2] wrong-type',
      'defaults.networkPolicy.egress[3].namespace wrong-type',
      'defaults.networkPolicy.egress[4].cidr wrong-type',
      'defaults.networkPolicy.egress[5].ports wrong-type',
    ]);
    expect(check(shop({ defaults: { networkPolicy: { egress: { cidr: '0.0.0.0/0' } } } }))).toEqual([
      'defaults.networkPolicy.egress wrong-type',
    ]);
  });
});

describe('names that are made of others', () => {
  const environments = (...names: string[]): object => ({
    environments: Object.fromEntries(names.map((name) => [name, {}])),
  });

  test('a-b in c and a in b-c would be one Application: it is refused, and both are named', () => {
    const finding = onlyFinding(shop({ ...environments('c', 'b-c'), apps: { 'a-b': {}, a: {} } }));
    expect([finding.code, finding.path, finding.got]).toEqual(['not-unique', 'apps.a', '"a-b-c"']);
    expect(finding.must).toContain('apps.a-b in environment c');
    expect(finding.fix).toBe('rename the app or the environment');
  });

  test('it is refused in whatever order the two are written', () => {
    expect(check(shop({ ...environments('b-c', 'c'), apps: { a: {}, 'a-b': {} } }))).toEqual(['apps.a-b not-unique']);
  });

  test('an app that has the name of another app’s Application is no conflict, in whatever order: kinds differ', () => {
    expect(check(shop({ ...environments('dev'), apps: { 'a-dev': {}, a: {} } }))).toEqual([]);
    expect(check(shop({ ...environments('dev'), apps: { a: {}, 'a-dev': {} } }))).toEqual([]);
  });

  test('an app cannot have the name of the root’s AppProject', () => {
    expect(onlyFinding(shop({ apps: { 'shop-root': {} } }))).toEqual({
      code: 'not-unique',
      path: 'apps.shop-root',
      must: 'differ from existing AppProjects',
      got: '"shop-root"',
      fix: 'give the app another name',
    });
  });

  test('no Application can have the name of the root’s', () => {
    const finding = onlyFinding(shop({ ...environments('root'), apps: { shop: {} } }));
    expect([finding.code, finding.path, finding.got]).toEqual(['not-unique', 'apps.shop', '"shop-root"']);
    expect(finding.must).toContain('the root Application');
  });

  test('an app cannot have the name of Argo CD’s own AppProject', () => {
    expect(check(shop({ apps: { default: {} } }))).toEqual(['apps.default not-unique']);
  });

  test('a namespace that begins with kube- belongs to the cluster, in each environment', () => {
    expect(check(shop({ ...environments('system'), apps: { kube: {} } }))).toEqual(['apps.kube not-unique']);
    expect(check(shop({ ...environments('dev', 'prod'), apps: { 'kube-x': {} } }))).toEqual(['apps.kube-x not-unique']);
    expect(check(shop({ apps: { kubernetes: {}, 'my-kube': {} } }))).toEqual([]);
  });

  test('a namespace that is Argo CD’s own is refused', () => {
    const config = { ...environments('cd'), apps: { argo: {} } };
    expect(check(shop({ ...config, argocd: { namespace: 'argo-cd' } }))).toEqual(['apps.argo not-unique']);
    expect(check(shop(config))).toEqual([]);
    expect(check(shop({ apps: { argocd: {} } }))).toEqual([]);
  });

  test('a namespace is a DNS label of at most 63 characters', () => {
    const app = 'a'.repeat(40);
    expect(check(shop({ ...environments('e'.repeat(22)), apps: { [app]: {} } }))).toEqual([]);
    const finding = onlyFinding(shop({ ...environments('e'.repeat(23)), apps: { [app]: {} } }));
    expect([finding.code, finding.path]).toEqual(['invalid-value', `apps.${app}`]);
    expect(finding.must).toContain('at most 63 characters');
  });

  test('the objects of a workload have names of at most 63 characters, and web has the app’s own', () => {
    const app = 'a'.repeat(40);
    const workloads = (name: string): object => shop({ apps: { [app]: { workloads: { web: {}, [name]: {} } } } });
    expect(check(workloads('w'.repeat(22)))).toEqual([]);
    expect(check(workloads('w'.repeat(23)))).toEqual([`apps.${app}.workloads.${'w'.repeat(23)} invalid-value`]);
  });

  test('what is accepted has names that are unique and free, and what has such names is accepted', () => {
    const part = fc.constantFrom('a', 'b', 'c', 'dev', 'root', 'shop', 'kube', 'default', 'argo', 'cd');
    const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-'));
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, names, (apps, targets) => {
        const applications = ['shop-root', ...apps.flatMap((app) => targets.map((target) => `${app}-${target}`))];
        const projects = ['default', 'shop-root', ...apps];
        const isFree =
          new Set(applications).size === applications.length &&
          new Set(projects).size === projects.length &&
          !applications.slice(1).some((namespace) => /^kube-/.test(namespace) || namespace === 'argo-cd');
        const config = shop({
          argocd: { namespace: 'argo-cd' },
          ...environments(...targets),
          apps: Object.fromEntries(apps.map((app) => [app, {}])),
        });
        expect([apps, targets, validate(config).length === 0]).toEqual([apps, targets, isFree]);
      }),
      { numRuns: 200 },
    );
  });
});

/** JSON that looks like a config, with something wrong anywhere in it. */
function almostConfig(): fc.Arbitrary<unknown> {
  const known = [
    ...Object.keys(WHOLE),
    'replicas',
    'memory',
    'cpu',
    'logLevel',
    'gated',
    'branch',
    'port',
    'workloads',
    'server',
    'framework',
    'interface',
    'systemPackages',
    'sourcePackages',
    'buildSecrets',
    'ingressNamespaces',
    'egress',
    'openEgress',
    'namespace',
    'cidr',
    'ports',
    'labels',
    'interval',
  ];
  const names = ['dev', 'prod', 'web', 'shop', 'shop-root', 'default', 'kube-a', 'A B', '', '1', 'a\nb', 'é'];
  const key = fc.constantFrom(...known, ...names, ...PROTOTYPE_KEYS);
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -1, 5000, 1.5, '5000', 'main', '', '$(id)', '${{ x }}', 'docker.io/acme'),
    fc.constantFrom<unknown>('asgi', 'gunicorn', '10.0.0.0/8', '::/0', '/', '1::/200', '/root/a', 'A', '@a', '1m'),
    fc.string({ maxLength: 5 }),
  );
  // An object as JSON.parse makes it: __proto__ is a key of its own in it, like any other one.
  const object = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc
      .array(fc.tuple(key, value), { maxLength: 5 })
      .map((entries) => JSON.parse(`{${entries.map((e) => e.map((x) => JSON.stringify(x)).join(':')).join(',')}}`));
  const any = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 3 }), object(tie('value'))),
  })).value;
  const value = fc.oneof(any, fc.jsonValue());
  return fc.oneof(value, fc.record(Object.fromEntries(known.map((k) => [k, value])), { requiredKeys: [] }));
}

describe('checking', () => {
  test('never throws and always reports in words, whatever JSON it is given', () => {
    fc.assert(
      fc.property(almostConfig(), (config) => {
        const findings = validate(config);
        for (const finding of findings) {
          for (const word of [finding.must, finding.got, finding.fix]) expect(word).toMatch(/\S/);
          expect(finding.path).not.toMatch(/[\n\r]/);
          expect(finding.fix).not.toMatch(/undefined|\[object/);
        }
        expect(formatFindings(findings)).not.toContain('[object Object]');
        // What has no finding can be made whole.
        if (findings.length > 0) return;
        const options = config as PythonGitOpsAppOptions;
        expect(resolve(options).name).toBe(options.name);
      }),
      {
        numRuns: 200,
        examples: [
          [JSON.parse('{"name":"shop","apps":{"constructor":{}}}')],
          // An app with the name of an option.
          [{ apps: { apps: { memory: null } } }],
        ],
      },
    );
  });

  test.each([
    ['an object that cannot become text', '{"name":{"toString":1,"valueOf":1},"apps":{"web":{}}}'],
    ['a name that is null', '{"name":null,"apps":{"web":{}}}'],
    ['a namespace that is an object', '{"name":"shop","argocd":{"namespace":{"toString":null}},"apps":{"web":{}}}'],
    ['apps as a list', '{"name":"shop","apps":["web"]}'],
    ['environments as a text', '{"name":"shop","environments":"dev","apps":{"web":{"environments":{"dev":{}}}}}'],
    ['environments of an app as a list', '{"name":"shop","apps":{"web":{"environments":["dev"]}}}'],
    ['workloads as null', '{"name":"shop","apps":{"web":{"workloads":null}}}'],
    ['a very long name', `{"name":"${'a'.repeat(100_000)}"}`],
    ['a very long key', `{"name":"shop","${'a'.repeat(100_000)}":1}`],
    ['a deeply nested list', `{"name":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('answers with findings to %s', (_name, json) => {
    const config = JSON.parse(json) as unknown;
    expect(() => validate(config)).not.toThrow();
    expect(validate(config).length).toBeGreaterThan(0);
  });
});
