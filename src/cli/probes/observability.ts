import { answeredBody } from './body';
import type { Ran } from './run';
import type { ObservabilityFacts, WantedObservability } from '../../checks/doctor/observability';
import { MONITORING_GROUP } from '../../checks/doctor/observability';
import type { PrometheusFacts } from '../../checks/doctor/rule-selection';
import { isRecord, records } from '../../common/records';

/** Every user may read which kinds the cluster knows. */
const KINDS = `/apis/${MONITORING_GROUP}/v1`;

/**
 * Gets what the rules and dashboards need from the cluster of Argo CD: only what the checks look at.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/
 */
export async function probeObservability(
  get: (path: string) => Promise<Ran>,
  { namespace, kinds, rules }: WantedObservability,
): Promise<ObservabilityFacts> {
  const [place, discovery, list] = await Promise.all([
    get(`/api/v1/namespaces/${namespace}`),
    kinds.length === 0 ? undefined : get(KINDS),
    rules.length === 0 ? undefined : get(`${KINDS}/prometheuses`),
  ]);
  return {
    namespace: readNamespace(place, namespace),
    kinds: discovery === undefined ? { answer: [] } : readKinds(discovery),
    prometheuses: list === undefined ? { answer: [] } : readPrometheuses(list),
  };
}

function readNamespace(ran: Ran, namespace: string): ObservabilityFacts['namespace'] {
  if (isRefused(ran, `namespaces "${namespace}" not found`)) return { answer: null };
  const body = answeredBody(ran);
  if (body.why !== undefined) return body;
  return { answer: recordIn(recordIn(body.answer, 'metadata'), 'labels') ?? {} };
}

function readKinds(ran: Ran): ObservabilityFacts['kinds'] {
  if (isRefused(ran, UNKNOWN)) return { answer: [] };
  const body = answeredBody(ran);
  if (body.why !== undefined) return body;
  return { answer: records(body.answer.resources).map(({ kind }) => String(kind)) };
}

function readPrometheuses(ran: Ran): ObservabilityFacts['prometheuses'] {
  if (isRefused(ran, UNKNOWN)) return { answer: [] };
  const body = answeredBody(ran);
  if (body.why !== undefined) return body;
  return { answer: records(body.answer.items).map(readPrometheus) };
}

function readPrometheus({ metadata, spec }: Record<string, unknown>): PrometheusFacts {
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  return {
    name: String(name),
    namespace: String(namespace),
    ruleSelector: recordIn(spec, 'ruleSelector'),
    ruleNamespaceSelector: recordIn(spec, 'ruleNamespaceSelector'),
  };
}

/** What kubectl prints about a group or a kind that the cluster does not have. */
const UNKNOWN = 'could not find the requested resource';

function isRefused(ran: Ran, message: string): boolean {
  return ran.kind === 'ended' && ran.status !== 0 && ran.stderr.includes(message);
}

function recordIn(value: unknown, key: string): Record<string, unknown> | undefined {
  const found = isRecord(value) ? value[key] : undefined;
  return isRecord(found) ? found : undefined;
}
