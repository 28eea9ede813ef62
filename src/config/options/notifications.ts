/**
 * Who gets Argo CD's messages about the Applications of this repository.
 *
 * Annotations of each Application subscribe recipients to triggers. A service is a notification service of Argo CD: its
 * type, such as `slack`, `teams`, `email`, or `pagerdutyv2`, or the name of a webhook. Recipients are what the service
 * expects: channels, addresses, or names. A webhook has none: write `[]`.
 *
 * The platform team sets up triggers, templates, services, and their tokens. `make doctor ARGS=--cluster` checks that Argo
 * CD has the triggers and services that you use.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/subscriptions/
 */
export interface NotificationsOptions {
  /**
   * Recipients of messages about failed syncs and degraded apps, by service.
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
   * Recipients of messages about deployments, by service: an app is synced and healthy with another commit.
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
   * Use any trigger that the platform team set up. A repository can't add triggers: they are entries of the ConfigMap
   * `argocd-notifications-cm`, which all repositories share.
   *
   * @default - none
   * @example { 'on-sync-status-unknown': { slack: ['shop-alerts'] } }
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/triggers/
   */
  readonly triggers?: Record<string, Record<string, string[]>>;
}
