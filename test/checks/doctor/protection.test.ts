import type { Protection, Pusher } from '../../../src/checks/doctor/protection';
import { GITHUB_ACTIONS, protectionRefusals, ruleRefusals } from '../../../src/checks/doctor/protection';
import { PROTECTION, RULES } from '../../support/github-api';

const APP = { slug: 'github-actions' };
const DEPLOY_KEY: Pusher = { kind: 'deploy-key' };
const CLIENT_ID = 'Iv23liAbCdEfGhIjKlMn';
/** An app with only its client ID in the config. */
const UNKNOWN: Pusher = { kind: 'app', clientId: CLIENT_ID };

describe('the protection of a branch', () => {
  const full = {
    ...PROTECTION,
    required_status_checks: { strict: true, contexts: ['check'] },
    restrictions: { apps: [{ slug: 'renovate' }] },
    required_signatures: { enabled: true },
    lock_branch: { enabled: true },
  };

  test('blocks a release where it requires something that a release lacks', () => {
    expect(protectionRefusals(full, GITHUB_ACTIONS)).toEqual({
      sure: [
        'requires a pull request',
        'requires status checks',
        'restricts who can push',
        'requires signed commits',
        'is locked',
      ],
      unsure: [],
    });
  });

  function naming(app: object): Protection {
    return {
      required_pull_request_reviews: { bypass_pull_request_allowances: { apps: [app] } },
      restrictions: { apps: [app] },
    };
  }

  const asked = ['requires a pull request', 'restricts who can push'];

  test.each<[string, object, Pusher]>([
    ['the workflow', APP, GITHUB_ACTIONS],
    ['an app by its client id', { id: 1, slug: 'acme-releases', client_id: CLIENT_ID }, UNKNOWN],
    ['an app by its slug', { slug: 'acme-releases' }, { kind: 'app', slug: 'acme-releases', clientId: CLIENT_ID }],
  ])('lets %s bypass it, if listed', (_who, app, pusher) => {
    expect(protectionRefusals(naming(app), pusher)).toEqual({ sure: [], unsure: [] });
  });

  test.each<[string, object, Pusher]>([
    ['the workflow, where another app is named', { slug: 'renovate' }, GITHUB_ACTIONS],
    ['another app', { id: 1, slug: 'renovate', client_id: 'Iv1.0000000000000000' }, UNKNOWN],
    ['an app, where the workflow is named', APP, UNKNOWN],
    ['a deploy key, which nothing names', APP, DEPLOY_KEY],
  ])('does not let %s bypass it', (_who, app, pusher) => {
    expect(protectionRefusals(naming(app), pusher)).toEqual({ sure: asked, unsure: [] });
  });

  test('may let an app bypass it if only its client ID is known', () => {
    expect(protectionRefusals(naming({ slug: 'acme-releases' }), UNKNOWN)).toEqual({
      sure: [],
      unsure: asked.map((what) => `${what}, but an app that may be yours can bypass it`),
    });
  });

  test('without enforcement for administrators may allow a deploy key, but blocks an app', () => {
    const lenient = { ...naming({ slug: 'renovate' }), enforce_admins: { enabled: false } };
    expect(protectionRefusals(lenient, DEPLOY_KEY)).toEqual({
      sure: [],
      unsure: asked.map((what) => `${what}, which administrators, and possibly deploy keys, can bypass`),
    });
    expect(protectionRefusals(lenient, GITHUB_ACTIONS).sure).toEqual(asked);
  });

  test('blocks nothing by rules that only keep history in order', () => {
    const { required_pull_request_reviews: _, ...rest } = PROTECTION;
    for (const pusher of [GITHUB_ACTIONS, UNKNOWN, DEPLOY_KEY]) {
      expect(protectionRefusals(rest, pusher)).toEqual({ sure: [], unsure: [] });
    }
  });
});

describe('rulesets', () => {
  const app = { actor_id: 15368, actor_type: 'Integration', bypass_mode: 'always' };

  test('block what they require, each rule once', () => {
    expect(ruleRefusals([...RULES, ...RULES], new Map([[42, []]]), GITHUB_ACTIONS)).toEqual({
      sure: ['requires a pull request'],
      unsure: [],
    });
  });

  test('let the app bypass its own ruleset, but no other', () => {
    const rules = [
      { type: 'pull_request', ruleset_id: 1 },
      { type: 'required_signatures', ruleset_id: 2 },
    ];
    const bypass = new Map([
      [1, [app]],
      [2, []],
    ]);
    expect(ruleRefusals(rules, bypass, GITHUB_ACTIONS)).toEqual({ sure: ['requires signed commits'], unsure: [] });
  });

  test.each([
    ['another app', { ...app, actor_id: 1 }],
    ['a team of the same number', { ...app, actor_type: 'Team' }],
    ['only in pull requests', { ...app, bypass_mode: 'pull_request' }],
    ['deploy keys, with which the workflow does not push', { actor_id: null, actor_type: 'DeployKey' }],
  ])('do not let the workflow bypass by the entry of %s', (_who, actor) => {
    expect(ruleRefusals(RULES, new Map([[42, [actor]]]), GITHUB_ACTIONS).sure).toEqual(['requires a pull request']);
  });

  const key = { actor_id: null, actor_type: 'DeployKey', bypass_mode: 'always' };
  const sure = ['requires a pull request'];
  const perhaps = ['requires a pull request, but an app that may be yours can bypass it'];

  test.each<[string, object, Pusher, { sure: string[]; unsure: string[] }]>([
    ['let a deploy key pass that are told to', key, DEPLOY_KEY, { sure: [], unsure: [] }],
    ['do not for pull requests only', { ...key, bypass_mode: 'pull_request' }, DEPLOY_KEY, { sure, unsure: [] }],
    ['do not let a deploy key pass by an app', { ...app, actor_id: 1 }, DEPLOY_KEY, { sure, unsure: [] }],
    [
      'let an app pass whose number is known',
      { ...app, actor_id: 1 },
      { kind: 'app', id: 1 },
      { sure: [], unsure: [] },
    ],
    ['do not let another app pass then', { ...app, actor_id: 2 }, { kind: 'app', id: 1 }, { sure, unsure: [] }],
    ['may let an app pass whose number is not known', { ...app, actor_id: 1 }, UNKNOWN, { sure: [], unsure: perhaps }],
    ['do not let an app pass by the entry of the workflow', app, UNKNOWN, { sure, unsure: [] }],
    ['do not let an app pass by the entry of deploy keys', key, UNKNOWN, { sure, unsure: [] }],
  ])('%s', (_what, actor, pusher, expected) => {
    expect(ruleRefusals(RULES, new Map([[42, [actor]]]), pusher)).toEqual(expected);
  });

  test('are unsure without a visible list, and about unknown rules', () => {
    const rules = [...RULES, { type: 'commit_message_pattern', ruleset_id: 42 }];
    expect(ruleRefusals(rules, new Map([[42, undefined]]), GITHUB_ACTIONS)).toEqual({
      sure: [],
      unsure: [
        'requires a pull request, with a bypass list that you cannot see',
        'has the rule commit_message_pattern',
      ],
    });
  });
});
