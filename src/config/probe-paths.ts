import { PROBE_DEFAULTS } from './definitions/probes';
import type { App, ProbeName } from './model';
import { servicesOf } from './model';

/**
 * Unique paths that probes request from the server of an app's image. Without a service, nothing requests them, and the
 * server has its defaults.
 */
export function probePaths(app: App, ...probes: ProbeName[]): string[] {
  const services = servicesOf(app);
  if (services.length === 0) return [...new Set(probes.map((probe) => PROBE_DEFAULTS[probe].path))];
  // A service with its own command runs another server.
  const served = services.filter(({ command }) => command === undefined);
  const paths = (served.length > 0 ? served : services).flatMap((service) =>
    probes.flatMap((probe) => service.probes[probe]?.path ?? []),
  );
  return [...new Set(paths)];
}
