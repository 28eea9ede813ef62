import { protectionRefusals, ruleRefusals } from '../../src/doctor/protection';
import { PROTECTION, RULES } from '../support/github-api';

const APP = { slug: 'github-actions' };

describe('the protection of a branch', () => {
  test('refuses what asks for something that a release has not', () => {
    expect(
      protectionRefusals({
        ...PROTECTION,
        required_status_checks: { strict: true, contexts: ['check'] },
        restrictions: { apps: [{ slug: 'renovate' }] },
        required_signatures: { enabled: true },
        lock_branch: { enabled: true },
      }),
    ).toEqual([
      'asks for a pull request',
      'asks for status checks',
      'lets only some push',
      'asks for signed commits',
      'is locked',
    ]);
  });

  test('lets the app of the workflow pass, where it is named', () => {
    expect(
      protectionRefusals({
        required_pull_request_reviews: { bypass_pull_request_allowances: { apps: [APP] } },
        restrictions: { apps: [APP] },
      }),
    ).toEqual([]);
  });

  test('refuses nothing by what only keeps history in order', () => {
    const { required_pull_request_reviews: _, ...rest } = PROTECTION;
    expect(protectionRefusals(rest)).toEqual([]);
  });
});

describe('rulesets', () => {
  const app = { actor_id: 15368, actor_type: 'Integration', bypass_mode: 'always' };

  test('refuse what they ask for, each thing once', () => {
    expect(ruleRefusals([...RULES, ...RULES], new Map([[42, []]]))).toEqual({
      sure: ['asks for a pull request'],
      unsure: [],
    });
  });

  test('let the app pass that is in the list of their own ruleset, and not in that of another', () => {
    const rules = [
      { type: 'pull_request', ruleset_id: 1 },
      { type: 'required_signatures', ruleset_id: 2 },
    ];
    const bypass = new Map([
      [1, [app]],
      [2, []],
    ]);
    expect(ruleRefusals(rules, bypass)).toEqual({ sure: ['asks for signed commits'], unsure: [] });
  });

  test.each([
    ['another app', { ...app, actor_id: 1 }],
    ['a team of the same number', { ...app, actor_type: 'Team' }],
    ['only in pull requests', { ...app, bypass_mode: 'pull_request' }],
    ['deploy keys, with which the workflow does not push', { actor_id: null, actor_type: 'DeployKey' }],
  ])('do not let the workflow pass by the entry of %s', (_who, actor) => {
    expect(ruleRefusals(RULES, new Map([[42, [actor]]])).sure).toEqual(['asks for a pull request']);
  });

  test('are unsure where the list is not shown, and of rules that nobody knows here', () => {
    const rules = [...RULES, { type: 'commit_message_pattern', ruleset_id: 42 }];
    expect(ruleRefusals(rules, new Map([[42, undefined]]))).toEqual({
      sure: [],
      unsure: ['asks for a pull request, and who may pass by is not shown', 'has the rule commit_message_pattern'],
    });
  });
});
