import { unknownWorkload } from './workloads';
import type { Report } from '../../common/findings';
import { once, show } from '../../common/findings';
import { isOutside, sendersOf } from '../ingress-controllers';
import { nearestLevel, settingsLevels } from '../levels';
import type { App, AppEnvironment, Exposure } from '../model';
import { servicesOf } from '../model';
import type { PythonGitOpsAppOptions } from '../options';
import { member, nearestName } from '../rules';

type Way = 'ingress' | 'httpRoute';

/** Checks how apps are exposed: each path leads to a service, and no two apps share a host and path. */
export function checkExposure(options: PythonGitOpsAppOptions, apps: readonly App[], report: Report): void {
  const users = new Map<string, string>();
  for (const app of apps) {
    const reportOnce = once(report);
    // A certificate is set for several environments: the first one stands for all.
    const reportTls = once(report, ({ path }) => path);
    for (const own of app.environments) {
      for (const way of ['ingress', 'httpRoute'] as const) {
        const exposure = own[way];
        if (exposure === undefined) continue;
        const path = placeOf(options, app, own, way);
        const shared = sharedPlaceOf(options, app, own, way);
        checkTargets(app, exposure, path, reportOnce);
        checkHosts(own, exposure, { path, shared }, users, way, reportOnce);
        if (way === 'httpRoute') {
          checkGateway(own, shared, reportOnce);
        } else {
          checkTls(options, app, own, reportTls);
          checkController(options, app, own, reportOnce);
        }
      }
    }
  }
}

/** Path of the option at the nearest level that sets it. */
function placeOf(options: PythonGitOpsAppOptions, app: App, own: AppEnvironment, way: Way): string {
  const level = nearestLevel(settingsLevels(options, app.name, own.environment.name), way);
  return `${level?.path ?? ''}.${way}`;
}

/**
 * Path of the option at the level of the app, if that sets it: what is missing for several environments is one mistake,
 * although some of them set other fields.
 */
function sharedPlaceOf(options: PythonGitOpsAppOptions, app: App, own: AppEnvironment, way: Way): string {
  const isShared = options.apps?.[app.name]?.[way] !== undefined;
  return isShared ? `${member('apps', app.name)}.${way}` : placeOf(options, app, own, way);
}

function checkTargets(app: App, { paths }: Exposure, path: string, report: Report): void {
  const services = servicesOf(app).map((workload) => workload.name);
  if (services.length === 0) {
    const must = `be left out: ${app.name} has no service to expose`;
    report({ code: 'conflicting-options', path, must, got: 'an exposed app', fix: 'remove it, or add a service' });
    return;
  }
  for (const { path: from, workload } of paths) {
    if (typeof workload === 'string' && services.includes(workload)) continue;
    const cause = member(`${member('apps', app.name)}.workloads`, String(workload));
    report({ ...unknownWorkload(`${path}.paths[${JSON.stringify(from)}]`, workload, services), cause });
  }
}

function checkHosts(
  own: AppEnvironment,
  { hosts, paths }: Exposure,
  { path, shared }: { readonly path: string; readonly shared: string },
  users: Map<string, string>,
  way: Way,
  report: Report,
): void {
  const environment = own.environment.name;
  if (hosts.length === 0) {
    const must = `have a host in ${environment}`;
    const fix = `add hosts, set domain in environments.${environment}.${way}, or set enabled: false there`;
    report({ code: 'missing-option', path: `${shared}.hosts`, must, got: 'nothing', fix, cause: shared });
  }
  for (const host of hosts) {
    for (const { path: from } of paths) {
      const key = `${way} ${host} ${from}`;
      const user = users.get(key);
      if (user === undefined) {
        users.set(key, `${own.application}`);
      } else if (user !== own.application) {
        const must = `lead to one app in one environment; ${user} already uses ${host}${from}`;
        const fix = 'set hosts per environment, or choose another host or path in one of them';
        report({ code: 'not-unique', path: `${path}.hosts`, must, got: show(host), fix });
      }
    }
  }
}

/** A certificate only covers hosts of the Ingress, and a host has at most one certificate. */
function checkTls(options: PythonGitOpsAppOptions, app: App, own: AppEnvironment, report: Report): void {
  const { hosts = [], tls = [] } = own.ingress ?? {};
  // Missing hosts are a finding already.
  if (hosts.length === 0) return;
  const levels = settingsLevels(options, app.name, own.environment.name).reverse();
  const path = `${levels.find((level) => level.options.ingress?.tls !== undefined)?.path ?? ''}.ingress.tls`;
  const users = new Map<string, string>();
  tls.forEach((certificate, index) => {
    certificate.hosts.forEach((host, at) => {
      const place = `${path}[${index}].hosts[${at}]`;
      const user = users.get(host);
      if (!hosts.includes(host)) {
        const must = `be a host of the ingress in ${own.environment.name}: ${hosts.join(', ')}`;
        const guess = nearestName(host, hosts);
        const fix =
          guess === undefined ? 'add it to hosts of the ingress, or use one of its hosts' : `did you mean ${guess}?`;
        report({ code: 'conflicting-options', path: place, must, got: show(host), fix });
      } else if (user !== undefined) {
        const must = `have one certificate; ${user} already covers it`;
        const fix = 'set hosts for each certificate';
        report({ code: 'not-unique', path: place, must, got: show(host), fix });
      }
      users.set(host, `${path}[${index}]`);
    });
  });
}

/** The NetworkPolicy must admit the controller, whose namespace or addresses follow from few classes. */
function checkController(options: PythonGitOpsAppOptions, app: App, own: AppEnvironment, report: Report): void {
  const { className, controllerNamespace } = own.ingress ?? {};
  if (className === undefined || controllerNamespace !== undefined || sendersOf(className) !== undefined) return;
  const levels = settingsLevels(options, app.name, own.environment.name).reverse();
  const isListed = levels.some(({ options: { networkPolicy } }) => {
    return networkPolicy?.ingressCidrs !== undefined || networkPolicy?.ingressNamespaces !== undefined;
  });
  if (isListed) return;
  const place = levels.find((level) => level.options.ingress?.className !== undefined)?.path ?? '';
  if (isOutside(className)) {
    const must = `list the addresses that requests through class ${className} come from, for the NetworkPolicy to admit them`;
    const fix = 'add ingressCidrs, such as the subnets of the load balancer';
    report({ code: 'missing-option', path: `${place}.networkPolicy.ingressCidrs`, must, got: 'nothing', fix });
    return;
  }
  const must = `be the namespace of the controller of class ${className}, for the NetworkPolicy to admit it`;
  const fix =
    'add controllerNamespace; for a load balancer outside the cluster, set networkPolicy.ingressCidrs instead';
  report({ code: 'missing-option', path: `${place}.ingress.controllerNamespace`, must, got: 'nothing', fix });
}

function checkGateway(own: AppEnvironment, path: string, report: Report): void {
  for (const option of ['gateway', 'gatewayNamespace'] as const) {
    if (own.httpRoute?.[option]) continue;
    const must = `identify the gateway in ${own.environment.name}`;
    const fix = `add ${option} here, in the environment, or in defaults`;
    report({ code: 'missing-option', path: `${path}.${option}`, must, got: 'nothing', fix, cause: path });
  }
}
