import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interpolate } from '../../../src/cli/commands/dashboards/local';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import type { Dashboard, Panel, PanelTarget } from '../../../src/render/observability/dashboard';
import { mapTargets } from '../../../src/render/observability/dashboard';
import {
  appDashboard,
  dashboardPath,
  dashboardUid,
  deliveryDashboard,
  DELIVERY_DASHBOARD,
  renderDashboards,
} from '../../../src/render/observability/dashboards';
import { prometheusProgram } from '../../support/prometheus';
import { appOf, CASES, contentOf, DEFAULT, FIVE, renderOf, repositoryOf, RICH } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';
import type { KubeObject } from '../../support/render-objects';

/** What Prometheus has: the names that each program exports, and the labels that queries may use besides those of targets. */
const EXPORTED: Readonly<Record<string, readonly string[]>> = {
  // The runtime module's own exposition. The test of `make dashboards` sees that they return series.
  app_info: ['app', 'environment', 'version'],
  http_requests_total: ['pod', 'method', 'route', 'status'],
  http_request_duration_seconds_bucket: ['pod', 'method', 'route', 'le'],
  http_requests_in_progress: ['pod'],
  http_server_threads: ['pod'],
  http_requests_waiting: ['pod'],
  // Recorded by the rules.
  'app:http_errors:ratio_rate5m': ['app', 'environment'],
  'app:http_errors:ratio_rate1h': ['app', 'environment'],
  'app:http_errors:ratio_rate6h': ['app', 'environment'],
  'app:http_errors:ratio_rate1d': ['app', 'environment'],
  'app:http_slow:ratio_rate1h': ['app', 'environment'],
  'app:http_slow:ratio_rate6h': ['app', 'environment'],
  'app:http_slow:ratio_rate1d': ['app', 'environment'],
  'app:release:started': ['app', 'environment', 'version'],
  // The documentation of kube-state-metrics, docs/metrics/workload.
  kube_deployment_spec_replicas: ['deployment'],
  kube_deployment_status_replicas_ready: ['deployment'],
  kube_horizontalpodautoscaler_spec_max_replicas: ['horizontalpodautoscaler'],
  kube_pod_container_info: ['pod', 'container', 'image'],
  kube_pod_container_resource_limits: ['pod', 'container', 'resource'],
  kube_pod_container_resource_requests: ['pod', 'container', 'resource'],
  kube_pod_container_status_restarts_total: ['pod', 'container'],
  kube_pod_container_status_waiting_reason: ['pod', 'container', 'reason'],
  kube_cronjob_status_last_successful_time: ['cronjob'],
  kube_job_status_failed: ['job_name', 'reason'],
  kube_job_status_start_time: ['job_name'],
  kube_job_status_completion_time: ['job_name'],
  // The kubelet.
  container_memory_working_set_bytes: ['pod', 'container'],
  container_cpu_usage_seconds_total: ['pod', 'container'],
  // Seen on a running Argo CD.
  argocd_app_info: ['name', 'project', 'sync_status', 'health_status'],
  argocd_app_sync_total: ['name', 'project', 'phase', 'dry_run'],
};

const LONGEST = `a${'-b'.repeat(19)}c`;

const NAMES: PythonGitOpsAppOptions = {
  ...DEFAULT,
  name: LONGEST,
  environments: { e1: {}, e1111: {} },
  apps: { delivery: { environments: { e1111: { namespace: '0-namespace' } } }, 'example-app': {}, kustomize: {} },
};

/** With rules, and so with objectives of every service in the last environment. */
function withRules(options: PythonGitOpsAppOptions): PythonGitOpsAppOptions {
  return { ...options, observability: { ...options.observability, rules: 'operator' } };
}

interface Whole extends Dashboard {
  readonly schemaVersion: number;
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly type: string;
      readonly query: string;
      readonly current: object;
      readonly options: readonly { readonly text: string; readonly value: string; readonly selected: boolean }[];
    }[];
  };
}

