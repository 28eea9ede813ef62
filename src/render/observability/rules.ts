import { anyOf as namesOf, autoscaled, isShared, ofType, podPattern, runPattern } from './selectors';
import type { App, AppEnvironment, Repository, Workload } from '../../config/model';
import { isLongRunning, isScraped, secretKeys, servicesOf } from '../../config/model';
import { secretName } from '../../config/names';
import { budgetOf, LATENCY_BOUNDS } from '../../config/objectives';
import { fileAddress } from '../../config/web-address';
import { fillTemplate, readTemplate, selectParts } from '../../files/tree/templates';

const TEMPLATE = 'argo/observability/rules.yaml';

/** The page with a section for each alert. */
export const ALERTS_PAGE = 'docs/ALERTS.md';

/** Line of the template that starts the list of groups, below the header. */
const GROUPS = 'groups:\n';

/** The rules of an app in all its environments, in Prometheus's format. */
export function rulesOf(repository: Repository & { repoUrl: string }, app: App): string {
  return GROUPS + app.environments.map((own) => groupsOf(repository, app, own)).join('');
}

/** An app and an environment whose rules contain an alert. */
export interface AlertExample {
  readonly app: App;
  readonly own: AppEnvironment;
}

/** The alerts of a repository, each with the first app that has it, and the last environment of the app that has it. */
export function alertExamples(repository: Repository): ReadonlyMap<string, AlertExample> {
  const examples = new Map<string, AlertExample>();
  // Most apps have the same parts.
  const known = new Set<string>();
  for (const app of repository.apps) {
    for (const own of [...app.environments].reverse()) {
      const parts = partsOf(repository, app, own);
      const key = JSON.stringify(parts);
      if (known.has(key)) continue;
      known.add(key);
      const text = selectParts(readTemplate(TEMPLATE), parts);
      for (const [, name] of text.matchAll(/^ *- alert: (\w+)$/gm)) {
        if (!examples.has(name)) examples.set(name, { app, own });
      }
    }
  }
  return examples;
}

function groupsOf(repository: Repository & { repoUrl: string }, app: App, own: AppEnvironment): string {
  const text = selectParts(fillTemplate(TEMPLATE, samples(repository, app, own)), partsOf(repository, app, own));
  const groups = text.slice(text.indexOf(GROUPS) + GROUPS.length);
  return isScraped(app) ? groups : groups.replace(/^ *version: .*\n/gm, '');
}

/** The groups that apply to an app. */
function partsOf({ argocd }: Repository, app: App, own: AppEnvironment): Record<string, boolean> {
  const hasApplications = argocd.manages !== 'nothing';
  return {
    serviceLevels: own.objective !== undefined,
    service: isScraped(app),
    deployments: app.workloads.some(isLongRunning),
    autoscalers: autoscaled(app, own).length > 0,
    jobs: ofType(app, 'job').length > 0,
    cronJobs: ofType(app, 'cron-job').length > 0,
    release: hasApplications,
    // With manual sync, a difference from git is normal.
    automatedSync: hasApplications && own.environment.sync.automated,
    secrets: secretKeys(app).length > 0,
  };
}

/** What replaces the sample values of the template. Longer samples come before those that they contain. */
function samples(repository: Repository & { repoUrl: string }, app: App, own: AppEnvironment): Record<string, string> {
  const { objective } = own;
  const { seconds = 0.3, percent = 99 } = objective?.latency ?? {};
  return {
    'namespace="example-namespace",pod=~"example-service-pods"': requests(repository, app, own),
    '"example-service-deployments"': anyOf(servicesOf(app)),
    '"example-deployments"': anyOf(app.workloads.filter(isLongRunning)),
    '"example-pods"': `"${podPattern(app.workloads, '{1,2}')}"`,
    '"example-autoscalers"': anyOf(autoscaled(app, own)),
    '"example-jobs"': anyOf(ofType(app, 'job')),
    '"example-cron-jobs"': anyOf(ofType(app, 'cron-job')),
    '"example-runs"': `"${ofType(app, 'cron-job').map(runPattern).join('|')}"`,
    '"example-applications"': `"${own.applications.map(({ name }) => name).join('|')}"`,
    '"example-project"': `"${repository.argocd.project ?? app.name}"`,
    '"example-app-secrets"': `"${secretName(app)}"`,
    'example-app': app.name,
    'example-environment': own.environment.name,
    'example-namespace': own.namespace,
    'example-version': newestVersion(app, own),
    '* 0.001': `* ${decimal(budgetOf(objective?.availability ?? 0))}`,
    '* 0.01': `* ${decimal(budgetOf(percent))}`,
    'le="0.3"': `le="${LATENCY_BOUNDS.find((bound) => Number(bound) === seconds)}"`,
    '>= 100': `>= ${objective?.minimumRequests}`,
    'https://example.com/docs/ALERTS.md': fileAddress(repository.repoUrl, repository.defaultBranch, ALERTS_PAGE),
  };
}

/**
 * Selects the requests of an app. They have no label with the app's name, but Prometheus always adds the namespace. Apps
 * that share a namespace are told apart by the names of their pods.
 */
function requests(repository: Repository, app: App, own: AppEnvironment): string {
  const pods = `pod=~"${podPattern(servicesOf(app), '{2}')}"`;
  return `namespace="${own.namespace}"${isShared(repository, app, [own.namespace]) ? `,${pods}` : ''}`;
}

/** The version of an app that most of its pods have, as the template of an annotation. */
function newestVersion(app: App, own: AppEnvironment): string {
  const info = `app_info{app=\\"${app.name}\\",environment=\\"${own.environment.name}\\"}`;
  return `'{{ with query "topk(1, count by (version) (${info}))" }}{{ . | first | label "version" }}{{ end }}'`;
}

function anyOf(workloads: readonly Workload[]): string {
  return `"${namesOf(workloads)}"`;
}

/** Formats a small number without an exponent. */
function decimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}
