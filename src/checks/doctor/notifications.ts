import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { count, listed, visible } from '../../common/printed';
import type { Environment } from '../../config/model';

/** How Argo CD's notifications are set up. */
export interface NotificationFacts {
  /** Number of ready pods of the controller; null without a controller. */
  readonly controller: Asked<number | null>;
  /** Null without the ConfigMap. */
  readonly config: Asked<NotificationConfig | null>;
}

export interface NotificationConfig {
  readonly services: readonly string[];
  readonly triggers: readonly string[];
  /** Triggers without `oncePer`, which can send the same message again. */
  readonly repeating: readonly string[];
}

const WHO = 'platform team';
const CONFIG = 'argocd-notifications-cm';
const CATALOG = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/catalog/';

/** Checks that Argo CD has what the Applications subscribe to. It can't check tokens and recipients. */
export function notificationChecks(
  asked: Asked<NotificationFacts>,
  environments: readonly Pick<Environment, 'subscriptions'>[],
  namespace: string,
): Check[] {
  const subscriptions = environments.flatMap((environment) => environment.subscriptions);
  if (subscriptions.length === 0) return [];
  const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
  const config = isAnswered(asked) ? asked.answer.config : asked;
  return [
    controllerCheck(isAnswered(asked) ? asked.answer.controller : asked, namespace),
    triggersCheck(config, unique(subscriptions.map(({ trigger }) => trigger)), namespace),
    servicesCheck(config, unique(subscriptions.map(({ service }) => service)), namespace),
  ];
}

function controllerCheck(asked: Asked<number | null>, namespace: string): Check {
  const title = "Argo CD's notifications controller runs";
  const subject = { id: 'argocd.notifications.controller', group: 'argocd', title } as const;
  const look = `kubectl --namespace ${namespace} get deployment --selector ${CONTROLLER_LABEL}`;
  if (!isAnswered(asked)) return notChecked(subject, asked.why, WHO, look);
  const { answer } = asked;
  if (answer === null) {
    return failed(subject, `not found in namespace ${namespace}`, WHO, 'install it: it is part of Argo CD');
  }
  if (answer === 0) return failed(subject, 'none of its pods is ready', WHO, look);
  return ok(subject, count(answer, 'ready pod'));
}

/** Selects the controller, however it was installed. */
export const CONTROLLER_LABEL = 'app.kubernetes.io/name=argocd-notifications-controller';

function triggersCheck(config: Asked<NotificationConfig | null>, wanted: readonly string[], namespace: string): Check {
  const title = 'Argo CD has the triggers that notifications use';
  const subject = { id: 'argocd.notifications.triggers', group: 'argocd', title } as const;
  const known = knownIn(config, namespace);
  if (known.why !== undefined) return unknown(subject, known, namespace);
  const missing = wanted.filter((name) => !known.answer.triggers.includes(name));
  if (missing.length > 0) {
    const keys = listed(missing.map((name) => `trigger.${name}`));
    return failed(subject, `no ${keys} in ${CONFIG}`, WHO, `add ${keys}; the catalog has the usual ones: ${CATALOG}`);
  }
  const repeating = wanted.filter((name) => known.answer.repeating.includes(name));
  const may = repeating.length === 0 ? '' : `; without oncePer, ${listed(repeating)} may send a message more than once`;
  return ok(subject, `${visible(listed(wanted))}${may}`);
}

function servicesCheck(config: Asked<NotificationConfig | null>, wanted: readonly string[], namespace: string): Check {
  const title = 'Argo CD has the services that notifications use';
  const subject = { id: 'argocd.notifications.services', group: 'argocd', title } as const;
  const known = knownIn(config, namespace);
  if (known.why !== undefined) return unknown(subject, known, namespace);
  const missing = wanted.filter((name) => !known.answer.services.includes(name));
  if (missing.length === 0) return ok(subject, visible(listed(wanted)));
  const has = known.answer.services.length === 0 ? 'it has none' : `it has ${visible(listed(known.answer.services))}`;
  const fix = `add it, with its token in argocd-notifications-secret, or change notifications in .projenrc.ts`;
  return failed(subject, `no service ${listed(missing)} in ${CONFIG}: ${has}`, WHO, fix);
}

type Known =
  | { readonly answer: NotificationConfig; readonly why?: undefined }
  | { readonly why: string; readonly isMissing: boolean };

function knownIn(config: Asked<NotificationConfig | null>, namespace: string): Known {
  if (!isAnswered(config)) return { why: config.why, isMissing: false };
  if (config.answer === null) return { why: `no ConfigMap ${CONFIG} in namespace ${namespace}`, isMissing: true };
  return { answer: config.answer };
}

function unknown(
  subject: Parameters<typeof failed>[0],
  { why, isMissing }: { readonly why: string; readonly isMissing: boolean },
  namespace: string,
): Check {
  if (isMissing) return failed(subject, why, WHO, 'install it: it is part of Argo CD');
  return notChecked(subject, why, WHO, `kubectl --namespace ${namespace} get configmap ${CONFIG} --output yaml`);
}
