import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { generatedHeader } from '../../../src/files/tree/header';
import { readTemplate } from '../../../src/files/tree/templates';
import { allRules, renderedRules } from '../../support/promtool';
import type { RuleFile } from '../../support/promtool';
import { renderOf } from '../../support/render-cases';

const BASE: PythonGitOpsAppOptions = {
  name: 'market',
  repoUrl: 'https://github.com/acme/market',
  registry: 'docker.io/acme',
  observability: { rules: 'operator' },
};

const WORKER = { workloads: { mailer: { command: ['python', '-m', 'mailer'] } } };
const CRON = { workloads: { report: { command: ['python', '-m', 'report'], schedule: '0 3 * * *' } } };
const JOB = { workloads: { migrate: { type: 'job', command: ['python', '-m', 'migrate'] } } };

const OF_PODS = ['CannotStart', 'MemoryNearLimit'];
const OF_DEPLOYMENTS = ['NotEnoughPods', 'OutOfMemory', 'PodRestarts', 'RolloutStuck'];
const OF_RELEASES = ['ReleaseDegraded', 'ReleaseNotSynced', 'SyncFailed'];
const OF_SERVICES = ['MetricsMissing', 'Saturated'];
const OF_OBJECTIVES = ['ErrorBudgetBurn', 'SlowBudgetBurn'];

const PODS = [...OF_PODS, ...OF_RELEASES];

/** What a repository is made of, and the alerts that it has. */
const CASES: Readonly<Record<string, readonly [options: Partial<PythonGitOpsAppOptions>, alerts: readonly string[]]>> =
  {
    'a service': [{ apps: { shop: {} } }, [...PODS, ...OF_DEPLOYMENTS, ...OF_SERVICES, ...OF_OBJECTIVES]],
    'a service without an objective': [
      { apps: { shop: { objective: { enabled: false } } } },
      [...PODS, ...OF_DEPLOYMENTS, ...OF_SERVICES],
    ],
    'a service without metrics': [{ apps: { shop: { metrics: { enabled: false } } } }, [...PODS, ...OF_DEPLOYMENTS]],
    'a worker': [{ apps: { mailer: WORKER } }, [...PODS, ...OF_DEPLOYMENTS]],
    'a cron job': [{ apps: { reports: CRON } }, [...PODS, 'CronJobFailed', 'CronJobMissed']],
    'a job': [{ apps: { once: JOB } }, [...PODS, 'JobFailed']],
    secrets: [
      { apps: { mailer: { ...WORKER, secrets: ['TOKEN'] } } },
      [...PODS, ...OF_DEPLOYMENTS, 'SecretNotUnsealed'],
    ],
    'an autoscaler': [
      { apps: { mailer: { workloads: { mailer: { ...WORKER.workloads.mailer, autoscaling: { maxReplicas: 4 } } } } } },
      [...PODS, ...OF_DEPLOYMENTS, 'AutoscalerAtMax'],
    ],
    'manual sync': [
      { apps: { mailer: WORKER }, environments: { dev: { sync: { automated: false } } } },
      [...OF_PODS, ...OF_DEPLOYMENTS, 'ReleaseDegraded', 'SyncFailed'],
    ],
    'Applications that are managed elsewhere': [
      { apps: { mailer: WORKER }, argocd: { manages: 'nothing' } },
      [...OF_PODS, ...OF_DEPLOYMENTS],
    ],
  };

const page = (options: object): string | undefined => renderOf({ ...BASE, ...options }).get('docs/ALERTS.md')?.content;

/** Names of the alerts in the rules of all apps. */
function alertsOf(options: PythonGitOpsAppOptions): string[] {
  const rules = Object.keys(options.apps ?? {}).flatMap((app) => allRules(renderedRules(options, app)));
  return [...new Set(rules.flatMap(({ alert }) => alert ?? []))].sort();
}

const headings = (text = ''): string[] => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

test.each(Object.entries(CASES))(
  '%s has the alerts that fit it, and a section for each',
  (_name, [options, alerts]) => {
    const all = { ...BASE, ...options };
    expect(alertsOf(all)).toEqual([...alerts].sort());
    expect(headings(page(options)).sort()).toEqual([...alerts].sort());
  },
);

