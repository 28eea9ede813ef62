import { allRules, checkRules, firesAt, hasSamples, renderedRules, silentAt, testRules } from '../../support/promtool';
import type { Firing, Series } from '../../support/promtool';
import { removeFolders } from '../../support/render-disk';

afterAll(removeFolders);

/** One app with every kind of workload, which each alert fits, in one environment. */
const OPTIONS = {
  name: 'market',
  repoUrl: 'https://github.com/acme/market',
  registry: 'docker.io/acme',
  observability: { rules: 'operator' },
  environments: { prod: { objective: { enabled: true } } },
  apps: {
    shop: {
      secrets: ['TOKEN'],
      autoscaling: { minReplicas: 2, maxReplicas: 4 },
      workloads: {
        web: {},
        mailer: { command: ['python', '-m', 'mailer'] },
        report: { command: ['python', '-m', 'report'], schedule: '0 3 * * *' },
        migrate: { type: 'job', command: ['python', '-m', 'migrate'] },
      },
    },
  },
};

const RULES = renderedRules(OPTIONS, 'shop');

const pod = 'shop-75675f5897-x2b4z';
const namespace = 'shop-prod';
const web = `namespace="${namespace}",pod="${pod}",container="web"`;
const ofWeb = { namespace, pod, container: 'web' };

/** Requests with a status, and their durations. */
function requests(status: string, values: string): Series {
  return { [`http_requests_total{namespace="${namespace}",pod="${pod}",route="/",status="${status}"}`]: values };
}

function durations(all: string, fast: string): Series {
  const labels = `namespace="${namespace}",pod="${pod}",route="/"`;
  return {
    ...requests('200', all),
    ...requests('500', all.replace(/\+\d+x/g, '+0x')),
    [`http_request_duration_seconds_bucket{${labels},le="0.3"}`]: fast,
    [`http_request_duration_seconds_count{${labels}}`]: all,
  };
}

const info = (version: string): string =>
  `app_info{namespace="${namespace}",pod="${pod}",app="shop",environment="prod",version="${version}"}`;

const deployment = (metric: string, name = 'shop', more = ''): string =>
  `${metric}{namespace="${namespace}",deployment="${name}"${more}}`;

const NOT_PROGRESSING = ',condition="Progressing",status="false"';

const application = (health: string, sync: string): string =>
  `argocd_app_info{name="shop-prod",project="shop",health_status="${health}",sync_status="${sync}"}`;

const synced = (phase: string, dryRun = 'false'): string =>
  `argocd_app_sync_total{name="shop-prod",project="shop",phase="${phase}",dry_run="${dryRun}"}`;

const run = (metric: string, job: string, more = ''): string =>
  `${metric}{namespace="${namespace}",job_name="${job}"${more}}`;

const FAILED = ',condition="true"';

const cronJob = (metric: string): string => `${metric}{namespace="${namespace}",cronjob="shop-report"}`;

const page = (alert: string, labels?: Firing['labels']): Firing => ({ alert, severity: 'page', labels });
const ticket = (alert: string, labels?: Firing['labels']): Firing => ({ alert, severity: 'ticket', labels });

