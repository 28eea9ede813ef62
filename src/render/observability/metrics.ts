import { autoscaled, ofType } from './selectors';
import type { App, Repository } from '../../config/model';
import { hasJob, isDeployable, isLongRunning, isScraped } from '../../config/model';

/** Prefixes of metrics that only some apps have, and whether an app has them. */
const NEEDS: readonly {
  readonly metrics: readonly string[];
  readonly isMet: (repository: Repository, app: App) => boolean;
}[] = [
  { metrics: ['app_info', 'http_', 'app:'], isMet: (_, app) => isScraped(app) },
  // Only servers with threads limit how many requests run at the same time.
  {
    metrics: ['http_server_threads', 'http_requests_waiting'],
    isMet: (_, app) => isScraped(app) && app.interface === 'wsgi',
  },
  { metrics: ['kube_deployment_'], isMet: (_, app) => app.workloads.some(isLongRunning) },
  { metrics: ['kube_horizontalpodautoscaler_'], isMet: (_, app) => isAutoscaled(app) },
  { metrics: ['kube_cronjob_'], isMet: (_, app) => hasCronJob(app) },
  { metrics: ['kube_job_'], isMet: (_, app) => hasCronJob(app) || hasJob(app) },
  {
    metrics: ['argocd_'],
    isMet: (repository) => isDeployable(repository) && repository.argocd.manages !== 'nothing',
  },
];

/** Matches a query for a metric that none of these apps has. */
export function unavailableMetrics(repository: Repository, apps: readonly App[]): RegExp {
  const names = NEEDS.filter(({ isMet }) => !apps.some((app) => isMet(repository, app))).flatMap(
    ({ metrics }) => metrics,
  );
  // Without names, it matches nothing.
  return new RegExp(names.length === 0 ? '(?!)' : `\\b(?:${names.join('|')})`);
}

function isAutoscaled(app: App): boolean {
  return app.environments.some((own) => autoscaled(app, own).length > 0);
}

function hasCronJob(app: App): boolean {
  return ofType(app, 'cron-job').length > 0;
}
