import type { App } from '../../../config/model';
import { servicesOf } from '../../../config/model';

/** A service that make dev runs on this machine. */
export interface Scraped {
  readonly name: string;
  /** Name of its objects in a cluster. */
  readonly objectName: string;
  readonly address: string;
}

/**
 * The services of an app, where make dev runs them: each at its port, or at the next one that no other service has.
 * @param first port of the first service
 */
export function scrapedServices(app: App, first?: number): Scraped[] {
  const taken = new Set<number>();
  return servicesOf(app).map((service) => {
    let port = first ?? service.port;
    while (taken.has(port)) port += 1;
    taken.add(port);
    return { name: service.name, objectName: service.objectName, address: `127.0.0.1:${port}` };
  });
}

/** Seconds between two scrapes: short, so that a request soon appears. */
export const INTERVAL = 2;

/**
 * The config of a Prometheus that scrapes them, with the labels that scraping adds in a cluster. JSON is YAML.
 * @param rules files with the rules of the app
 */
export function scrapeConfig(
  { path, namespace, services }: { path: string; namespace: string; services: readonly Scraped[] },
  rules: readonly string[],
): string {
  const config = {
    global: { scrape_interval: `${INTERVAL}s`, evaluation_interval: `${INTERVAL}s` },
    rule_files: rules,
    scrape_configs: services.map(({ name, objectName, address }) => ({
      job_name: name,
      metrics_path: path,
      // Named like a pod of the Deployment, because queries may select by that name.
      static_configs: [{ targets: [address], labels: { namespace, pod: `${objectName}-make-dev` } }],
    })),
  };
  return JSON.stringify(config);
}
