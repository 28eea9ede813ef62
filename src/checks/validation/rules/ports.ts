import { isRecord, records } from '../../../common/records';
import type { BuildTarget } from '../builds';
import type { Context } from '../context';
import { locateField } from '../locate';
import type { KubeObject } from '../objects';
import { at, containersOf, describeObject, nameOf, podTemplatePath } from '../objects';
import type { Problem } from '../problem';
import type { YamlPath } from '../yaml-file';

/**
 * S12, ports: a Service, probe, or scrape that uses a port which the container does not open. A pod with such a probe
 * never becomes ready, or restarts forever.
 */
export function ports(context: Context): Problem[] {
  return context.targets
    .filter(({ ok }) => ok)
    .flatMap((target) =>
      target.objects.flatMap(({ object }) => [
        ...probes(context, target, object),
        ...scrape(context, target, object),
        ...service(context, target, object),
      ]),
    );
}

interface Opened {
  readonly names: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

/** The ports that containers declare; undefined when they declare none, since they may open any. */
function opened(containers: readonly Readonly<Record<string, unknown>>[]): Opened | undefined {
  const all = containers.flatMap((one) => records(one.ports));
  if (all.length === 0) return undefined;
  return {
    names: new Set(all.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))),
    numbers: new Set(all.map(({ containerPort }) => Number(containerPort))),
  };
}

function has({ names, numbers }: Opened, port: unknown): boolean {
  return typeof port === 'string' && !/^\d+$/.test(port) ? names.has(port) : numbers.has(Number(port));
}

function list({ names, numbers }: Opened): string {
  return [...names, ...numbers].join(', ');
}

function problem(context: Context, target: BuildTarget, object: KubeObject, path: YamlPath, message: string): Problem {
  const place = locateField(context.tree, target, object, path) ?? { path: target.path };
  return {
    rule: 'S12-cannot-start',
    ...place,
    message: `${describeObject(object)}: ${message}`,
    fix: 'use a port that the container opens, preferably by name',
  };
}

function probes(context: Context, target: BuildTarget, object: KubeObject): Problem[] {
  return containersOf(object).flatMap(({ container, path }) => {
    const open = opened([container]);
    if (!open) return [];
    return ['startupProbe', 'livenessProbe', 'readinessProbe'].flatMap((probe) =>
      ['httpGet', 'tcpSocket'].flatMap((way): Problem[] => {
        const port = at(container, [probe, way, 'port']);
        if (port === undefined || has(open, port)) return [];
        const message = `${probe} uses port ${String(port)}, but the container opens ${list(open)}`;
        return [problem(context, target, object, [...path, probe, way, 'port'], message)];
      }),
    );
  });
}

function scrape(context: Context, target: BuildTarget, object: KubeObject): Problem[] {
  const template = podTemplatePath(object);
  if (!template) return [];
  const path: YamlPath = [...template, 'metadata', 'annotations', 'prometheus.io/port'];
  const port = at(object, path);
  const open = opened(containersOf(object).map(({ container }) => container));
  if (port === undefined || !open || open.numbers.has(Number(port))) return [];
  const message = `prometheus.io/port is ${String(port)}, but the container opens ${list(open)}`;
  return [problem(context, target, object, path, message)];
}

function service(context: Context, target: BuildTarget, object: KubeObject): Problem[] {
  const selector = at(object, ['spec', 'selector']);
  if (object.kind !== 'Service' || !isRecord(selector) || Object.keys(selector).length === 0) return [];
  const selected = target.objects.flatMap(({ object: other }) => {
    const template = podTemplatePath(other);
    const labels = template && at(other, [...template, 'metadata', 'labels']);
    return isRecord(labels) && Object.entries(selector).every(([key, value]) => labels[key] === value) ? [other] : [];
  });
  return selected.flatMap((workload) => {
    const open = opened(containersOf(workload).map(({ container }) => container));
    if (!open) return [];
    return records(at(object, ['spec', 'ports'])).flatMap((one, index): Problem[] => {
      const field = one.targetPort === undefined ? 'port' : 'targetPort';
      if (has(open, one[field])) return [];
      const message = `targets port ${String(one[field])}, but ${workload.kind} ${nameOf(workload)} opens ${list(open)}`;
      return [problem(context, target, object, ['spec', 'ports', index, field], message)];
    });
  });
}
