import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OBJECTIVE } from '../../../src/config/definitions/observability';
import { budgetOf, LATENCY_BOUNDS } from '../../../src/config/objectives';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { resolve } from '../../../src/config/resolve';
import { check, onlyFinding, shop as base } from '../../support/config-check';

const observability = { rules: 'operator' };

/** A repository with rules and one app, unless it names others. */
const shop = (options: object): object => base({ observability, apps: { shop: {} }, ...options });

const objective = (of: object): object => shop({ apps: { shop: { objective: of } } });

const WORKER = { workloads: { mailer: { command: ['python', '-m', 'mailer'] } } };

/** Two names that are allowed alone, and too long together. */
const LONG = 'a-name-as-long-as-names-are-ever-allowed';

test.each([
  ['no option', base({ apps: { shop: {} } })],
  ['rules for the operator', shop({})],
  ['rules without an app', base({ observability })],
  ['every field of an objective', objective({ availability: 99.95, latency: { seconds: 2.5, percent: 90 } })],
  ['an objective that is turned off where no rules are', base({ defaults: { objective: { enabled: false } } })],
  ['rules that follow from serviceMonitor', base({ serviceMonitor: {}, defaults: { objective: {} } })],
  [
    'a shared objective, where one app is a worker',
    shop({ defaults: { objective: {} }, apps: { shop: {}, mailer: WORKER } }),
  ],
  ['a worker whose objective is turned off', shop({ apps: { mailer: { ...WORKER, objective: { enabled: false } } } })],
  [
    'an app in the namespace of a Prometheus that is not used',
    base({ apps: { shop: { namespace: 'monitoring' } }, environments: { dev: {} } }),
  ],
  [
    'labels of an organization for a repository without rules',
    base({ organization: { observability: { labels: { a: 'b' }, rules: 'none' } }, apps: { shop: {} } }),
  ],
  [
    'an objective of an organization for a repository without rules',
    base({ organization: { defaults: { objective: {} } }, apps: { shop: {} } }),
  ],
])('%s is in order', (_what, options) => {
  expect(check(options)).toEqual([]);
});

test('the bounds of a latency are those by which the runtime module counts, written alike', () => {
  const metrics = readFileSync(
    join(__dirname, '..', '..', '..', 'templates', 'app', 'src', 'gitops_runtime', 'metrics.py'),
    'utf8',
  );
  const buckets = /^BUCKETS: Final = \((.*)\)$/m.exec(metrics)?.[1];
  expect(buckets).toBe(LATENCY_BOUNDS.join(', '));
});

test('a latency between two bounds is refused, with the nearest one', () => {
  expect(onlyFinding(objective({ latency: { seconds: 0.4 } }))).toEqual({
    code: 'invalid-value',
    path: 'apps.shop.objective.latency.seconds',
    must: "be a bucket bound of the service's histogram: 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, or 10",
    got: '0.4',
    fix: 'use 0.5',
  });
});

test.each([
  [0.0001, 'use 0.005'],
  [60, 'use 10'],
  [0, 'change apps.shop.objective.latency.seconds'],
  [-1, 'change apps.shop.objective.latency.seconds'],
  [NaN, 'change apps.shop.objective.latency.seconds'],
  [Infinity, 'change apps.shop.objective.latency.seconds'],
])('of %p seconds, the fix is: %s', (seconds, fix) => {
  expect(onlyFinding(objective({ latency: { seconds } }))).toMatchObject({ code: 'invalid-value', fix });
});

test('an objective of 100 percent leaves no budget', () => {
  expect(onlyFinding(objective({ availability: 100 }))).toEqual({
    code: 'invalid-value',
    path: 'apps.shop.objective.availability',
    must: 'be a number from 84 to 99.999: some requests must be allowed to fail',
    got: '100',
    fix: 'change apps.shop.objective.availability',
  });
});

test.each([
  ['availability', 83.9, 'invalid-value'],
  ['availability', 0.999, 'invalid-value'],
  ['availability', NaN, 'invalid-value'],
  ['availability', '99.9', 'wrong-type'],
  ['minimumRequests', 0, 'invalid-value'],
  ['minimumRequests', 0.5, 'invalid-value'],
  ['latency', 0.3, 'wrong-type'],
])('%s: %p is %s', (field, value, code) => {
  expect(onlyFinding(objective({ [field]: value }))).toMatchObject({ code, path: `apps.shop.objective.${field}` });
});

