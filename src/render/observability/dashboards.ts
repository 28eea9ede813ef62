import { createHash } from 'node:crypto';
import type { Dashboard, PanelTarget, Variable } from './dashboard';
import { mapTargets, replaceSamples } from './dashboard';
import { unavailableMetrics } from './metrics';
import type { RecordedObjective } from './objectives';
import { recordedObjectives } from './objectives';
import { anyOf, isShared, ofType, podPattern, runPattern } from './selectors';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { isLongRunning, servicesOf } from '../../config/model';
import { headerLines } from '../../files/tree/header';
import { readTemplate } from '../../files/tree/templates';
import type { TreeFile } from '../../files/tree/tree';

/** Sample values of the templates. */
const SAMPLES = {
  repository: 'example-repository',
  uid: 'example-uid',
  app: 'example-app',
  apps: 'example-apps',
  environment: 'example-environment',
  projects: 'example-projects',
  applications: 'example-applications',
  availability: '99.9',
  latencyPercent: '98.7',
} as const;

const OPTION = 'observability.dashboards';
const INSTEAD = "Set observability.dashboards to 'none', and add your own dashboards.";

/** Where the dashboard of an app is. */
export function dashboardPath(app: Pick<App, 'name'>): string {
  return `argo/observability/dashboards/${app.name}.json`;
}

/** The dashboard of all apps, in another folder: an app may have any name. */
export const DELIVERY_DASHBOARD = 'argo/observability/delivery.json';

/** Renders the dashboards: one for each app, and one for all of them. */
export function renderDashboards(repository: Repository): TreeFile[] {
  const files = repository.apps.map((app) => ({
    path: dashboardPath(app),
    dashboard: appDashboard(repository, app),
  }));
  const delivery = { path: DELIVERY_DASHBOARD, dashboard: deliveryDashboard(repository) };
  return [...files, delivery].map(({ path, dashboard }) => ({
    path,
    content: `${JSON.stringify({ ...dashboard, description: headerLines(path, OPTION).join(' ') }, undefined, 2)}\n`,
    owner: 'generated',
    option: OPTION,
    instead: INSTEAD,
  }));
}

/**
 * The dashboard of an app, with the panels that fit it.
 * @param environments those that a person can choose from
 */
export function appDashboard(
  repository: Repository,
  app: App,
  environments: readonly AppEnvironment[] = app.environments,
): Dashboard {
  const template = read('dashboard.json');
  const objectives = recordedObjectives(repository, app, environments).map(valuesOf);
  const unavailable = unavailableMetrics(repository, [app]);
  const panels = mapTargets(template.panels, (target) =>
    unavailable.test(target.expr) ? [] : expand(target, objectives),
  );
  const dashboard = replaceSamples(
    { ...template, panels },
    {
      ...samplesOf(repository, [app]),
      ...workloadSamples(repository, app),
      [SAMPLES.uid]: dashboardUid(repository, app),
      [SAMPLES.app]: app.name,
    },
  );
  const choices = environments.map(({ environment, namespace }) => ({ text: environment.name, value: namespace }));
  return withVariable(dashboard, namespaceVariable(choices));
}

/** The dashboard of all apps: what runs where, releases, and budgets. */
export function deliveryDashboard(repository: Repository): Dashboard {
  const template = read('delivery.json');
  const objectives = repository.apps.flatMap((app) => recordedObjectives(repository, app, app.environments));
  const unavailable = unavailableMetrics(repository, repository.apps);
  const panels = mapTargets(template.panels, (target) =>
    unavailable.test(target.expr) ? [] : expand(target, sharedValues(target, objectives)),
  );
  const dashboard = replaceSamples(
    { ...template, panels },
    { ...samplesOf(repository, repository.apps), [SAMPLES.uid]: dashboardUid(repository) },
  );
  return withVariable(dashboard, environmentVariable(repository.environments.map(({ name }) => name)));
}

/**
 * Identifies a dashboard, also next to those of other repositories. Grafana allows 40 characters.
 * @param app undefined for the dashboard of all apps
 */
export function dashboardUid({ name }: Pick<Repository, 'name'>, app?: Pick<App, 'name'>): string {
  const id = app === undefined ? name : `${name}/${app.name}`;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return `${(app?.name ?? `all-${name}`).slice(0, 31)}-${hash}`;
}

