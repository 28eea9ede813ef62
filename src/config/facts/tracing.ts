import type { Report } from '../../common/findings';
import { once, show } from '../../common/findings';
import { SETTINGS } from '../definitions/settings';
import type { Level } from '../levels';
import { inherited, nearestLevel, settingsLevels } from '../levels';
import type { App, AppEnvironment, Egress, Repository } from '../model';
import { servicesOf } from '../model';
import type { PythonGitOpsAppOptions, SettingsOptions } from '../options';
import { member } from '../rules';

/** Checks that traces have requests, a collector, and a NetworkPolicy that lets them out. */
export function checkTracing(options: PythonGitOpsAppOptions, repository: Repository, reportAll: Report): void {
  // One level may set it for many apps and environments.
  const report = once(reportAll, ({ path, fix }) => `${path} ${fix}`);
  for (const app of repository.apps) {
    if (servicesOf(app).length === 0) {
      checkUnused(options, app, report);
      continue;
    }
    for (const own of app.environments) {
      const levels = settingsLevels(options, app.name, own.environment.name);
      checkAddress(levels, report);
      checkEgress(repository, own, levels, report);
    }
  }
}

/** Reports what an app without services sets itself. What it inherits is meant for other apps. */
function checkUnused(options: PythonGitOpsAppOptions, app: App, report: Report): void {
  const path = member('apps', app.name);
  const own = options.apps?.[app.name];
  const places = [
    { path, tracing: own?.tracing },
    ...Object.entries(own?.environments ?? {}).map(([name, there]) => ({
      path: member(`${path}.environments`, name),
      tracing: there.tracing,
    })),
  ];
  for (const { path: place, tracing } of places) {
    if (tracing === undefined) continue;
    const must = `be left out: ${app.name} has no service, and only requests are traced`;
    const fix = 'remove it, or add a service';
    report({ code: 'conflicting-options', path: `${place}.tracing`, must, got: show(tracing), fix });
  }
}

function checkAddress(levels: readonly Level<SettingsOptions>[], report: Report): void {
  const tracing = inherited(SETTINGS, levels, 'tracing');
  if (tracing?.enabled !== true || tracing.otlpEndpoint !== undefined) return;
  const must = 'be false unless otlpEndpoint is set: traces need a collector';
  const fix = "add otlpEndpoint, such as 'http://collector.observability.svc:4318'";
  report({ code: 'conflicting-options', path: `${placeOf(levels)}.tracing.enabled`, must, got: 'true', fix });
}

function checkEgress(
  repository: Repository,
  own: AppEnvironment,
  levels: readonly Level<SettingsOptions>[],
  report: Report,
): void {
  const { egress } = own.networkPolicy;
  if (own.otlpEndpoint === undefined || egress === undefined) return;
  const collector = destinationOf(own.otlpEndpoint, own.namespace);
  const neighbors = repository.apps.flatMap(({ environments }) =>
    environments.filter(({ environment }) => environment.name === own.environment.name).map((one) => one.namespace),
  );
  if (collector.namespace !== undefined && neighbors.includes(collector.namespace)) return;
  if (egress.some((entry) => admits(entry, collector))) return;
  const place =
    collector.namespace === undefined
      ? `{ cidr: '${collector.cidr ?? '192.0.2.0/24'}', ports: [${collector.port}] }`
      : `{ namespace: '${collector.namespace}', ports: [${collector.port}] }`;
  // Reported where egress is restricted, because that is what has to change.
  const level = [...levels].reverse().find(({ options: { networkPolicy } }) => restricts(networkPolicy));
  report({
    code: 'conflicting-options',
    path: `${level?.path ?? ''}.networkPolicy.egress`,
    must: `admit ${own.otlpEndpoint}, the address in tracing.otlpEndpoint`,
    got: show(level?.options.networkPolicy?.egress),
    fix: `add ${place}${(collector.namespace ?? collector.cidr) ? '' : ', with the addresses of the collector'}`,
  });
}

/** Whether a level decides that egress is restricted. */
function restricts(policy: SettingsOptions['networkPolicy']): boolean {
  return policy?.egress !== undefined || policy?.openEgress === false;
}

/** Path of the nearest level that sets tracing. */
function placeOf(levels: readonly Level<SettingsOptions>[]): string {
  return nearestLevel(levels, 'tracing')?.path ?? '';
}

/** What a NetworkPolicy has to admit. */
interface Destination {
  /** Namespace of a Service in the cluster: by default, the app's own. */
  readonly namespace?: string;
  /** Set for an IP address. Without both, it is a name outside the cluster, whose addresses are unknown. */
  readonly cidr?: string;
  readonly port: number;
}

/** The name of a Service, such as `collector.observability`, optionally with `.svc` and the cluster's domain. */
const SERVICE = /^[a-z0-9-]+(?:\.(?<namespace>[a-z0-9-]+)(?:\.svc(?:\..+)?)?)?$/i;

function destinationOf(address: string, ownNamespace: string): Destination {
  const { hostname, port: given, protocol } = new URL(address);
  const port = Number(given || (protocol === 'https:' ? 443 : 80));
  const { IPv4 } = require('ipaddr.js') as typeof import('ipaddr.js');
  if (IPv4.isValidFourPartDecimal(hostname)) return { cidr: `${hostname}/32`, port };
  const service = SERVICE.exec(hostname);
  return service === null ? { port } : { namespace: service.groups?.namespace ?? ownNamespace, port };
}

function admits({ namespace, cidr, ports }: Egress, collector: Destination): boolean {
  // An entry with neither is reported by checkNetworkPolicy, and may be meant for the collector.
  if (namespace === undefined && cidr === undefined) return true;
  if (ports.length > 0 && !ports.includes(collector.port)) return false;
  if (collector.cidr !== undefined) return cidr !== undefined && contains(cidr, collector.cidr);
  // The addresses of other names are unknown, so any cidr may be the right one.
  return collector.namespace === undefined ? cidr !== undefined : namespace === collector.namespace;
}

function contains(cidr: string, address: string): boolean {
  const { parseCIDR, parse } = require('ipaddr.js') as typeof import('ipaddr.js');
  const [network, length] = parseCIDR(cidr);
  const one = parse(address.split('/')[0]);
  return one.kind() === network.kind() && one.match(network, length);
}