function dashboardsOf(options: PythonGitOpsAppOptions): Map<string, Whole> {
  const files = renderDashboards(repositoryOf(withRules(options)));
  return new Map(files.map(({ path, content }) => [path, JSON.parse(content) as Whole]));
}

function dashboardOf(options: PythonGitOpsAppOptions, app: string): Whole {
  const dashboard = dashboardsOf(options).get(dashboardPath({ name: app }));
  if (dashboard === undefined) throw new Error(`no dashboard of ${app}`);
  return dashboard;
}

/** Titles of the panels by the title of their section. */
function outline({ panels }: Dashboard): Record<string, string[]> {
  const sections: [string, string[]][] = [];
  for (const { type, title } of panels) {
    if (type === 'row') sections.push([title, []]);
    else sections[sections.length - 1][1].push(title);
  }
  return Object.fromEntries(sections);
}

const targetsOf = ({ panels }: Dashboard): PanelTarget[] => panels.flatMap(({ targets = [] }) => targets);

const ALL = Object.entries({ ...CASES, names: NAMES }).flatMap(([name, options]) =>
  [...dashboardsOf(options)].map(([path, dashboard]) => [`${name}: ${path}`, dashboard] as const),
);

describe.each(ALL)('%s', (_name, dashboard) => {
  test('has panels with different ids that fill the grid without overlaps', () => {
    const { panels } = dashboard;
    expect(panels.length).toBeGreaterThan(1);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    expect(cells.length).toBe(24 * height);
    expect(panels.every(({ gridPos }) => gridPos.x >= 0 && gridPos.x + gridPos.w <= 24)).toBe(true);
  });

  test('has the fields that Grafana reads', () => {
    expect(dashboard).toMatchObject({
      schemaVersion: 39,
      editable: false,
      title: expect.stringMatching(/^\S/),
      uid: expect.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/),
      description: expect.stringMatching(
        /^Generated from \.projenrc\.ts .* make owners FILE=argo\/observability\/\S+\.json$/,
      ),
      templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }, { type: 'custom' }] },
    });
    const datasource = { type: 'prometheus', uid: '${datasource}' };
    for (const panel of dashboard.panels) {
      expect(['row', 'timeseries', 'stat', 'table']).toContain(panel.type);
      if (panel.type === 'row') {
        expect(panel).toMatchObject({ collapsed: false, panels: [] });
        continue;
      }
      expect(panel).toMatchObject({ datasource, description: expect.stringMatching(/\.$/) });
      const refIds = (panel.targets ?? []).map(({ refId }) => refId);
      expect(refIds.length).toBeGreaterThan(0);
      expect(new Set(refIds).size).toBe(refIds.length);
    }
    for (const annotation of dashboard.annotations.list) {
      expect(annotation).toMatchObject({ datasource, target: { expr: annotation.expr } });
    }
  });

  test('has no sample value and no unknown variable left', () => {
    // An app may be called as the sample.
    expect(
      JSON.stringify(dashboard)
        .replace(/\bexample-app\b/g, '')
        .match(/example-.{20}|98\.7/g),
    ).toBeNull();
    const variables = JSON.stringify(dashboard).matchAll(/\$\{?([\w]+)/g);
    const known = ['datasource', '__rate_interval', '__all', ...dashboard.templating.list.map(({ name }) => name)];
    expect([...variables].map(([, name]) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  test('selects one environment, or all', () => {
    const [, { options, query, current }] = dashboard.templating.list;
    expect(options.filter(({ selected }) => selected)).toHaveLength(1);
    const pairs = options
      .filter(({ value }) => value !== '$__all')
      .map(({ text, value }) => (text === value ? text : `${text} : ${value}`));
    expect(query).toBe(pairs.join(','));
    const [selected] = options.filter((option) => option.selected);
    expect(JSON.stringify(current)).toContain(JSON.stringify(selected.text));
  });

  test('asks only for metrics and labels that something exports', () => {
    for (const { expr } of [...targetsOf(dashboard), ...dashboard.annotations.list]) {
      const metrics = [...expr.matchAll(/([a-z][\w:]*)\{([^}]*)\}/g)];
      expect(metrics.length).toBeGreaterThan(0);
      const labels = new Set([
        'namespace',
        ...metrics.flatMap(([, name]) => EXPORTED[name] ?? [`nothing exports ${name}`]),
      ]);
      const used = [
        ...metrics.flatMap(([, , matchers]) => [...matchers.matchAll(/(\w+)(?:=|!=|=~)"/g)].map(([, label]) => label)),
        ...[...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names]) => names.split(', ')),
      ];
      expect(used.filter((label) => !labels.has(label))).toEqual([]);
      expect([...labels].filter((label) => label.startsWith('nothing'))).toEqual([]);
    }
  });

  test('names series by labels that the query keeps', () => {
    for (const { expr, legendFormat = '' } of targetsOf(dashboard)) {
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
      const kept = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names]) => names.split(', '));
      const isRecorded = expr.includes('app:');
      expect(shown.filter((label) => !kept.includes(label) && !isRecorded)).toEqual([]);
    }
  });
});

