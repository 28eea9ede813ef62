import type { Report } from '../../common/findings';
import { once, show } from '../../common/findings';
import { MAX_LABEL } from '../formats/names';
import { nearestLevel, repositoryLevels, settingsLevels } from '../levels';
import type { App, Repository } from '../model';
import { isScraped, servicesOf, wantsObservability } from '../model';
import type { PythonGitOpsAppOptions } from '../options';
import { member } from '../rules';

/** Checks that objectives have rules and metrics, and that Prometheus has a namespace without apps. */
export function checkObservability(options: PythonGitOpsAppOptions, repository: Repository, reportAll: Report): void {
  const report = once(reportAll);
  checkLabels(options, report);
  checkInstall(options, repository, report);
  checkNamespace(options, repository, report);
  checkNames(repository, report);
  checkFiles(repository, report);
  for (const { path, options: level } of repositoryLevels(options)) {
    const { objective } = level;
    if (objective === undefined || objective.enabled === false || repository.observability.rules !== 'none') continue;
    const must = "be left out if observability.rules is 'none': no alert would watch it";
    const fix = "set observability.rules to 'operator' or 'config-map', or remove the objective";
    const cause = 'observability.rules';
    report({
      code: 'conflicting-options',
      path: `${path}.objective`,
      must,
      got: show(objective),
      fix,
      cause,
    });
  }
  if (repository.observability.rules !== 'none') {
    for (const app of repository.apps) checkObjectives(options, app, report);
  }
}

/** Without rules, labels have no effect. An organization's labels may be meant for other repositories. */
function checkLabels({ observability }: PythonGitOpsAppOptions, report: Report): void {
  if (observability?.rules !== 'none' || observability.labels === undefined) return;
  report({
    code: 'conflicting-options',
    path: 'observability.labels',
    must: "be left out if rules is 'none': they are the labels of the rules",
    got: show(observability.labels),
    fix: "remove them, or set rules: 'operator'",
    cause: 'observability.rules',
  });
}

/** The installed Prometheus must find the apps and their rules. */
function checkInstall(
  options: PythonGitOpsAppOptions,
  { observability, argocd, serviceMonitor }: Repository,
  report: Report,
): void {
  if (!observability.install) return;
  const path = `${options.observability?.install === undefined ? 'organization.' : ''}observability.install`;
  const refuse = (must: string, fix: string, cause: string): void => {
    report({ code: 'conflicting-options', path, must, got: 'true', fix, cause });
  };
  if (argocd.manages === 'nothing') {
    refuse("be false if argocd.manages is 'nothing': no Application would install it", 'remove it', 'argocd.manages');
  } else if (observability.rules !== 'operator') {
    const fix = "remove observability.rules, or set it to 'operator'";
    refuse(
      "be false unless rules is 'operator': the chart installs the Prometheus operator",
      fix,
      'observability.rules',
    );
  } else if (serviceMonitor === undefined) {
    const fix = 'add serviceMonitor: {}';
    refuse('be false unless serviceMonitor is set: Prometheus would scrape no app', fix, 'serviceMonitor');
  }
}

/** An app must not share the namespace of Prometheus: its AppProject allows changes there. */
function checkNamespace(options: PythonGitOpsAppOptions, repository: Repository, report: Report): void {
  const { namespace } = repository.observability;
  const place = placeOf(options);
  if (!wantsObservability(repository) && place === undefined) return;
  for (const app of repository.apps) {
    const own = app.environments.find((one) => one.namespace === namespace);
    if (own === undefined) continue;
    const environment = own.environment.name;
    const level = nearestLevel(settingsLevels(options, app.name, environment), 'namespace');
    const ofApp = level === undefined ? member('apps', app.name) : `${level.path}.namespace`;
    report({
      code: 'not-unique',
      path: place ?? ofApp,
      must:
        place === undefined
          ? `not share the namespace ${namespace} with Prometheus in ${environment}`
          : `be a namespace without apps, but ${app.name} runs there in ${environment}`,
      got: show(namespace),
      fix: `give ${app.name} another namespace, or set observability.namespace to the one that Prometheus runs in`,
    });
    return;
  }
}

/** Path of the option that sets the namespace of Prometheus. */
function placeOf({ observability, organization }: PythonGitOpsAppOptions): string | undefined {
  if (observability !== undefined) return observability.namespace && 'observability.namespace';
  return organization?.observability?.namespace && 'organization.observability.namespace';
}

/** An Application is named after the environment and the cluster that it deploys to. */
function checkNames(repository: Repository, report: Report): void {
  if (!wantsObservability(repository)) return;
  const { observability, environments } = repository;
  for (const { name, destination } of observability.applications) {
    if (name.length <= MAX_LABEL) continue;
    const environment = environments.find(({ clusters }) =>
      clusters.some((cluster) => JSON.stringify(cluster.destination) === JSON.stringify(destination)),
    );
    report({
      code: 'invalid-value',
      path: `${member('environments', environment?.name ?? '')}.clusters`,
      must: `have names short enough for the Application <name>-observability-<environment>-<cluster>: at most ${MAX_LABEL} characters`,
      got: show(name),
      fix: 'use a shorter name for the repository, the environment, or the cluster',
    });
  }
}

/** The file with the rules of an app has the app's name, and kustomize would read one of this name as a kustomization. */
function checkFiles({ observability, apps }: Repository, report: Report): void {
  const name = 'kustomization';
  if (observability.rules === 'none' || !apps.some((app) => app.name === name)) return;
  report({
    code: 'invalid-value',
    path: member('apps', name),
    must: `not be named ${name} unless observability.rules is 'none': rules/${name}.yaml would be a kustomization`,
    got: show(name),
    fix: "give the app another name, or set observability: { rules: 'none' }",
  });
}

/** An objective that an app sets itself needs metrics of requests. A shared one applies only to apps that have them. */
function checkObjectives(options: PythonGitOpsAppOptions, app: App, report: Report): void {
  if (isScraped(app)) return;
  const path = member('apps', app.name);
  const own = repositoryLevels({ ...options, defaults: undefined, environments: {} }).filter(
    (level) => level.path === path || level.path.startsWith(`${path}.environments`),
  );
  for (const level of own) {
    const { objective } = level.options;
    if (objective === undefined || objective.enabled === false) continue;
    const [reason, fix] =
      servicesOf(app).length === 0
        ? ['which has no service and so no requests', 'remove it']
        : ['whose metrics are off', `remove it, or remove ${path}.metrics.enabled`];
    const must = `be left out for ${app.name}, ${reason}`;
    report({
      code: 'conflicting-options',
      path: `${level.path}.objective`,
      must,
      got: show(objective),
      fix,
      cause: path,
    });
  }
}