test('every alert of the template has a section in some repository, and the other way round', () => {
  const known = new Set(Object.values(CASES).flatMap(([, alerts]) => alerts));
  const { groups } = parse(readTemplate('argo/observability/rules.yaml')) as RuleFile;
  expect([...new Set(allRules({ groups }).flatMap(({ alert }) => alert ?? []))].sort()).toEqual([...known].sort());
  expect(headings(readTemplate('docs/ALERTS.md')).sort()).toEqual([...known].sort());
});

test.each(Object.entries(CASES))('of %s, each alert has what a person needs', (_name, [options]) => {
  const all = { ...BASE, ...options };
  const anchors = headings(page(options)).map((title) => title.toLowerCase());
  for (const app of Object.keys(all.apps ?? {})) {
    for (const { alert, labels, annotations = {} } of allRules(renderedRules(all, app))) {
      if (alert === undefined) continue;
      expect([alert, labels]).toEqual([
        alert,
        {
          severity: expect.stringMatching(/^(?:page|ticket)$/) as string,
          app,
          environment: expect.any(String) as string,
        },
      ]);
      expect(annotations.summary).toMatch(/\S/);
      const [address, anchor] = annotations.runbook_url.split('#');
      expect(address).toBe('https://github.com/acme/market/blob/main/docs/ALERTS.md');
      expect(anchors).toContain(anchor);
    }
  }
});

test('pages are what users notice, and the rest is a ticket', () => {
  const all = { ...BASE, ...CASES['a service'][0] };
  const pages = allRules(renderedRules(all, 'shop')).filter(({ labels }) => labels.severity === 'page');
  expect([...new Set(pages.map(({ alert }) => alert))].sort()).toEqual([
    'ErrorBudgetBurn',
    'ReleaseDegraded',
    'RolloutStuck',
    'SlowBudgetBurn',
    'SyncFailed',
  ]);
});

test('an app without metrics has no version to show', () => {
  const versions = (options: Partial<PythonGitOpsAppOptions>, app: string): string[] =>
    allRules(renderedRules({ ...BASE, ...options }, app)).flatMap(({ annotations }) => annotations?.version ?? []);
  expect(versions(CASES['a worker'][0], 'mailer')).toEqual([]);
  expect(new Set(versions(CASES['a service'][0], 'shop')).size).toBe(3);
});

test('the page is generated where rules are, and nowhere else', () => {
  expect(page({ apps: { shop: {} } })).toContain(generatedHeader('docs/ALERTS.md', 'observability', 'html'));
  expect(page({ apps: { shop: {} }, observability: { rules: 'none' } })).toBeUndefined();
  expect(page({})).toBeUndefined();
  expect(page({ apps: { shop: {} }, repoUrl: undefined })).toBeUndefined();
});

test('the page names an app that has the alert', () => {
  const text = page({ apps: { shop: {}, reports: CRON, mailer: { ...WORKER, secrets: ['TOKEN'] } } }) ?? '';
  expect(text).toContain('kubectl --namespace reports-prod describe cronjob reports-report');
  expect(text).toContain('kubectl --namespace mailer-prod describe sealedsecret mailer-secrets');
  expect(text).toContain('make history APP=shop ENV=prod');
  expect(text).toContain('99.9% must succeed in `shop`');
});

test('the page tells how Prometheus gets the rules', () => {
  expect(page({ apps: { shop: {} } })).toContain('The rules are PrometheusRules in the namespace `monitoring`.');
  const observability = { rules: 'config-map', namespace: 'prometheus', labels: { role: 'alerts' } };
  const text = (page({ apps: { shop: {} }, observability }) ?? '').replace(/\s+/g, ' ');
  expect(text).toContain('ConfigMaps in the namespace `prometheus`, label `role: alerts`');
  expect(text).toContain('such as `market-shop`');
  expect(text).not.toContain('PrometheusRules');
});

test.each(Object.entries(CASES))(
  'in the page for %s, every value is there, and every block is valid shell',
  (_name, [options]) => {
    const text = page(options) ?? '';
    expect(text).not.toMatch(/undefined|\[object Object\]|\{\{/);
    const blocks = [...text.matchAll(/^```bash (?:cluster|released)\n([^]*?)^```$/gm)].map(([, block]) => block);
    expect(blocks.length).toBeGreaterThan(2);
    for (const block of blocks) {
      expect(spawnSync('bash', ['-n', '-c', block], { encoding: 'utf8' }).stderr).toBe('');
      // A name that is missing.
      expect(block).not.toMatch(/ {2,}| $|\/(?: |$)|=(?: |$)/m);
    }
  },
);