test.each([
  ['percent', 49, 'invalid-value'],
  ['percent', 100, 'invalid-value'],
  ['percent', '99', 'wrong-type'],
  ['seconds', '0.3', 'wrong-type'],
  ['second', 0.3, 'unknown-key'],
])('latency.%s: %p is %s', (field, value, code) => {
  const path = `apps.shop.objective.latency.${field}`;
  expect(onlyFinding(objective({ latency: { [field]: value } }))).toMatchObject({ code, path });
});

test('an outage pages for the lowest availability, and would not for a lower one', () => {
  // The slower of the two burn rates that page.
  const factor = 6;
  const least = (OBJECTIVE.options.availability.rule.schema as { minimum: number }).minimum;
  expect(factor * budgetOf(least)).toBeLessThan(1);
  expect(factor * budgetOf(least - 1)).toBeGreaterThan(1);
});

test('budgets have no binary rounding', () => {
  expect([99.9, 99.95, 99.999, 99, 50].map(budgetOf)).toEqual([0.001, 0.0005, 0.00001, 0.01, 0.5]);
});

test('an objective that no alert would watch is one finding, however often it is set', () => {
  const options = base({
    defaults: { objective: { availability: 99 } },
    environments: { dev: {}, prod: { objective: {} } },
    apps: { shop: {} },
  });
  expect(onlyFinding(options)).toEqual({
    code: 'conflicting-options',
    path: 'defaults.objective',
    must: "be left out if observability.rules is 'none': no alert would watch it",
    got: '{"availability":99}',
    fix: "set observability.rules to 'operator' or 'config-map', or remove the objective (this also concerns environments.prod.objective)",
  });
});

test('an objective of a worker has no requests', () => {
  expect(onlyFinding(shop({ apps: { mailer: { ...WORKER, objective: {} } } }))).toEqual({
    code: 'conflicting-options',
    path: 'apps.mailer.objective',
    must: 'be left out for mailer, which has no service and so no requests',
    got: '{}',
    fix: 'remove it',
  });
});

test('an objective of an app without metrics cannot be watched, in any environment', () => {
  const environments = { dev: {}, prod: {} };
  const apps = {
    shop: { metrics: { enabled: false }, environments: { prod: { objective: { latency: { seconds: 1 } } } } },
  };
  expect(onlyFinding(shop({ environments, apps }))).toEqual({
    code: 'conflicting-options',
    path: 'apps.shop.environments.prod.objective',
    must: 'be left out for shop, whose metrics are off',
    got: '{"latency":{"seconds":1}}',
    fix: 'remove it, or remove apps.shop.metrics.enabled',
  });
});

test('an objective of an environment that does not exist is about the environment', () => {
  const apps = { shop: { environments: { prd: { objective: {} } } } };
  expect(onlyFinding(shop({ environments: { dev: {}, prod: {} }, apps }))).toMatchObject({
    code: 'unknown-environment',
    path: 'apps.shop.environments.prd',
    fix: 'did you mean prod?',
  });
});

test.each([
  [{ rules: 'prometheus' }, 'invalid-value', 'observability.rules'],
  [{ rules: true }, 'wrong-type', 'observability.rules'],
  [{ rule: 'operator' }, 'unknown-key', 'observability.rule'],
  [{ namespace: 'Monitoring' }, 'invalid-value', 'observability.namespace'],
  [{ rules: 'operator', labels: { 'a b': 'c' } }, 'invalid-value', 'observability.labels["a b"]'],
  [{ rules: 'operator', labels: { a: 'b c' } }, 'invalid-value', 'observability.labels.a'],
  [{ rules: 'operator', labels: { environment: 'x' } }, 'invalid-value', 'observability.labels.environment'],
  [{ rules: 'none', labels: { a: 'b' } }, 'conflicting-options', 'observability.labels'],
])('observability: %j is %s', (value, code, path) => {
  expect(onlyFinding(base({ observability: value, apps: { shop: {} } }))).toMatchObject({ code, path });
});

test('rules of the ConfigMap are proposed for a similar word', () => {
  expect(onlyFinding(base({ observability: { rules: 'ConfigMap' } })).fix).toBe("use 'config-map'");
});

