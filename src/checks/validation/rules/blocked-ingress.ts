import { fitsLabels, fitsSelector } from '../../../common/label-selectors';
import { isRecord, records } from '../../../common/records';
import { isControllerNamespace, sendersOf } from '../../../config/ingress-controllers';
import type { BuildTarget } from '../builds';
import { listSome } from '../context';
import type { Context, TreeCheck } from '../context';
import { locateField } from '../locate';
import type { KubeObject } from '../objects';
import { at, describeObject, groupOf, nameOf, strings } from '../objects';
import type { Problem } from '../problem';
import { podLabels } from '../selectors';
import type { YamlPath } from '../yaml-file';

/**
 * An Ingress or route whose requests no NetworkPolicy of its pods admits: they time out. A namespace that is not known
 * may be that of the controller, so it counts as one.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export const blockedIngress: TreeCheck = (context) =>
  context.targets.filter(({ ok }) => ok).flatMap((target) => blockedIn(context, target));

/** What forwards requests, and the pods that they are for. */
interface Exposure {
  readonly object: KubeObject;
  /** Path of what names the sender. */
  readonly at: YamlPath;
  readonly senders: readonly string[];
  readonly services: readonly string[];
}

function blockedIn(context: Context, target: BuildTarget): Problem[] {
  const objects = target.objects.map(({ object }) => object);
  const exposures = objects.flatMap((object) => exposureOf(object) ?? []);
  if (exposures.length === 0) return [];
  const policies = objects.filter((object) => object.kind === 'NetworkPolicy' && limitsIngress(object));
  return exposures.flatMap(({ object, at: place, senders, services }): Problem[] => {
    const pods = objects
      .filter((one) => one.kind === 'Service' && services.includes(nameOf(one)))
      .flatMap((service) => selectedBy(service, objects));
    const policy = pods
      .map((labels) => policies.filter((one) => fitsSelector(at(one, ['spec', 'podSelector']), labels)))
      .find((own) => own.length > 0 && !own.some((one) => admits(one, senders)))?.[0];
    if (policy === undefined) return [];
    return [
      {
        rule: 'blocked-ingress',
        ...(locateField(context.tree, target, object, place) ?? { path: target.path }),
        message: `${describeObject(object)} gets requests from ${listSome(senders)}, which ${describeObject(policy)} does not admit`,
        fix: 'set networkPolicy.ingressNamespaces of the app to the namespace of the controller, or controllerNamespace of its ingress',
      },
    ];
  });
}

function exposureOf(object: KubeObject): Exposure | undefined {
  const group = groupOf(object);
  if (object.kind === 'Ingress') return ofIngress(object);
  if (group === 'gateway.networking.k8s.io' && object.kind.endsWith('Route')) return ofRoute(object);
  return object.kind.startsWith('IngressRoute') && group.startsWith('traefik.') ? ofTraefik(object) : undefined;
}

/** The annotation that named the class before the field did. */
const CLASS_ANNOTATION: YamlPath = ['metadata', 'annotations', 'kubernetes.io/ingress.class'];

function ofIngress(object: KubeObject): Exposure | undefined {
  const classPath = [['spec', 'ingressClassName'], CLASS_ANNOTATION].find(
    (path) => typeof at(object, path) === 'string',
  );
  const senders = classPath && sendersOf(at(object, classPath) as string)?.namespaces;
  if (classPath === undefined || senders === undefined || senders.length === 0) return undefined;
  const backends = records(at(object, ['spec', 'rules'])).flatMap((rule) =>
    records(at(rule, ['http', 'paths'])).map(({ backend }) => backend),
  );
  const services = [at(object, ['spec', 'defaultBackend']), ...backends].map((one) => at(one, ['service', 'name']));
  return { object, at: classPath, senders, services: strings(services) };
}

/** An HTTPRoute, GRPCRoute, or another route of a Gateway. */
function ofRoute(object: KubeObject): Exposure | undefined {
  const senders = strings(records(at(object, ['spec', 'parentRefs'])).map(({ namespace }) => namespace));
  if (senders.length === 0) return undefined;
  const services = records(at(object, ['spec', 'rules'])).flatMap(({ backendRefs }) =>
    records(backendRefs).map(({ name }) => name),
  );
  return { object, at: ['spec', 'parentRefs', 0, 'namespace'], senders, services: strings(services) };
}

/** The routes of Traefik have no class. */
function ofTraefik(object: KubeObject): Exposure | undefined {
  const services = records(at(object, ['spec', 'routes'])).flatMap((route) =>
    records(route.services).map(({ name }) => name),
  );
  return { object, at: ['kind'], senders: sendersOf('traefik')?.namespaces ?? [], services: strings(services) };
}

function selectedBy(service: KubeObject, objects: readonly KubeObject[]): Readonly<Record<string, unknown>>[] {
  const selector = at(service, ['spec', 'selector']);
  if (!isRecord(selector)) return [];
  return objects.flatMap((object) => {
    const labels = podLabels(object);
    return labels !== undefined && fitsLabels(selector, labels) ? [labels] : [];
  });
}

function limitsIngress(policy: KubeObject): boolean {
  const types = strings(at(policy, ['spec', 'policyTypes']));
  return types.length === 0 || types.includes('Ingress');
}

/** Whether a policy may admit a sender: by its namespace, by addresses, or by a selector that is not a name. */
function admits(policy: KubeObject, senders: readonly string[]): boolean {
  return records(at(policy, ['spec', 'ingress'])).some(({ from }) => {
    if (!Array.isArray(from) || from.length === 0) return true;
    return records(from).some(({ namespaceSelector, ipBlock }) => {
      if (ipBlock !== undefined) return true;
      if (!isRecord(namespaceSelector)) return false;
      const names = namesIn(namespaceSelector);
      if (names === undefined) return !isNeighbor(namespaceSelector);
      return names.some((name) => senders.includes(name) || !isElsewhere(name));
    });
  });
}

/** Namespaces that a selector names; undefined if it selects by other labels. */
function namesIn(selector: Record<string, unknown>): string[] | undefined {
  const label = at(selector, ['matchLabels', NAME]);
  if (typeof label === 'string') return [label];
  const expression = records(selector.matchExpressions).find(({ key }) => key === NAME);
  return expression?.operator === 'In' ? strings(expression.values) : undefined;
}

const NAME = 'kubernetes.io/metadata.name';

/** Whether a selector is for the apps of this repository. */
function isNeighbor(selector: Record<string, unknown>): boolean {
  return at(selector, ['matchLabels', 'app.kubernetes.io/part-of']) !== undefined;
}

/** Whether a namespace is known to be that of something else. */
function isElsewhere(namespace: string): boolean {
  return namespace === 'monitoring' || isControllerNamespace(namespace);
}
