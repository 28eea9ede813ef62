import type { DashboardsFlags } from './command';
import { localDashboard } from './local';
import type { LocalDashboard } from './local';
import { openPage } from './page';
import { startPrometheus } from './prometheus';
import type { Scraped } from './scrape';
import { scrapedServices } from './scrape';
import type { App, AppEnvironment, Repository } from '../../../config/model';
import { hasRules, isScraped } from '../../../config/model';
import { Folder } from '../../../files/disk/folder';
import { readRepository } from '../../../project/synthesis/rendering';
import { appDashboard } from '../../../render/observability/dashboards';
import { rulesOf } from '../../../render/observability/rules';
import { CommandError, EXIT } from '../../errors';
import { printLines } from '../../printing/print';
import { findRoot, loadProject } from '../../repository/load';
import { findNamed } from '../../repository/named';

/** Port of the page. */
const PORT = 9099;

/**
 * `python-gitops dashboards [APP]`: serves a page with the panels of an app's dashboard. It starts a Prometheus that
 * scrapes the services of `make dev`. Runs until Ctrl+C, and leaves nothing behind.
 */
export async function runDashboards(cwd: string, appName: string | undefined, flags: DashboardsFlags): Promise<number> {
  const port = readPort('--port', flags.port) ?? PORT;
  const servicePort = readPort('--service-port', flags.servicePort);
  const root = findRoot(cwd);
  const { repository } = readRepository((await loadProject(root))._options, new Folder(root));
  const app = findScraped(repository, appName);
  const own = watchedEnvironment(app);
  const services = scrapedServices(app, servicePort);
  const dashboard = dashboardOf(repository, app, own);
  const stop = untilStopped();
  const prometheus = await startPrometheus({
    path: app.metrics?.path ?? '',
    namespace: own.namespace,
    services,
    rules: hasRules(repository) ? rulesOf(repository, app) : undefined,
  });
  try {
    const page = await openPage({ dashboard, prometheus, port, app: app.name, environment: own.environment.name });
    try {
      printLines(introduction(app, own, services, dashboard, page.address));
      await Promise.race([stop, prometheus.ended]);
    } finally {
      await page.close();
    }
  } finally {
    await prometheus.stop();
  }
  return EXIT.ok;
}

function readPort(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CommandError(`${flag} must be a whole number from 1 to 65535, got ${text}`);
}

function findScraped({ apps }: Repository, name: string | undefined): App {
  const app = name === undefined ? apps.find(isScraped) : findNamed('app', name, apps);
  if (app !== undefined && isScraped(app)) return app;
  const what = app === undefined ? 'no app has' : `${app.name} doesn't have`;
  throw new CommandError(`${what} a service with metrics, so there is nothing to show on this machine`);
}

/** The environment whose queries run: the last one with an objective, or the last one. */
function watchedEnvironment({ environments }: App): AppEnvironment {
  const watched = environments.filter(({ objective }) => objective !== undefined);
  return [...environments, ...watched][environments.length + watched.length - 1];
}

/** The dashboard of one environment. The scrape config adds the namespace, as scraping does in a cluster. */
function dashboardOf(repository: Repository, app: App, own: AppEnvironment): LocalDashboard {
  const { environment, namespace } = own;
  return localDashboard(appDashboard(repository, app, [own]), { namespace, 'namespace:text': environment.name });
}

function introduction(
  app: App,
  own: AppEnvironment,
  services: readonly Scraped[],
  dashboard: LocalDashboard,
  address: string,
): string[] {
  const from = services.map((service) => service.address).join(' and ');
  return [
    `Dashboard of ${app.name}: ${address} (press Ctrl+C to stop)`,
    `Reads the metrics of make dev APP=${app.name} at ${from}, with the queries of ${own.environment.name}.`,
    `Shown only in the cluster: ${dashboard.onlyInCluster.join(', ')}.`,
  ];
}

/** Resolves at Ctrl+C, and when the terminal closes. A second Ctrl+C must not leave Prometheus behind. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}