test('Prometheus has a namespace of its own', () => {
  const apps = { shop: { environments: { prod: { namespace: 'prometheus' } } } };
  const environments = { dev: {}, prod: {} };
  expect(onlyFinding(base({ observability: { namespace: 'prometheus' }, environments, apps }))).toEqual({
    code: 'not-unique',
    path: 'observability.namespace',
    must: 'be a namespace without apps, but shop runs there in prod',
    got: '"prometheus"',
    fix: 'give shop another namespace, or set observability.namespace to the one that Prometheus runs in',
  });
});

test('an app cannot have the namespace in which Prometheus is by default', () => {
  const apps = { shop: { environments: { prod: { namespace: 'monitoring' } } } };
  expect(onlyFinding(shop({ environments: { dev: {}, prod: {} }, apps }))).toMatchObject({
    code: 'not-unique',
    path: 'apps.shop.environments.prod.namespace',
    must: 'not share the namespace monitoring with Prometheus in prod',
  });
});

test('no app has the Application or the AppProject of the rules', () => {
  const observed = { environments: { dev: {}, observability: {} } };
  expect(check(shop(observed))).toEqual(['apps.shop not-unique']);
  expect(check(shop({ apps: { 'shop-observability': {} } }))).toEqual(['apps.shop-observability not-unique']);
  expect(check(base({ ...observed, apps: { shop: {}, 'shop-observability': {} } }))).toEqual([]);
});

test('no file with rules is taken for a kustomization', () => {
  expect(onlyFinding(shop({ apps: { kustomization: {} } }))).toEqual({
    code: 'invalid-value',
    path: 'apps.kustomization',
    must: "not be named kustomization unless observability.rules is 'none': rules/kustomization.yaml would be a kustomization",
    got: '"kustomization"',
    fix: "give the app another name, or set observability: { rules: 'none' }",
  });
  expect(check(base({ apps: { kustomization: {} } }))).toEqual([]);
  const dashboards = { rules: 'none', dashboards: 'config-map' };
  expect(check(base({ observability: dashboards, apps: { kustomization: {} } }))).toEqual([]);
});

test('the Application for another cluster has a name that Kubernetes takes', () => {
  const environments = { dev: {}, prod: { clusters: { [LONG]: { name: 'x' } } } };
  expect(onlyFinding(shop({ environments, apps: { a: {} } }))).toEqual({
    code: 'invalid-value',
    path: 'environments.prod.clusters',
    must: 'have names short enough for the Application <name>-observability-<environment>-<cluster>: at most 63 characters',
    got: `"shop-observability-prod-${LONG}"`,
    fix: 'use a shorter name for the repository, the environment, or the cluster',
  });
});