test('Prometheus parses every query', () => {
  const values = { namespace: 'shop-prod', 'namespace:text': 'prod', environment: 'dev|prod', __rate_interval: '1m' };
  const exprs = ALL.flatMap(([, dashboard]) => [...targetsOf(dashboard), ...dashboard.annotations.list]).map(
    ({ expr }) => interpolate(expr, values),
  );
  expect(exprs.filter((expr) => expr.includes('$'))).toEqual([]);
  const rules = [...new Set(exprs)].map((expr, index) => ({ record: `query${index}`, expr }));
  const folder = mkdtempSync(join(tmpdir(), 'queries-'));
  try {
    const check = (
      all: readonly object[],
    ): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => {
      const file = join(folder, 'queries.json');
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules: all }] }));
      return spawnSync(prometheusProgram('promtool'), ['check', 'rules', file], { encoding: 'utf8' });
    };
    expect(check(rules)).toMatchObject({ status: 0, stdout: expect.stringContaining(`${rules.length} rules found`) });
    const broken = rules[0].expr.replace(' by ', ' bye ');
    expect(check([{ record: 'broken', expr: broken }])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('parse error'),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('Grafana gets them', () => {
  afterAll(removeFolders);

  const objectsOf = async (options: PythonGitOpsAppOptions): Promise<readonly KubeObject[]> =>
    kustomize(writeTree(renderOf(options).values()), 'argo/observability');

  test('in ConfigMaps with the label of its sidecar, whose names and keys are unique', async () => {
    const objects = await objectsOf({ ...NAMES, serviceMonitor: {}, observability: { namespace: 'prometheus' } });
    const maps = objects.filter(({ kind }) => kind === 'ConfigMap') as (KubeObject & {
      data: Record<string, string>;
    })[];
    const uids = ['delivery', 'example-app', 'kustomize', undefined].map((name) =>
      dashboardUid({ name: LONGEST }, name === undefined ? undefined : { name }),
    );
    expect(maps.map(({ metadata }) => metadata.name).sort()).toEqual(uids.map((uid) => `dashboard-${uid}`).sort());
    for (const { metadata, data } of maps) {
      expect(metadata).toMatchObject({
        namespace: 'prometheus',
        annotations: { grafana_folder: LONGEST },
        labels: { grafana_dashboard: '1', 'app.kubernetes.io/part-of': LONGEST },
      });
      const [[key, text]] = Object.entries(data);
      expect([`dashboard-${key}`, (JSON.parse(text) as Whole).uid]).toEqual([
        `${metadata.name}.json`,
        key.replace('.json', ''),
      ]);
    }
    expect(objects.filter(({ kind }) => kind === 'PrometheusRule')).toHaveLength(3);
  });

  test('only where there are rules, unless the option sets it', async () => {
    const paths = (options: PythonGitOpsAppOptions): string[] =>
      [...renderOf(options).keys()].filter((path) => path.startsWith('argo/observability/'));
    const dashboards = ['argo/observability/dashboards/storefront.json', DELIVERY_DASHBOARD];
    expect(paths(DEFAULT)).toEqual([]);
    expect(paths({ ...DEFAULT, serviceMonitor: {} })).toEqual(expect.arrayContaining(dashboards));
    const none = { ...DEFAULT, serviceMonitor: {}, observability: { dashboards: 'none' } };
    expect(paths(none).filter((path) => path.endsWith('.json'))).toEqual([]);
    const alone = { ...DEFAULT, observability: { dashboards: 'config-map' } };
    expect(paths(alone)).toEqual(
      expect.arrayContaining([...dashboards, 'argo/observability/applications/project.yaml']),
    );
    expect(paths(alone).filter((path) => path.includes('/rules/'))).toEqual([]);
    expect((await objectsOf(alone)).map(({ kind }) => kind)).toEqual(['ConfigMap', 'ConfigMap']);
    expect(contentOf(renderOf(alone), 'argo/root-app/kustomization.yaml')).toContain('../observability/applications');
    expect(JSON.stringify([...dashboardsWithoutRules(alone)])).not.toContain('app:http_');
  });

  const dashboardsWithoutRules = (options: PythonGitOpsAppOptions): string[] =>
    renderDashboards(repositoryOf(options)).map(({ content }) => content);
});

describe('the dashboard of an app has the panels that fit it', () => {
  test('a service', () => {
    expect(outline(dashboardOf(DEFAULT, 'storefront'))).toEqual({
      Releases: ['Running versions', 'Argo CD'],
      Requests: [
        'Requests per second',
        'Error ratio',
        '99th percentile latency',
        'Requests in progress',
        'Requests by route',
        'Requests by status',
        'Errors by route',
        'Latency',
        '99th percentile latency by route',
        'Saturation',
      ],
      Objectives: ['Budget left', 'Error budget burn rate', 'Slow request burn rate'],
      Pods: ['Pods', 'Memory', 'CPU', 'Restarts', 'Running images'],
    });
  });

  test('a worker has no requests', () => {
    expect(outline(dashboardOf(FIVE, 'mailer'))).toEqual({
      Releases: ['Argo CD'],
      Pods: ['Pods', 'Memory', 'CPU', 'Restarts', 'Running images'],
    });
  });

  test('a cron job, or a job alone', () => {
    const jobs = (app: string): readonly string[] => outline(dashboardOf(FIVE, app)).Jobs;
    expect(jobs('reports')).toEqual(['Time since the last success', 'Failed pods of jobs', 'Duration of runs']);
    expect(jobs('orders')).toEqual(['Failed pods of jobs', 'Duration of runs']);
    const apps = { nightly: { workloads: { nightly: { schedule: '0 3 * * *', command: ['x'] } } } };
    expect(outline(dashboardOf({ ...DEFAULT, apps }, 'nightly')).Pods).not.toContain('Pods');
  });

  const exprs = (options: PythonGitOpsAppOptions, app: string, title: string): string[] => {
    const panel = dashboardOf(options, app).panels.find((one) => one.title === title && one.type !== 'row') as Panel;
    return (panel.targets ?? []).map(({ expr }) => expr);
  };

  test('a limit of threads, and of an autoscaler', () => {
    expect(exprs(DEFAULT, 'storefront', 'Saturation')).toHaveLength(3);
    expect(exprs(FIVE, 'search', 'Saturation')).toEqual(['sum(http_requests_in_progress{namespace="$namespace"})']);
    expect(exprs(FIVE, 'catalog', 'Pods')[2]).toContain('kube_horizontalpodautoscaler_spec_max_replicas');
    expect(exprs(FIVE, 'search', 'Pods')).toHaveLength(2);
  });

  test('nothing of Argo CD where this repository has no Applications', () => {
    for (const options of [CASES['not-set'], withRules({ ...DEFAULT, argocd: { manages: 'nothing' } })]) {
      const repository = repositoryOf(options);
      const dashboards = [appDashboard(repository, appOf(repository, 'storefront')), deliveryDashboard(repository)];
      expect(JSON.stringify(dashboards)).not.toContain('argocd_');
    }
  });

  test('no objective where no rule records it', () => {
    const none = { serviceMonitor: {}, observability: { rules: 'none' } };
    for (const more of [none, { serviceMonitor: {}, defaults: { objective: { enabled: false } } }]) {
      const repository = repositoryOf({ ...DEFAULT, ...more });
      expect(outline(appDashboard(repository, appOf(repository, 'storefront')))).not.toHaveProperty('Objectives');
      expect(Object.keys(outline(deliveryDashboard(repository)))).toEqual(['Releases']);
    }
  });

  test('an objective of each environment that has one, with its numbers', () => {
    const environments = {
      dev: { objective: { enabled: true, availability: 99.5, latency: { percent: 90 } } },
      prod: { objective: { availability: 99.95, latency: { percent: 99.9 } } },
    };
    const repository = repositoryOf(withRules({ ...DEFAULT, environments }));
    const { panels } = appDashboard(repository, appOf(repository, 'storefront'));
    const [budget] = panels.filter(({ title }) => title === 'Budget left');
    const left = (kind: string, environment: string, percent: string): string =>
      `1 - avg_over_time(app:http_${kind}:ratio_rate1d{app="storefront",environment="${environment}"}[30d]) / (1 - ${percent} / 100)`;
    expect(budget.targets).toEqual([
      expect.objectContaining({ refId: 'A', expr: left('errors', 'dev', '99.5'), legendFormat: 'dev: errors' }),
      expect.objectContaining({ refId: 'B', expr: left('errors', 'prod', '99.95'), legendFormat: 'prod: errors' }),
      expect.objectContaining({ refId: 'C', expr: left('slow', 'dev', '90'), legendFormat: 'dev: slow requests' }),
      expect.objectContaining({ refId: 'D', expr: left('slow', 'prod', '99.9'), legendFormat: 'prod: slow requests' }),
    ]);
  });
});

describe('what belongs to an app', () => {
  const prod = { namespace: 'shop', createNamespace: false };
  const shared: PythonGitOpsAppOptions = {
    ...DEFAULT,
    apps: {
      web: {
        workloads: { web: {}, nightly: { schedule: '0 3 * * *', command: ['x'] } },
        environments: { prod },
      },
      'web-admin': { environments: { prod } },
      alone: {},
    },
  };

  test('is selected by name where apps share a namespace', () => {
    const text = targetsOf(dashboardOf(shared, 'web')).map(({ expr }) => expr);
    const requests = 'http_requests_total{namespace="$namespace",pod=~"(web)(-[a-z0-9]+){2}"}';
    expect(text).toContain(`sum by (status) (rate(${requests}[$__rate_interval]))`);
    const jobs = 'kube_job_status_failed{namespace="$namespace",job_name=~"web-nightly-[0-9]+"}';
    expect(text).toContain(`sum by (job_name) (${jobs})`);
    const alone = targetsOf(dashboardOf(shared, 'alone')).map(({ expr }) => expr);
    expect(alone).toContain('sum by (status) (rate(http_requests_total{namespace="$namespace"}[$__rate_interval]))');
  });
});

describe('the dashboard of all apps', () => {
  const objective = { latency: { percent: 95 } };
  const delivery = deliveryDashboard(
    repositoryOf({
      ...RICH,
      apps: {
        storefront: {},
        checkout: { objective, environments: { canary: { objective: { enabled: true } } } },
        reports: { objective: { enabled: false } },
      },
    }),
  );

  test('has what runs where, Argo CD, and budgets', () => {
    expect(outline(delivery)).toEqual({
      Releases: ['What runs where', 'Argo CD', 'Failed syncs'],
      Objectives: ['Error budget left', 'Slow request budget left', 'Error ratio'],
    });
    const [runs, argocd] = targetsOf(delivery).map(({ expr }) => expr);
    expect(runs).toBe(
      'count by (app, environment, version) (app_info{app=~"checkout|reports|storefront",environment=~"$environment"})',
    );
    for (const app of ['storefront', 'reports', 'checkout']) expect(argocd).toContain(`${app}-prod`);
  });

  test('asks once for all apps with the same objective', () => {
    const selectors = (title: string): string[] =>
      delivery.panels
        .filter((panel) => panel.title === title)
        .flatMap(({ targets = [] }) => targets)
        .map(({ expr }) => /\{(.*)\}.*\(1 - (.*) \/ 100\)/.exec(expr)!.slice(1).join(' '));
    expect(selectors('Error budget left')).toEqual([
      'app=~"checkout",environment="canary" 99.9',
      'app=~"checkout|storefront",environment="prod" 99.9',
    ]);
    expect(selectors('Slow request budget left')).toEqual([
      'app=~"checkout",environment="canary" 95',
      'app=~"checkout",environment="prod" 95',
      'app=~"storefront",environment="prod" 99',
    ]);
  });

  test('has the AppProject of a platform team instead of those of the apps', () => {
    const central = repositoryOf({ ...DEFAULT, argocd: { manages: 'applications', project: 'team-a' } });
    expect(JSON.stringify(deliveryDashboard(central))).toContain('project=~\\"team-a\\"');
  });
});

test('dashboards of many repositories have different uids and paths', () => {
  const names = [{ name: 'shop' }, { name: 'shop-a' }, { name: LONGEST }, { name: `${LONGEST.slice(0, -1)}d` }];
  const apps = [undefined, { name: 'b' }, { name: 'a-b' }, { name: 'all-shop' }, { name: 'delivery' }, ...names];
  const uids = names.flatMap((repository) => apps.map((app) => dashboardUid(repository, app)));
  expect(new Set(uids).size).toBe(uids.length);
  expect(uids.filter((uid) => uid.length > 40)).toEqual([]);
  expect([...dashboardsOf(NAMES).keys()]).toEqual([
    'argo/observability/dashboards/delivery.json',
    'argo/observability/dashboards/example-app.json',
    'argo/observability/dashboards/kustomize.json',
    DELIVERY_DASHBOARD,
  ]);
});

test('they are generated files, with the same bytes each time and room for many apps', () => {
  const apps = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${LONGEST.slice(0, 30)}${index}`, {}]));
  const repository = repositoryOf(withRules({ ...DEFAULT, apps }));
  const files = renderDashboards(repository);
  expect(renderDashboards(repository)).toEqual(files);
  expect(files.every(({ owner }) => owner === 'generated')).toBe(true);
  expect([files[0].option, files[300].option]).toEqual([`apps.${repository.apps[0].name}`, 'apps']);
  // A ConfigMap can have 1 MiB.
  for (const { content } of files) expect(content.length).toBeLessThan(512 * 1024);
});

test('names that look like sample values stay as they are', () => {
  const options = withRules({
    ...DEFAULT,
    environments: { dev: {}, 'example-app': {}, 'example-environment-1': {} },
    apps: { 'example-apps': {}, 'example-uid': {} },
  });
  const dashboard = dashboardOf(options, 'example-uid');
  expect(dashboard.title).toBe('example-uid');
  expect(dashboard.templating.list[1].query).toBe(
    'dev : example-uid-dev,example-app : example-uid-example-app,' +
      'example-environment-1 : example-uid-example-environment-1',
  );
  const [runs, , , , left] = targetsOf(deliveryDashboard(repositoryOf(options))).map(({ expr }) => expr);
  expect(runs).toContain('app=~"example-apps|example-uid"');
  expect(left).toContain('environment="example-environment-1"');
});

test('a panel with more queries than letters has different names for them', () => {
  const target: PanelTarget = { refId: 'A', expr: 'up' };
  const panel: Panel = { id: 1, type: 'stat', title: 'Many', gridPos: { h: 1, w: 12, x: 0, y: 0 }, targets: [target] };
  const [{ targets = [], gridPos }] = mapTargets([panel], (one) => Array.from({ length: 60 }, () => one));
  expect(new Set(targets.map(({ refId }) => refId)).size).toBe(60);
  expect(targets.map(({ refId }) => refId).filter((refId) => !/^[A-Z][12]?$/.test(refId))).toEqual([]);
  expect(gridPos.w).toBe(24);
});
