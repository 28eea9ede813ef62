/** A release of a GitHub Action. */
export interface ActionPin {
  /** The commit that the workflows use: a tag can move, a commit cannot. */
  readonly commit: string;
  /** The tag of that commit, which workflows show in a comment. */
  readonly version: string;
}

/**
 * All actions of the generated workflows. Templates name actions without a commit; rendering adds it from this table,
 * so all workflows use the same one.
 *
 * To update a pin: read what changed between the two releases, get the commit of the tag from
 * `git ls-remote https://github.com/OWNER/NAME 'refs/tags/VERSION*'` (for an annotated tag, the line that ends in
 * `^{}`), write both here, and regenerate the golden trees. Repositories get it with the next upgrade of the library.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
 */
export const ACTIONS: Readonly<Record<string, ActionPin>> = {
  'actions/cache': { commit: '55cc8345863c7cc4c66a329aec7e433d2d1c52a9', version: 'v6.1.0' },
  'actions/checkout': { commit: '3d3c42e5aac5ba805825da76410c181273ba90b1', version: 'v7.0.1' },
  'actions/create-github-app-token': { commit: '1b10c78c7865c340bc4f6099eb2f838309f1e8c3', version: 'v3.1.1' },
  'actions/setup-node': { commit: '820762786026740c76f36085b0efc47a31fe5020', version: 'v7.0.0' },
  'actions/setup-python': { commit: '5fda3b95a4ea91299a34e894583c3862153e4b97', version: 'v7.0.0' },
  'aws-actions/amazon-ecr-login': { commit: '03f1aad4c6c7ffd436567f42f9384779290529bd', version: 'v2.1.7' },
  'aws-actions/configure-aws-credentials': { commit: 'e6de054238d6b7531b4efff3b6587d9aade6a06c', version: 'v6.2.3' },
  'docker/build-push-action': { commit: '53b7df96c91f9c12dcc8a07bcb9ccacbed38856a', version: 'v7.3.0' },
  'docker/login-action': { commit: '4907a6ddec9925e35a0a9e82d7399ccc52663121', version: 'v4.1.0' },
  'docker/setup-buildx-action': { commit: '37fe631027851001ddb9b187196cc803df7f5f0e', version: 'v4.3.0' },
  'google-github-actions/auth': { commit: '7c6bc770dae815cd3e89ee6cdf493a5fab2cc093', version: 'v3.0.0' },
};
