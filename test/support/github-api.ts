import type { Reply } from './stand-ins';

/** Bodies of GitHub's API by the end of the path, in the shape that its documentation shows. */
export type Bodies = Readonly<Record<string, object>>;

/**
 * A repository in which everything is in order: its owner reads it by `gh api`.
 *
 * @see https://docs.github.com/en/rest/repos/repos#get-a-repository
 * @see https://docs.github.com/en/rest/actions/permissions#get-github-actions-permissions-for-a-repository
 * @see https://docs.github.com/en/rest/actions/secrets#list-environment-secrets
 * @see https://docs.github.com/en/rest/deployments/environments#list-environments
 */
export const IN_ORDER: Bodies = {
  '': {
    id: 1296269,
    name: 'shop',
    full_name: 'acme/shop',
    private: true,
    archived: false,
    has_issues: true,
    default_branch: 'main',
    permissions: { admin: true, push: true, pull: true },
  },
  '/actions/permissions': { enabled: true, allowed_actions: 'all' },
  '/environments?per_page=100': {
    total_count: 2,
    environments: [
      {
        id: 161088068,
        name: 'registry',
        protection_rules: [{ id: 3730, type: 'branch_policy' }],
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      },
      {
        id: 161088069,
        name: 'prod',
        protection_rules: [
          { id: 3736, type: 'wait_timer', wait_timer: 30 },
          {
            id: 3755,
            type: 'required_reviewers',
            prevent_self_review: false,
            reviewers: [
              { type: 'User', reviewer: { login: 'octocat', id: 1 } },
              { type: 'Team', reviewer: { id: 1, name: 'Platform', slug: 'platform' } },
            ],
          },
        ],
        deployment_branch_policy: null,
      },
    ],
  },
  '/environments/registry/secrets?per_page=100': {
    total_count: 2,
    secrets: [
      { name: 'DOCKER_PASSWORD', created_at: '2026-01-10T14:59:22Z', updated_at: '2026-01-11T11:59:22Z' },
      { name: 'DOCKER_USERNAME', created_at: '2026-01-10T14:59:22Z', updated_at: '2026-01-11T11:59:22Z' },
    ],
  },
  '/actions/secrets?per_page=100': { total_count: 0, secrets: [] },
  '/actions/organization-secrets?per_page=100': { total_count: 0, secrets: [] },
  '/branches/main': { name: 'main', commit: { sha: 'c'.repeat(40) }, protected: false },
  '/rules/branches/main?per_page=100': [],
};

/** A protected branch, as an administrator sees it. @see https://docs.github.com/en/rest/branches/branch-protection */
export const PROTECTION = {
  required_pull_request_reviews: {
    dismiss_stale_reviews: true,
    require_code_owner_reviews: true,
    required_approving_review_count: 2,
    bypass_pull_request_allowances: { users: [], teams: [], apps: [] },
  },
  enforce_admins: { enabled: true },
  required_linear_history: { enabled: true },
  required_signatures: { enabled: false },
  lock_branch: { enabled: false },
};

/** A ruleset on main, and who passes by it. @see https://docs.github.com/en/rest/repos/rules */
export const RULES = [
  { type: 'deletion', ruleset_source_type: 'Organization', ruleset_source: 'acme', ruleset_id: 42 },
  {
    type: 'pull_request',
    ruleset_source_type: 'Organization',
    ruleset_source: 'acme',
    ruleset_id: 42,
    parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
  },
];

/**
 * What releases are pushed with, when everything is in order: a deploy key, or a GitHub App of the organization.
 *
 * @see https://docs.github.com/en/rest/deploy-keys/deploy-keys#list-deploy-keys
 * @see https://docs.github.com/en/rest/actions/variables#list-repository-variables
 * @see https://docs.github.com/en/rest/orgs/orgs#list-app-installations-for-an-organization
 */
export const BY_DEPLOY_KEY: Bodies = {
  '/actions/secrets?per_page=100': { total_count: 1, secrets: [{ name: 'RELEASE_DEPLOY_KEY' }] },
  '/keys?per_page=100': [
    { id: 1, key: 'ssh-ed25519 AAAA', title: 'argocd', verified: true, read_only: true },
    { id: 2, key: 'ssh-ed25519 AAAB', title: 'releases', verified: true, read_only: false },
  ],
};
const CLIENT_ID = 'Iv23liAbCdEfGhIjKlMn';
export const BY_APP: Bodies = {
  '/actions/secrets?per_page=100': { total_count: 1, secrets: [{ name: 'RELEASE_APP_PRIVATE_KEY' }] },
  '/actions/variables?per_page=30': {
    total_count: 2,
    variables: [
      { name: 'OTHER', value: 'other' },
      { name: 'RELEASE_APP_CLIENT_ID', value: CLIENT_ID },
    ],
  },
  '/actions/organization-variables?per_page=30': { total_count: 0, variables: [] },
  'orgs/acme/installations?per_page=100': {
    total_count: 2,
    installations: [
      {
        id: 11,
        app_id: 777,
        app_slug: 'renovate',
        client_id: 'Iv1.0000000000000000',
        permissions: { contents: 'write' },
      },
      { id: 12, app_id: 4711, app_slug: 'acme-releases', client_id: CLIENT_ID, permissions: { contents: 'write' } },
    ],
  },
};

/** What `gh api` answers for these bodies; of everything else there is none. */
export function ghReplies(bodies: Bodies, refusals: Readonly<Record<string, string>> = {}): Record<string, Reply> {
  const at = (path: string): string => (path === '' || path.startsWith('/') ? `repos/acme/shop${path}` : path);
  return Object.fromEntries([
    ...Object.entries(bodies).map(([path, body]) => [at(path), { stdout: JSON.stringify(body) }]),
    ...Object.entries(refusals).map(([path, message]) => [at(path), ghRefusal(message)]),
  ]) as Record<string, Reply>;
}

/** The output of `gh api` when GitHub refuses. */
export function ghRefusal(message: string): Reply {
  const [, text, status] = /^(.*) \(HTTP (\d+)\)$/.exec(message) as RegExpExecArray;
  return { stdout: JSON.stringify({ message: text, status }), stderr: `gh: ${message}\n`, status: 1 };
}

/** Not found, or hidden by GitHub. */
export const NOT_FOUND = ghRefusal('Not Found (HTTP 404)');