function read(name: string): Dashboard {
  return JSON.parse(readTemplate(`argo/observability/${name}`)) as Dashboard;
}

function samplesOf({ name, argocd }: Repository, apps: readonly App[]): Record<string, string> {
  const projects = argocd.project === undefined ? apps.map((app) => app.name) : [argocd.project];
  const applications = apps.flatMap((app) => app.environments.flatMap((own) => own.applications));
  return {
    [SAMPLES.repository]: name,
    [SAMPLES.apps]: apps.map((app) => app.name).join('|'),
    [SAMPLES.projects]: projects.join('|'),
    [SAMPLES.applications]: applications.map((application) => application.name).join('|'),
  };
}

/** Selects what belongs to the workloads of an app. */
function workloadSamples(repository: Repository, app: App): Record<string, string> {
  const namespaces = app.environments.map(({ namespace }) => namespace);
  const servicePods = isShared(repository, app, namespaces) ? `,pod=~"${podPattern(servicesOf(app), '{2}')}"` : '';
  return {
    ',pod=~"example-service-pods"': servicePods,
    'example-pods': podPattern(app.workloads, '{1,2}'),
    'example-deployments': anyOf(app.workloads.filter(isLongRunning)),
    'example-autoscalers': anyOf(app.workloads.filter(isLongRunning)),
    'example-cron-jobs': anyOf(ofType(app, 'cron-job')),
    'example-runs': [
      ...ofType(app, 'job').map(({ objectName }) => objectName),
      ...ofType(app, 'cron-job').map(runPattern),
    ].join('|'),
  };
}

/** What replaces the samples of a target about an objective. */
type Values = Readonly<Record<string, string>>;

/** A target about an objective becomes one for each; the others stay. Ratios are recorded only where there is one. */
function expand(target: PanelTarget, objectives: readonly Values[]): PanelTarget[] {
  if (objectives.length === 0 && target.expr.includes('app:http_')) return [];
  if (!target.expr.includes(SAMPLES.environment)) return [target];
  return objectives.map((values) => replaceSamples(target, values));
}

function valuesOf({ environment, availability, latencyPercent }: RecordedObjective): Values {
  return {
    [SAMPLES.environment]: environment,
    [SAMPLES.availability]: String(availability),
    [SAMPLES.latencyPercent]: String(latencyPercent),
  };
}

/** One query for all apps that have the same objective in an environment. */
function sharedValues({ expr }: PanelTarget, objectives: readonly RecordedObjective[]): Values[] {
  const groups = new Map<string, { readonly values: Values; readonly apps: string[] }>();
  for (const objective of objectives) {
    const values = valuesOf(objective);
    const key = Object.entries(values)
      .filter(([name]) => expr.includes(name))
      .map(([, value]) => value)
      .join(' ');
    const group = groups.get(key) ?? { values, apps: [] };
    group.apps.push(objective.app);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ values, apps }) => ({ ...values, [SAMPLES.apps]: apps.join('|') }));
}

interface Choice {
  readonly text: string;
  readonly value: string;
}

/** The choice of an environment: its value is the namespace, which all ways of scraping add to metrics. */
function namespaceVariable(choices: readonly Choice[]): Variable {
  const current = choices[choices.length - 1];
  const variable = {
    name: 'namespace',
    query: choices.map(({ text, value }) => `${text} : ${value}`).join(','),
    current: { selected: true, ...current },
    options: choices.map((choice) => ({ selected: choice === current, ...choice })),
  };
  return variable;
}

function environmentVariable(names: readonly string[]): Variable {
  const variable = {
    name: 'environment',
    query: names.join(','),
    options: [
      { selected: true, text: 'All', value: '$__all' },
      ...names.map((name) => ({ selected: false, text: name, value: name })),
    ],
  };
  return variable;
}

/** The fields of a variable replace those of the template. */
function withVariable(dashboard: Dashboard, variable: Variable): Dashboard {
  const list = dashboard.templating.list.map((one) => (one.name === variable.name ? { ...one, ...variable } : one));
  return { ...dashboard, templating: { ...dashboard.templating, list } };
}