/** What happens, the minute in which an alert begins to fire, and others of its name that fire already. */
const FIRES: readonly (readonly [name: string, series: Series, minute: number, firing: Firing, other?: Firing])[] = [
  [
    'one request in 200 fails from the minute 61 on',
    { ...requests('200', '0+199x120'), ...requests('500', '0x60 1+1x60'), [info('abc')]: '1x120' },
    75,
    ticket('ErrorBudgetBurn'),
  ],
  [
    'a tenth of the requests fails from the minute 61 on',
    { ...requests('200', '0+54x120'), ...requests('500', '0x60 6+6x60'), [info('abc')]: '1x120' },
    64,
    page('ErrorBudgetBurn'),
    ticket('ErrorBudgetBurn'),
  ],
  [
    'two requests in 51 are slow from the minute 61 on',
    { ...durations('0+51x120', '0+51x60 3109+49x60'), [info('abc')]: '1x120' },
    81,
    ticket('SlowBudgetBurn'),
  ],
  [
    'half of the requests are slow from the minute 61 on',
    { ...durations('0+60x120', '0+60x60 3630+30x60'), [info('abc')]: '1x120' },
    69,
    page('SlowBudgetBurn'),
    ticket('SlowBudgetBurn'),
  ],
  [
    'pods are available, and no metrics come from them',
    { [deployment('kube_deployment_status_replicas_available')]: '0x5 1x20' },
    16,
    ticket('MetricsMissing'),
  ],
  [
    'metrics lack the label by which the rules select them',
    {
      [deployment('kube_deployment_status_replicas_available')]: '1x20',
      'app_info{kubernetes_namespace="shop-prod",app="shop",environment="prod",version="abc"}': '1x20',
    },
    10,
    ticket('MetricsMissing'),
  ],
  [
    'all threads are taken for nine of ten minutes',
    {
      [`http_requests_in_progress{${web}}`]: '0x10 8x20',
      [`http_server_threads{${web}}`]: '8x30',
    },
    20,
    ticket('Saturated'),
  ],
  ['requests wait for ten minutes', { [`http_requests_waiting{${web}}`]: '0x10 1x20' }, 21, ticket('Saturated')],
  [
    'a container uses 91 of 100 bytes',
    {
      [`container_memory_working_set_bytes{${web}}`]: '90x5 91x30',
      [`kube_pod_container_resource_limits{${web},resource="memory"}`]: '100x40',
    },
    21,
    ticket('MemoryNearLimit', ofWeb),
  ],
  [
    'a container restarts for the third time in 15 minutes',
    { [`kube_pod_container_status_restarts_total{${web}}`]: '0x10 1x3 2x3 3x20' },
    19,
    ticket('PodRestarts', ofWeb),
  ],
  [
    'a container restarts after it was killed for its memory',
    {
      [`kube_pod_container_status_restarts_total{${web}}`]: '0x10 1x20',
      [`kube_pod_container_status_last_terminated_reason{${web},reason="OOMKilled"}`]: '_x10 1x20',
    },
    11,
    ticket('OutOfMemory', ofWeb),
  ],
  [
    'an image cannot be pulled',
    { [`kube_pod_container_status_waiting_reason{${web},reason="ImagePullBackOff"}`]: '_x10 1x20' },
    14,
    ticket('CannotStart', ofWeb),
  ],
  [
    'a container that crashes runs every other minute',
    { [`kube_pod_container_status_waiting_reason{${web},reason="CrashLoopBackOff"}`]: '0 0 1 0 1 0 1 0 1 0 1 0 1' },
    10,
    ticket('CannotStart', ofWeb),
  ],
  [
    'the job of a deployment cannot start either',
    {
      [`kube_pod_container_status_waiting_reason{namespace="${namespace}",pod="shop-migrate-x2b4z",container="migrate",reason="ErrImagePull"}`]:
        '1x20',
    },
    4,
    ticket('CannotStart', { namespace, pod: 'shop-migrate-x2b4z', container: 'migrate' }),
  ],
  [
    'a rollout exceeds its deadline',
    { [deployment('kube_deployment_status_condition', 'shop', NOT_PROGRESSING)]: '0x10 1x5' },
    11,
    page('RolloutStuck', { namespace, deployment: 'shop' }),
  ],
  [
    'a worker has one pod instead of two',
    {
      [deployment('kube_deployment_status_replicas_available', 'shop-mailer')]: '2x5 1x30',
      [deployment('kube_deployment_spec_replicas', 'shop-mailer')]: '2x40',
      [deployment('kube_deployment_status_condition', 'shop-mailer', NOT_PROGRESSING)]: '0x40',
    },
    21,
    ticket('NotEnoughPods', { namespace, deployment: 'shop-mailer' }),
  ],
  [
    'the autoscaler needs all pods that it may have',
    {
      [`kube_horizontalpodautoscaler_status_current_replicas{namespace="${namespace}",horizontalpodautoscaler="shop"}`]:
        '3x5 4x60',
      [`kube_horizontalpodautoscaler_spec_max_replicas{namespace="${namespace}",horizontalpodautoscaler="shop"}`]:
        '4x60',
    },
    36,
    ticket('AutoscalerAtMax', { namespace, horizontalpodautoscaler: 'shop' }),
  ],
  [
    'a migration fails',
    { [run('kube_job_failed', 'shop-migrate', FAILED)]: '0x10 1x5' },
    11,
    ticket('JobFailed', { namespace, job_name: 'shop-migrate' }),
  ],
  [
    'the first run of a cron job fails',
    {
      [run('kube_job_failed', 'shop-report-29384720', FAILED)]: '0x10 1x5',
      [run('kube_job_status_start_time', 'shop-report-29384720')]: '1000x20',
      [cronJob('kube_cronjob_created')]: '500x20',
    },
    11,
    ticket('CronJobFailed', { namespace, cronjob: 'shop-report' }),
  ],
  [
    'a run of a cron job fails after others succeeded',
    {
      [run('kube_job_failed', 'shop-report-29384720', FAILED)]: '0x10 1x5',
      [run('kube_job_status_start_time', 'shop-report-29384720')]: '1000x20',
      [cronJob('kube_cronjob_created')]: '500x20',
      [cronJob('kube_cronjob_status_last_successful_time')]: '999x20',
    },
    11,
    ticket('CronJobFailed', { namespace, cronjob: 'shop-report' }),
  ],
  [
    'a run was due at 5 minutes',
    { [cronJob('kube_cronjob_next_schedule_time')]: '300x30', [cronJob('kube_cronjob_spec_suspend')]: '0x30' },
    16,
    ticket('CronJobMissed', { namespace, cronjob: 'shop-report' }),
  ],
  [
    'Argo CD finds the app degraded',
    { [application('Degraded', 'Synced')]: '_x5 1x10' },
    7,
    page('ReleaseDegraded', { name: 'shop-prod' }),
  ],
  [
    'the cluster differs from git',
    { [application('Healthy', 'OutOfSync')]: '_x5 1x30' },
    20,
    ticket('ReleaseNotSynced', { name: 'shop-prod' }),
  ],
  [
    'a sync fails that failed before',
    { [application('Healthy', 'OutOfSync')]: '1x40', [synced('Failed')]: '1x20 2x20' },
    21,
    page('SyncFailed', { name: 'shop-prod' }),
  ],
  [
    'a sync fails for the first time, which begins the series',
    { [application('Healthy', 'OutOfSync')]: '1x40', [synced('Succeeded')]: '3x40', [synced('Error')]: '_x20 1x20' },
    20,
    page('SyncFailed', { name: 'shop-prod' }),
  ],
  [
    'a sealed secret cannot be decrypted',
    {
      [`sealed_secrets_controller_condition_info{namespace="${namespace}",name="shop-secrets",condition="Synced"}`]:
        '1x5 -1x10',
    },
    11,
    ticket('SecretNotUnsealed', { name: 'shop-secrets' }),
  ],
  [
    'the same, where the labels of the controller win',
    {
      [`sealed_secrets_controller_condition_info{namespace="kube-system",exported_namespace="${namespace}",name="shop-secrets",condition="Synced"}`]:
        '1x5 -1x10',
    },
    11,
    ticket('SecretNotUnsealed', { name: 'shop-secrets' }),
  ],
];

