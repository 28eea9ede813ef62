/**
 * How the workflow logs in to the registry and pushes releases.
 *
 * Options name secrets only; store their values as GitHub secrets.
 *
 * @see https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions
 */
export interface DeliveryOptions {
  /**
   * Credentials that push releases: `token` (the workflow's token), `github-app` or `deploy-key`.
   *
   * Branch protection can allow a GitHub App or a deploy key to push, but not a workflow. The app needs permission to
   * write contents; store its client id in the variable `RELEASE_APP_CLIENT_ID` and its private key in the secret
   * `RELEASE_APP_PRIVATE_KEY`. The deploy key needs write access; store its private key, without a passphrase, in the
   * secret `RELEASE_DEPLOY_KEY`.
   *
   * @default "token"
   * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/about-authentication-with-a-github-app
   * @see https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys#deploy-keys
   */
  readonly credentials?: string;

  /**
   * How releases reach a branch: `push` commits to it, `pull-request` opens a pull request.
   *
   * Use `pull-request` if the branch requires pull requests. The same commands then commit to
   * `release/<app>/<environment>/<branch>` and keep one pull request open and up to date for each of these branches,
   * through the GitHub API. The environment changes when you merge.
   *
   * Pull requests opened with the workflow's token start no workflows. If the branch requires checks, set `credentials`
   * to `github-app`; the app then also needs permission to write pull requests. With `token`, the repository must allow
   * Actions to create pull requests. `pull-request` cannot be combined with `deploy-key`, or with a `gate`.
   *
   * @default "push"
   * @example 'pull-request'
   * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
   */
  readonly releases?: string;

  /**
   * What the workflow does if a release or its gate fails: `issue` or `none`.
   *
   * With `issue`, it opens one GitHub issue for each app and environment, updates it while releases keep failing, and
   * closes it after the next one that passes. The issue mentions the teams and people in `codeOwners`. Pull requests and
   * merge queues aren't reported. After a promotion or rollback by hand, only the gate counts.
   *
   * Only a separate job may write issues. Issues must be enabled in the repository.
   *
   * @default "none"
   * @example 'issue'
   * @see https://docs.github.com/en/issues/tracking-your-work-with-issues/learning-about-issues/about-issues
   */
  readonly onFailure?: string;

  /**
   * How the workflow logs in to the registry: `password`, `github-token`, `aws` or `google`.
   *
   * `password` uses the secrets `DOCKER_USERNAME` and `DOCKER_PASSWORD`; `github-token` uses the workflow's token
   * (ghcr.io only). `aws` and `google` need no secret: the cloud trusts the OIDC token of the run.
   *
   * @default - depends on the registry: github-token for ghcr.io, aws for Amazon ECR, google for Artifact Registry,
   * otherwise password
   * @see https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect
   */
  readonly registryLogin?: string;

  /**
   * ARN of the AWS role that may push images, for the `aws` login.
   *
   * The role should trust only runs of this repository in the environment `registry`.
   *
   * @default - none
   * @example 'arn:aws:iam::123456789012:role/push-images'
   * @see https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services
   */
  readonly awsRole?: string;

  /**
   * Google Cloud workload identity provider, for the `google` login.
   *
   * @default - none
   * @example 'projects/123456789/locations/global/workloadIdentityPools/github/providers/acme'
   * @see https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
   */
  readonly googleIdentityProvider?: string;

  /**
   * Google Cloud service account that may push images, for the `google` login.
   *
   * @default - none
   * @example 'push-images@acme-prod.iam.gserviceaccount.com'
   * @see https://cloud.google.com/iam/docs/service-account-overview
   */
  readonly googleServiceAccount?: string;

  /**
   * Name of the secret that holds the token of a private npm registry.
   *
   * The workflow passes it to the package manager as `NODE_AUTH_TOKEN`. Commit an `.npmrc` that names the registry and
   * that variable, without a token.
   *
   * @default - none: the npm packages are public
   * @example 'NPM_TOKEN'
   * @see https://docs.npmjs.com/using-private-packages-in-a-ci-cd-workflow
   */
  readonly npmTokenSecret?: string;

  /**
   * Name of the secret that holds a netrc file for the private package index that tests install from.
   *
   * The image build uses the app's `buildSecrets`, which may name the same secret.
   *
   * @default - none: the package index requires no credentials
   * @example 'PIP_NETRC'
   * @see https://pip.pypa.io/en/stable/topics/authentication/#netrc-support
   */
  readonly packageIndexSecret?: string;
}
