/**
 * Who gets Argo CD's messages about the Applications of this repository.
 *
 * Each Application gets annotations that subscribe recipients to triggers. A service is the name of a notification service
 * as in Argo CD: its type, such as `slack`, `teams`, `email`, or `pagerdutyv2`, or the name of a webhook. Recipients are what
 * the service expects: channels, addresses, or names. A webhook has none: write `[]`.
 *
 * The platform team installs triggers, templates, and services, and stores their tokens. `make doctor ARGS=--cluster` checks
 * that Argo CD knows what you use.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/subscriptions/
 */
export interface NotificationsOptions {
  /**
   * Who hears of failures, by service: a sync that failed, or an app that is degraded.
   *
   * Subscribes to the triggers `on-sync-failed` and `on-health-degraded` of Argo CD's catalog. `{}` subscribes no one, for
   * example in one environment.
   *
   * @default - no one
   * @example { slack: ['shop-alerts'], email: ['shop@acme.example'] }
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/catalog/
   */
  readonly failed?: Record<string, string[]>;

  /**
   * Who hears of deployments, by service: an app is synced and healthy with another commit.
   *
   * Subscribes to the trigger `on-deployed` of Argo CD's catalog.
   *
   * @default - no one
   * @example { slack: ['shop-releases'] }
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/catalog/
   */
  readonly deployed?: Record<string, string[]>;

  /**
   * Recipients of other triggers, by the name of the trigger and then by service.
   *
   * The triggers are those that the platform team installed, also its own ones. A repository can't bring triggers: they are
   * entries of the ConfigMap `argocd-notifications-cm`, which all repositories share.
   *
   * @default - none
   * @example { 'on-sync-status-unknown': { slack: ['shop-alerts'] } }
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/triggers/
   */
  readonly triggers?: Record<string, Record<string, string[]>>;
}