test('promtool accepts the rules', () => {
  expect(checkRules(RULES)).toEqual({
    ok: true,
    output: expect.stringContaining(`SUCCESS: ${allRules(RULES).length} rules found`) as string,
  });
});

test.each(FIRES.map((one) => [one[0], one] as const))('%s', (name, [, series, minute, firing, other]) => {
  const version = info('abc') in series ? 'abc' : '';
  const others = other === undefined ? [] : [other];
  const { ok, output } = testRules(RULES, [firesAt(RULES, name, series, minute, firing, version, others)]);
  if (!ok) throw new Error(output);
});

/** What happens, and the alerts that stay silent about it, in all of some minutes. */
const SILENT: readonly (readonly [name: string, series: Series, minutes: readonly number[], ...alerts: string[]])[] = [
  [
    'no request ever fails',
    { ...durations('0+60x120', '0+60x120'), [info('abc')]: '1x120' },
    [1, 10, 60, 120],
    'ErrorBudgetBurn',
    'SlowBudgetBurn',
    'MetricsMissing',
  ],
  [
    'all requests fail, and there are fewer than 100',
    { ...requests('500', '0+1x99'), [info('abc')]: '1x120' },
    [5, 30, 60, 98, 110],
    'ErrorBudgetBurn',
  ],
  ['there is not a single series', {}, [0, 60, 120], ...new Set(allRules(RULES).flatMap(({ alert }) => alert ?? []))],
  [
    'pods of another app are in trouble, whose name begins alike',
    {
      [`container_memory_working_set_bytes{namespace="${namespace}",pod="shop-front-web-75675f5897-x2b4z",container="web"}`]:
        '99x30',
      [`kube_pod_container_resource_limits{namespace="${namespace}",pod="shop-front-web-75675f5897-x2b4z",container="web",resource="memory"}`]:
        '99x30',
      [`kube_pod_container_status_restarts_total{namespace="${namespace}",pod="shop-front-web-75675f5897-x2b4z",container="web"}`]:
        '0+1x30',
      [deployment('kube_deployment_status_condition', 'shop-front', NOT_PROGRESSING)]: '1x30',
    },
    [10, 20, 30],
    'MemoryNearLimit',
    'PodRestarts',
    'RolloutStuck',
  ],
  [
    'the same happens in another environment',
    {
      [`kube_deployment_status_condition{namespace="shop-dev",deployment="shop"${NOT_PROGRESSING}}`]: '1x10',
      'argocd_app_info{name="shop-dev",project="shop",health_status="Degraded",sync_status="OutOfSync"}': '1x30',
    },
    [5, 10, 30],
    'RolloutStuck',
    'ReleaseDegraded',
    'ReleaseNotSynced',
  ],
  [
    'a rollout has fewer pods and exceeds its deadline, which is an alert of its own',
    {
      [deployment('kube_deployment_status_replicas_available')]: '1x30',
      [deployment('kube_deployment_spec_replicas')]: '2x30',
      [deployment('kube_deployment_status_condition', 'shop', NOT_PROGRESSING)]: '1x30',
    },
    [15, 30],
    'NotEnoughPods',
  ],
  [
    'a container restarts twice, and was killed for its memory long before',
    {
      [`kube_pod_container_status_restarts_total{${web}}`]: '0x5 1x40',
      [`kube_pod_container_status_last_terminated_reason{${web},reason="OOMKilled"}`]: '_x5 1x40',
    },
    [17, 30],
    'OutOfMemory',
    'PodRestarts',
  ],
  [
    'a run of a cron job failed before the newest that succeeded',
    {
      [run('kube_job_failed', 'shop-report-29384720', FAILED)]: '1x20',
      [run('kube_job_status_start_time', 'shop-report-29384720')]: '1000x20',
      [cronJob('kube_cronjob_created')]: '500x20',
      [cronJob('kube_cronjob_status_last_successful_time')]: '2000x20',
    },
    [5, 20],
    'CronJobFailed',
    'JobFailed',
  ],
  [
    'a cron job is suspended',
    { [cronJob('kube_cronjob_next_schedule_time')]: '300x60', [cronJob('kube_cronjob_spec_suspend')]: '1x60' },
    [16, 60],
    'CronJobMissed',
  ],
  [
    'a dry run of a sync fails',
    { [application('Healthy', 'Synced')]: '1x40', [synced('Failed', 'true')]: '1x20 2x20' },
    [21, 25, 40],
    'SyncFailed',
  ],
  [
    'syncs failed long ago, before Prometheus was started',
    { [application('Healthy', 'Synced')]: '_x5 1x40', [synced('Failed')]: '_x5 7x40' },
    [5, 10, 14],
    'SyncFailed',
  ],
  [
    'a sync failed more than ten minutes ago',
    { [application('Healthy', 'OutOfSync')]: '1x60', [synced('Failed')]: '_x20 1x40' },
    [19, 31, 60],
    'SyncFailed',
  ],
];

