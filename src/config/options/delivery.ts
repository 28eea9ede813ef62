/**
 * How images and releases leave the workflow: what it logs in to the registry with, and who pushes releases.
 *
 * Secrets are named here and never written: their values are secrets of GitHub.
 *
 * @see https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions
 */
export interface DeliveryOptions {
  /**
   * Who pushes releases: `token` is the workflow's own token, `github-app` an app and `deploy-key` a key of yours.
   *
   * A rule that protects a branch can let an app or a deploy key push where it lets no workflow. The app needs the right
   * to write contents: its client id is the variable `RELEASE_APP_CLIENT_ID`, its private key the secret
   * `RELEASE_APP_PRIVATE_KEY`. The deploy key needs write access: the secret `RELEASE_DEPLOY_KEY` is its private half, an
   * SSH key without a passphrase.
   *
   * @default "token"
   * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/about-authentication-with-a-github-app
   * @see https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys#deploy-keys
   */
  readonly credentials?: string;

  /**
   * How releases reach a branch: `push` commits on it, `pull-request` opens a pull request against it.
   *
   * A branch that asks for pull requests takes no push. With `pull-request` the same commands put their commit on the
   * branch `release/<app>/<environment>/<branch>`, and keep one pull request for each of these open and up to date,
   * through the API of GitHub. Nothing moves before it is merged.
   *
   * A pull request that is opened with the workflow's own token starts no workflow. Where the branch asks for checks,
   * set `credentials` to `github-app`: then the app needs the right to write pull requests, too. With `token` the
   * repository has to let Actions create pull requests. A deploy key opens none, and no environment can have a `gate`.
   *
   * @default "push"
   * @example 'pull-request'
   * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
   */
  readonly releases?: string;

  /**
   * How the workflow logs in to the registry: `password`, `github-token`, `aws` or `google`.
   *
   * `password` takes the secrets `DOCKER_USERNAME` and `DOCKER_PASSWORD`, `github-token` the workflow's own token (ghcr.io
   * only). `aws` and `google` need no secret: the cloud trusts the token of the run (OIDC).
   *
   * @default - by the registry's host: github-token for ghcr.io, aws for Amazon ECR, google for Artifact Registry, else password
   * @see https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect
   */
  readonly registryLogin?: string;

  /**
   * ARN of the role in AWS that may push images, where the workflow logs in with `aws`.
   *
   * Let it trust only runs of this repository in the environment `registry`.
   *
   * @default - none
   * @example 'arn:aws:iam::123456789012:role/push-images'
   * @see https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
   */
  readonly awsRole?: string;

  /**
   * Workload identity provider in Google Cloud, where the workflow logs in with `google`.
   *
   * @default - none
   * @example 'projects/123456789/locations/global/workloadIdentityPools/github/providers/acme'
   * @see https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
   */
  readonly googleIdentityProvider?: string;

  /**
   * Service account in Google Cloud that may push images, where the workflow logs in with `google`.
   *
   * @default - none
   * @example 'push-images@acme-prod.iam.gserviceaccount.com'
   * @see https://cloud.google.com/iam/docs/service-account-overview
   */
  readonly googleServiceAccount?: string;

  /**
   * Name of the secret with the token of a private npm registry.
   *
   * The workflow gives it to the installation of the npm packages, as the variable `NODE_AUTH_TOKEN`. Your own `.npmrc`
   * names the registry and that variable, and is committed without a token.
   *
   * @default - none: the npm packages are public
   * @example 'NPM_TOKEN'
   * @see https://docs.npmjs.com/using-private-packages-in-a-ci-cd-workflow
   */
  readonly npmTokenSecret?: string;

  /**
   * Name of the secret with a netrc file for a private package index, which the tests install from.
   *
   * What the image build reads is `buildSecrets` of an app; it may be the same secret.
   *
   * @default - none: the package index asks for no credentials
   * @example 'PIP_NETRC'
   * @see https://pip.pypa.io/en/stable/topics/authentication/#netrc-support
   */
  readonly packageIndexSecret?: string;
}
