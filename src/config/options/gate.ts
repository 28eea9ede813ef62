/**
 * Check that a release must pass in an environment before it moves to the next one.
 *
 * Gates run after a release, and after a promotion, rollback or unpin that you start on GitHub. They hold back images
 * only: configuration reaches every environment that tracks the branch at merge.
 *
 * Gates cannot be combined with `delivery.releases: 'pull-request'` or with manual sync.
 */
export interface GateOptions {
  /**
   * What the gate checks: `health`, `tests` or `none`.
   *
   * `health` waits until Argo CD has synced the release and reports it healthy; set `argocd.address` and the secret
   * `ARGOCD_AUTH_TOKEN`. `tests` waits until the app responds with the released version, then runs the platform tests
   * against it. `none` turns off a gate that a farther level sets.
   *
   * @default "none"
   * @example 'health'
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
   */
  readonly check?: string;

  /**
   * Address of the app for `tests`.
   *
   * The workflow must be able to reach it.
   *
   * @default - https:// and the first host of ingress or httpRoute
   * @example 'https://shop.dev.acme.example'
   */
  readonly address?: string;

  /**
   * Minutes until a release that has not passed the gate fails, from 1 to 180.
   *
   * It must be long enough for the startup probes.
   *
   * @default - 15, or more if the probes allow the rollout more time
   */
  readonly timeoutMinutes?: number;
}
