import type { AlertExample } from './rules';
import { alertExamples } from './rules';
import { autoscaled, ofType } from './selectors';
import type { Repository } from '../../config/model';
import {
  hasDashboards,
  hasObservability,
  hasRules,
  isLongRunning,
  observabilityName,
  servicesOf,
} from '../../config/model';
import { secretName } from '../../config/names';

/** What the page about alerts shows. */
export function alertsView(repository: Repository): object {
  const { rules, namespace, labels, install } = repository.observability;
  const examples = hasRules(repository) ? [...alertExamples(repository)] : [];
  return {
    hasRules: hasRules(repository),
    hasDashboards: hasDashboards(repository),
    hasObservability: hasObservability(repository),
    withoutRules: rules === 'none',
    byOperator: rules === 'operator',
    monitoringNamespace: namespace,
    installsPrometheus: install,
    rulesApplication: observabilityName(repository),
    ruleLabels: Object.entries(labels).map(([key, value]) => `${key}: ${value}`),
    exampleRules: repository.apps[0] && `${repository.name}-${repository.apps[0].name}`,
    alerts: Object.fromEntries(examples.map(([name, example]) => [name, exampleView(example)])),
  };
}

/** The names that the commands of a section use. */
function exampleView({ app, own }: AlertExample): object {
  const { objective, environment, namespace } = own;
  const deployments = app.workloads.filter(isLongRunning);
  return {
    app: app.name,
    environment: environment.name,
    namespace,
    application: own.applications[0].name,
    service: servicesOf(app)[0]?.objectName,
    metricsPath: app.metrics?.path,
    deployment: deployments[0]?.objectName,
    autoscaler: autoscaled(app, own)[0]?.objectName,
    job: ofType(app, 'job')[0]?.objectName,
    cronJob: ofType(app, 'cron-job')[0]?.objectName,
    secret: secretName(app),
    objective,
    isGated: environment.gated,
  };
}