test.each(SILENT.map((one) => [one[0], one] as const))(
  'nothing fires when %s',
  (name, [, series, minutes, ...alerts]) => {
    const { ok, output } = testRules(RULES, [silentAt(name, series, minutes, alerts)]);
    if (!ok) throw new Error(output);
  },
);

describe('the recorded ratios', () => {
  const ratio = (kind: string, window: string): string => `app:http_${kind}:ratio_rate${window}`;
  const labels = (name: string): string => `${name}{app="shop",environment="prod"}`;

  test('are 0 without an error, also before there is a series of errors', () => {
    const errors = ratio('errors', '5m');
    const slow = ratio('slow', '1h');
    const withoutErrors = Object.entries(durations('0+60x60', '0+60x60')).filter(([one]) => !one.includes('"500"'));
    const stories = [
      hasSamples('no error', durations('0+60x60', '0+60x60'), 30, {
        [errors]: { [labels(errors)]: 0 },
        [slow]: { [labels(slow)]: 0 },
      }),
      hasSamples('no series of errors', Object.fromEntries(withoutErrors), 30, { [errors]: { [labels(errors)]: 0 } }),
    ];
    expect(testRules(RULES, stories).output).toContain('SUCCESS');
  });

  test('are absent without requests, and never NaN', () => {
    const names = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'].flatMap((window) => [
      ratio('errors', window),
      ratio('slow', window),
    ]);
    const nothing = Object.fromEntries(names.map((name) => [name, {}]));
    const series = durations('100x60', '90x60');
    expect(testRules(RULES, [hasSamples('no request', series, 30, nothing)]).output).toContain('SUCCESS');
    expect(
      allRules(RULES)
        .flatMap(({ record = '' }) => (record.includes(':ratio_rate') ? [record] : []))
        .sort(),
    ).toEqual(names.sort());
  });

  test('count what was served by pods that are gone', () => {
    const errors = ratio('errors', '30m');
    const gone = `http_requests_total{namespace="${namespace}",pod="shop-75675f5897-gone1",route="/"`;
    const series = {
      ...requests('200', '_x20 0+60x20'),
      ...requests('500', '_x20 0x20'),
      [`${gone},status="200"}`]: '0+30x10 stale',
      [`${gone},status="500"}`]: '0+30x10 stale',
    };
    // Prometheus extrapolates the end of a series, so 300 of 1200 is not exact.
    const found = { [`round(${errors}, 0.05)`]: { [labels('')]: 0.25 } };
    const story = hasSamples('a rollout', series, 30, found);
    expect(testRules(RULES, [story]).output).toContain('SUCCESS');
  });
});