describe('what the options resolve to', () => {
  const environments = { dev: {}, staging: {}, prod: {} };

  test('without options, the last environment has an objective, and no rules are generated', () => {
    const { observability: own, apps } = resolve({ name: 'shop', apps: { shop: {} } });
    expect(own).toMatchObject({ rules: 'none', namespace: 'monitoring', labels: {} });
    expect(apps[0].environments.map(({ objective: one }) => one)).toEqual([
      undefined,
      undefined,
      { availability: 99.9, latency: { seconds: 0.3, percent: 99 }, minimumRequests: 100 },
    ]);
  });

  test('serviceMonitor implies the operator, and its labels', () => {
    const serviceMonitor = { labels: { release: 'stack' } };
    expect(resolve({ name: 'shop', serviceMonitor }).observability).toMatchObject({
      rules: 'operator',
      labels: { release: 'stack' },
    });
    const own = { labels: { role: 'alerts' } };
    expect(resolve({ name: 'shop', serviceMonitor, observability: own }).observability).toMatchObject({
      rules: 'operator',
      labels: { role: 'alerts' },
    });
  });

  test('an objective is inherited field by field', () => {
    const { apps } = resolve({
      name: 'shop',
      observability,
      organization: { defaults: { objective: { latency: { seconds: 1, percent: 95 } } } },
      defaults: { objective: { minimumRequests: 7 } },
      environments: { ...environments, dev: { objective: { enabled: true } } },
      apps: {
        shop: {
          objective: { availability: 99 },
          environments: { prod: { objective: { latency: { percent: 90 } } }, dev: { objective: { availability: 95 } } },
        },
      },
    });
    expect(apps[0].environments.map(({ objective: one }) => one)).toEqual([
      { availability: 95, latency: { seconds: 1, percent: 95 }, minimumRequests: 7 },
      undefined,
      { availability: 99, latency: { seconds: 1, percent: 90 }, minimumRequests: 7 },
    ]);
  });

  test('an app without metrics has no objective', () => {
    const { apps } = resolve({
      name: 'shop',
      environments,
      apps: { shop: { metrics: { enabled: false } }, mailer: WORKER },
    });
    expect(apps.flatMap((app) => app.environments.flatMap(({ objective: one }) => one ?? []))).toEqual([]);
  });

  test('the namespace of Prometheus may scrape the pods, unless networkPolicy lists others', () => {
    const of = (options: object): readonly string[] =>
      resolve({ name: 'shop', observability: { namespace: 'prometheus' }, apps: { shop: {} }, ...options }).apps[0]
        .environments[0].networkPolicy.ingressNamespaces;
    expect(of({})).toEqual(['ingress-nginx', 'prometheus']);
    expect(of({ defaults: { networkPolicy: { ingressNamespaces: ['scrapers'] } } })).toEqual(['scrapers']);
  });

  test('every cluster gets the rules once, and that of Argo CD always', () => {
    const clusters = { eu: { name: 'eu-1' }, us: { server: 'https://us.example' } };
    const { observability: own } = resolve({
      name: 'shop',
      environments: { dev: { clusters }, prod: { clusters: { europe: { name: 'eu-1' }, asia: { name: 'asia' } } } },
    });
    expect(own.applications).toEqual([
      {
        name: 'shop-observability',
        stack: 'shop-prometheus',
        destination: { server: 'https://kubernetes.default.svc' },
      },
      { name: 'shop-observability-dev-eu', stack: 'shop-prometheus-dev-eu', destination: { name: 'eu-1' } },
      {
        name: 'shop-observability-dev-us',
        stack: 'shop-prometheus-dev-us',
        destination: { server: 'https://us.example' },
      },
      { name: 'shop-observability-prod-asia', stack: 'shop-prometheus-prod-asia', destination: { name: 'asia' } },
    ]);
    expect(resolve({ name: 'shop', argocd: { manages: 'nothing' } }).observability.applications).toEqual([]);
  });
});

describe('Prometheus is installed', () => {
  const install = { install: true };

  test.each([
    ['with rules for its operator, which are the default', base({ observability: install, serviceMonitor: {} })],
    ['for an organization', base({ organization: { observability: install, serviceMonitor: {} }, apps: { shop: {} } })],
  ])('%s', (_how, options) => {
    expect(check(options)).toEqual([]);
    expect(resolve({ name: 'shop', ...options } as PythonGitOpsAppOptions).observability).toMatchObject({
      install: true,
      rules: 'operator',
      dashboards: 'config-map',
    });
  });

  test.each([
    [
      'where no Application would do it',
      { serviceMonitor: {}, argocd: { manages: 'nothing' } },
      "be false if argocd.manages is 'nothing': no Application would install it",
      'remove it',
    ],
    [
      'where its operator would read no rules',
      { serviceMonitor: {}, observability: { ...install, rules: 'config-map' } },
      "be false unless rules is 'operator': the chart installs the Prometheus operator",
      "remove observability.rules, or set it to 'operator'",
    ],
    [
      'where it would scrape no app',
      {},
      'be false unless serviceMonitor is set: Prometheus would scrape no app',
      'add serviceMonitor: {}',
    ],
  ])('but not %s', (_where, options, must, fix) => {
    expect(onlyFinding(base({ observability: install, ...options }))).toEqual({
      code: 'conflicting-options',
      path: 'observability.install',
      must,
      got: 'true',
      fix,
    });
  });

  test('but not with an app of the same name', () => {
    const apps = { 'shop-prometheus': {} };
    expect(onlyFinding(base({ name: 'shop', observability: install, serviceMonitor: {}, apps }))).toMatchObject({
      code: 'not-unique',
      path: 'apps.shop-prometheus',
      must: 'differ from existing AppProjects',
    });
  });
});
