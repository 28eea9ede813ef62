import type { Asked, Check, CheckSubject } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import type { PrometheusFacts, Rules } from './rule-selection';
import { description, selectionOf } from './rule-selection';
import { listed, visible } from '../../common/printed';
import { ruleLabels } from '../../config/labels';
import type { Repository } from '../../config/model';
import { hasObservability, hasRules, isScraped, stackName } from '../../config/model';

/** The API group of the Prometheus operator. */
export const MONITORING_GROUP = 'monitoring.coreos.com';

/** What the rules and dashboards need in the cluster of Argo CD. */
export interface WantedObservability {
  /** Namespace of Prometheus. */
  readonly namespace: string;
  /** Kinds of the Prometheus operator that this repository deploys. */
  readonly kinds: readonly string[];
  /** The rules that the operator reads. */
  readonly rules: readonly Rules[];
  /** The Application that installs Prometheus, if this repository does. */
  readonly stack?: Stack;
}

interface Stack {
  readonly name: string;
  /** Namespace of Argo CD. */
  readonly namespace: string;
}

export interface ObservabilityFacts {
  /** Labels of the namespace of Prometheus; null without it. */
  readonly namespace: Asked<Readonly<Record<string, unknown>> | null>;
  /** Kinds of the Prometheus operator that the cluster knows. */
  readonly kinds: Asked<readonly string[]>;
  readonly prometheuses: Asked<readonly PrometheusFacts[]>;
}

const WHO = 'platform team';

/** What to look for; undefined where no Application deploys rules or dashboards. */
export function wantedObservability(repository: Repository): WantedObservability | undefined {
  const { apps, argocd, observability, serviceMonitor } = repository;
  if (!hasObservability(repository) || observability.applications.length === 0) return undefined;
  const isRead = hasRules(repository) && observability.rules === 'operator';
  return {
    namespace: observability.namespace,
    kinds: [
      ...(isRead ? ['PrometheusRule'] : []),
      ...(serviceMonitor !== undefined && apps.some(isScraped) ? ['ServiceMonitor'] : []),
    ],
    rules: isRead ? apps.map((app) => ({ app: app.name, labels: ruleLabels(repository, app) })) : [],
    stack: observability.install ? { name: stackName(repository), namespace: argocd.namespace } : undefined,
  };
}

/** Checks that Argo CD can deploy the rules and dashboards, and that Prometheus reads the rules. */
export function observabilityChecks(
  asked: Asked<ObservabilityFacts>,
  wanted: WantedObservability | undefined,
): Check[] {
  if (wanted === undefined) return [];
  const facts = isAnswered(asked) ? asked.answer : { namespace: asked, kinds: asked, prometheuses: asked };
  const { kinds } = facts;
  // Without the kind, there are no rules to select.
  const isSelectable = !isAnswered(kinds) || kinds.answer.includes('PrometheusRule');
  return [
    ...(wanted.stack === undefined ? [namespaceCheck(facts.namespace, wanted)] : []),
    ...(wanted.kinds.length > 0 ? [kindsCheck(kinds, wanted)] : []),
    ...(wanted.rules.length > 0 && isSelectable ? [selectedCheck(facts.prometheuses, facts.namespace, wanted)] : []),
  ];
}

function namespaceCheck(asked: ObservabilityFacts['namespace'], { namespace }: WantedObservability): Check {
  const title = 'the namespace of Prometheus exists';
  const subject = { id: 'cluster.observability.namespace', group: 'cluster', title } as const;
  if (!isAnswered(asked)) return notChecked(subject, asked.why, WHO, `kubectl get namespace ${namespace}`);
  if (asked.answer !== null) return ok(subject, namespace);
  const fix = `set observability.namespace in .projenrc.ts to where Prometheus is, or: kubectl create namespace ${namespace}`;
  return failed(subject, `${namespace} not found`, WHO, fix);
}

/** What to do without a kind, besides installing it. */
const INSTEAD: Readonly<Record<string, string>> = {
  PrometheusRule: "set observability.rules to 'config-map'",
  ServiceMonitor: 'remove serviceMonitor',
};

function kindsCheck(asked: ObservabilityFacts['kinds'], { kinds, stack }: WantedObservability): Check {
  const title = 'the cluster has the kinds of the Prometheus operator';
  const subject = { id: 'cluster.observability.kinds', group: 'cluster', title } as const;
  if (!isAnswered(asked)) {
    return notChecked(subject, asked.why, WHO, `kubectl api-resources --api-group ${MONITORING_GROUP}`);
  }
  const missing = kinds.filter((kind) => !asked.answer.includes(kind));
  if (missing.length === 0) return ok(subject, kinds.join(', '));
  const detail = `no ${missing.join(', ')}`;
  if (stack !== undefined) return notInstalled(subject, detail, stack);
  const instead = missing.map((kind) => INSTEAD[kind]).join(' and ');
  return failed(subject, detail, WHO, `install the Prometheus operator, or ${instead} in .projenrc.ts`);
}

/** The first deployment installs it, so nothing is wrong until then. */
function notInstalled(subject: CheckSubject, detail: string, { name, namespace }: Stack): Check {
  const look = `kubectl --namespace ${namespace} get application ${name}`;
  return notChecked(subject, `${detail} until ${name} is deployed`, WHO, look);
}

const LOOK =
  'kubectl get prometheus --all-namespaces --output custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,' +
  'RULES:.spec.ruleSelector,NAMESPACES:.spec.ruleNamespaceSelector';

function selectedCheck(
  asked: ObservabilityFacts['prometheuses'],
  place: ObservabilityFacts['namespace'],
  { namespace, rules, stack }: WantedObservability,
): Check {
  const title = 'Prometheus selects the rules';
  const subject = { id: 'cluster.observability.rules', group: 'cluster', title } as const;
  if (!isAnswered(asked)) return notChecked(subject, asked.why, WHO, LOOK);
  if (asked.answer.length === 0) {
    if (stack !== undefined) return notInstalled(subject, 'no Prometheus', stack);
    return failed(subject, 'no object of the kind Prometheus', WHO, 'create one, which selects them');
  }
  const labels = isAnswered(place) ? (place.answer ?? undefined) : undefined;
  const { by, unselected, unknown, isByLabels } = selectionOf(asked.answer, rules, { name: namespace, labels });
  if (unselected.length > 0) {
    const detail = visible(`not those of ${listed(unselected)}: ${listed(asked.answer.map(description))}`);
    return isByLabels
      ? failed(subject, detail, 'you', 'set observability.labels in .projenrc.ts to labels that it selects')
      : failed(subject, detail, WHO, `change its ruleSelector or ruleNamespaceSelector: ${LOOK}`);
  }
  if (unknown.length > 0) {
    const why = isAnswered(place) ? 'not found' : place.why;
    const look = `kubectl get namespace ${namespace} --show-labels`;
    return notChecked(subject, `it depends on the labels of namespace ${namespace}: ${why}`, WHO, look);
  }
  return ok(subject, visible(listed(by)));
}
