import { answeredBody } from './body';
import type { Ran } from './run';
import type { NotificationConfig, NotificationFacts } from '../../checks/doctor/notifications';
import { CONTROLLER_LABEL } from '../../checks/doctor/notifications';
import { compare } from '../../common/order';
import { isRecord, records } from '../../common/records';

/**
 * Reads how Argo CD's notifications are set up, from the namespace of Argo CD. Never reads a Secret.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/
 */
export async function probeNotifications(
  get: (path: string) => Promise<Ran>,
  namespace: string,
): Promise<NotificationFacts> {
  const [controllers, config] = await Promise.all([
    get(`/apis/apps/v1/namespaces/${namespace}/deployments?labelSelector=${encodeURIComponent(CONTROLLER_LABEL)}`),
    get(`/api/v1/namespaces/${namespace}/configmaps/argocd-notifications-cm`),
  ]);
  return { controller: readControllers(controllers), config: readConfig(config) };
}

function readControllers(ran: Ran): NotificationFacts['controller'] {
  const body = answeredBody(ran);
  if (body.why !== undefined) return body;
  const found = records(body.answer.items);
  if (found.length === 0) return { answer: null };
  const ready = found.map(({ status }) => (isRecord(status) ? Number(status.readyReplicas ?? 0) : 0));
  return { answer: ready.reduce((sum, one) => sum + one, 0) };
}

/** Reads only names. A service without a name is known by its type. */
function readConfig(ran: Ran): NotificationFacts['config'] {
  if (ran.kind === 'ended' && ran.status !== 0 && /"argocd-notifications-cm" not found/.test(ran.stderr)) {
    return { answer: null };
  }
  const body = answeredBody(ran);
  if (body.why !== undefined) return body;
  const { data } = body.answer;
  const entries = Object.entries(isRecord(data) ? data : {});
  const triggers = entries.flatMap(([key, text]) => {
    const name = /^trigger\.(.+)$/.exec(key)?.[1];
    return name === undefined ? [] : [{ name, isOnce: typeof text === 'string' && /\boncePer\b/.test(text) }];
  });
  const answer: NotificationConfig = {
    services: entries.flatMap(([key]) => /^service\.(?:[^.]+\.)?([^.]+)$/.exec(key)?.[1] ?? []).sort(compare),
    triggers: triggers.map(({ name }) => name).sort(compare),
    repeating: triggers.filter(({ isOnce }) => !isOnce).map(({ name }) => name),
  };
  return { answer };
}
