/**
 * What a release has to show in an environment before it goes on to the next one.
 *
 * A gate waits after a release, and after a promotion, a rollback or an unpin that was started on GitHub. It holds back
 * images: configuration reaches every environment that tracks the branch at the merge.
 *
 * Only what moves by itself can be waited for: there are no gates where `delivery.releases` is `pull-request`, nor where a
 * person starts each sync.
 */
export interface GateOptions {
  /**
   * What is waited for: `health`, `tests` or `none`.
   *
   * `health` asks Argo CD, at the `address` of `argocd` and with the secret `ARGOCD_AUTH_TOKEN`, until it has synced this
   * very release and finds it healthy. `tests` waits until the app answers with the version that was released, and then
   * runs the tests of the platform against it. `none` takes back what is said farther away.
   *
   * @default "none"
   * @example 'health'
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
   */
  readonly check?: string;

  /**
   * Address of the app for `tests`, which the workflow can reach.
   *
   * @default - https:// and the first host of its ingress or httpRoute
   * @example 'https://shop.dev.acme.example'
   */
  readonly address?: string;

  /**
   * Minutes until a release that does not show it has failed, from 1 to 180.
   *
   * @default 15
   */
  readonly timeoutMinutes?: number;
}