test('a release is recorded when its version appears, for two minutes', () => {
  const name = 'app:release:started';
  const series = { [info('v1')]: '1x20 stale', [info('v2')]: '_x20 1x20' };
  const started = `${name}{app="shop",environment="prod",version="v2"}`;
  const at = (minute: number, found: Record<string, number>): ReturnType<typeof hasSamples> =>
    hasSamples(`minute ${minute}`, series, minute, { [name]: found });
  const { ok, output } = testRules(RULES, [at(19, {}), at(20, { [started]: 1 }), at(21, { [started]: 1 }), at(22, {})]);
  if (!ok) throw new Error(output);
});

test('every alert has a story in which it fires', () => {
  const told = new Set(FIRES.map(([, , , { alert, severity }]) => `${alert} ${severity}`));
  const known = allRules(RULES).flatMap(({ alert, labels }) =>
    alert === undefined ? [] : [`${alert} ${labels.severity}`],
  );
  expect([...told].sort()).toEqual(known.sort());
});

test('a story that is not true fails', () => {
  const series = { [application('Degraded', 'Synced')]: '_x5 1x10' };
  for (const minute of [6, 8]) {
    const story = firesAt(
      RULES,
      'too early or too late',
      series,
      minute,
      page('ReleaseDegraded', { name: 'shop-prod' }),
    );
    expect(testRules(RULES, [story]).ok).toBe(false);
  }
});
