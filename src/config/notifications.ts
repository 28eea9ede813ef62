import { ENVIRONMENT } from './definitions/environment';
import { inherited } from './levels';
import type { Level } from './levels';
import type { Subscription } from './model';
import type { NotificationsOptions, PythonGitOpsAppOptions } from './options';
import { compare } from '../common/order';

/** Triggers of Argo CD's catalog that each option subscribes to. */
const CATALOG = {
  failed: ['on-sync-failed', 'on-health-degraded'],
  deployed: ['on-deployed'],
} as const;

/** The subscriptions of the Applications in an environment, in a stable order. */
export function resolveSubscriptions(options: PythonGitOpsAppOptions, environment: string): Subscription[] {
  const { failed = {}, deployed = {}, triggers = {} } = notificationsIn(options, environment) ?? {};
  const found = new Map<string, Subscription>();
  const subscribe = (trigger: string, services: Readonly<Record<string, readonly string[]>>): void => {
    for (const [service, recipients] of Object.entries(services)) {
      const key = `${trigger}.${service}`;
      const known = found.get(key)?.recipients ?? [];
      found.set(key, { trigger, service, recipients: [...new Set([...known, ...recipients])] });
    }
  };
  for (const trigger of CATALOG.failed) subscribe(trigger, failed);
  for (const trigger of CATALOG.deployed) subscribe(trigger, deployed);
  for (const [trigger, services] of Object.entries(triggers)) subscribe(trigger, services);
  return [...found.entries()].sort(([one], [other]) => compare(one, other)).map(([, subscription]) => subscription);
}

/** The options of an environment: the nearest level wins, and the repository is nearer than the organization. */
function notificationsIn(options: PythonGitOpsAppOptions, environment: string): NotificationsOptions | undefined {
  const { organization } = options;
  // The organization's argocd applies only to a repository without its own.
  const shared = options.argocd === undefined ? organization?.argocd : undefined;
  const levels: Level<{ readonly notifications?: NotificationsOptions }>[] = [
    { path: 'organization.argocd', options: shared ?? {} },
    { path: 'organization.environments', options: organization?.environments?.[environment] ?? {} },
    { path: 'argocd', options: options.argocd ?? {} },
    { path: 'environments', options: options.environments?.[environment] ?? {} },
  ];
  return inherited(ENVIRONMENT, levels, 'notifications');
}
