import { resolveSubscriptions } from '../../src/config/notifications';
import type { PythonGitOpsAppOptions } from '../../src/config/options';

/** The subscriptions of each environment, as `trigger.service: recipients`. */
function subscriptions(options: object): string[][] {
  return ['dev', 'prod'].map((environment) =>
    resolveSubscriptions(options as PythonGitOpsAppOptions, environment).map(
      ({ trigger, service, recipients }) => `${trigger}.${service}: ${recipients.join(', ')}`,
    ),
  );
}

const slack = (channel: string): object => ({ slack: [channel] });
const FAILED = (channel: string): string[] => [
  `on-health-degraded.slack: ${channel}`,
  `on-sync-failed.slack: ${channel}`,
];

test('there are none by default', () => {
  expect(subscriptions({})).toEqual([[], []]);
});

test('each option subscribes to triggers of the catalog, and further triggers add to them', () => {
  const notifications = {
    failed: { slack: ['a', 'b'], hook: [] },
    deployed: slack('c'),
    triggers: { 'on-sync-failed': slack('d'), 'on-deployed': slack('c'), 'on-x': { email: ['e@acme.example'] } },
  };
  expect(subscriptions({ argocd: { notifications } })[0]).toEqual([
    'on-deployed.slack: c',
    'on-health-degraded.hook: ',
    'on-health-degraded.slack: a, b',
    'on-sync-failed.hook: ',
    'on-sync-failed.slack: a, b, d',
    'on-x.email: e@acme.example',
  ]);
});

test('an environment replaces field by field, and adds triggers', () => {
  const argocd = { notifications: { failed: slack('all'), triggers: { 'on-a': slack('all'), 'on-b': slack('all') } } };
  const environments = {
    dev: { notifications: { failed: {}, triggers: { 'on-a': {}, 'on-c': slack('dev') } } },
    prod: { notifications: { deployed: slack('prod') } },
  };
  expect(subscriptions({ argocd, environments })).toEqual([
    ['on-b.slack: all', 'on-c.slack: dev'],
    ['on-a.slack: all', 'on-b.slack: all', 'on-deployed.slack: prod', ...FAILED('all')],
  ]);
});

describe('an organization', () => {
  const organization = {
    argocd: { notifications: { failed: slack('of-organization') } },
    environments: { prod: { notifications: { failed: slack('of-prod') } } },
  };

  test('sets what a repository does not set, and environments win', () => {
    expect(subscriptions({ organization })).toEqual([FAILED('of-organization'), FAILED('of-prod')]);
  });

  test('yields to the repository', () => {
    const argocd = { notifications: { failed: slack('own') } };
    expect(subscriptions({ organization, argocd })).toEqual([FAILED('own'), FAILED('own')]);
    // A repository with an argocd of its own takes nothing from the one of the organization.
    expect(subscriptions({ organization, argocd: {} })).toEqual([[], FAILED('of-prod')]);
    const environments = { prod: { notifications: { failed: {} } } };
    expect(subscriptions({ organization, environments })).toEqual([FAILED('of-organization'), []]);
  });
});
