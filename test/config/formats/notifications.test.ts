import { check, onlyFinding, shop } from '../../support/config-check';

const withFailed = (failed: unknown): object => shop({ argocd: { notifications: { failed } } });
const withTriggers = (triggers: unknown): object => shop({ argocd: { notifications: { triggers } } });

describe('recipients', () => {
  test.each([
    { slack: ['shop-alerts', '#shop', 'C0123ABCD'] },
    { email: ['shop@acme.example'] },
    { 'teams-workflows': ['shop'], teams: ['shop'], pagerdutyv2: ['shop'] },
    // A webhook, and a service with a name of its own.
    { 'build-hook': [], gmail: ['ada@acme.example'], my_hook: [''.padEnd(200, 'x')] },
    {},
  ])('%j are fine', (failed) => {
    expect(check(withFailed(failed))).toEqual([]);
    expect(check(withTriggers({ 'on-created': failed }))).toEqual([]);
    expect(check(shop({ environments: { dev: { notifications: { deployed: failed } } } }))).toEqual([]);
  });

  test.each([
    ['slack', 'a;b', 'make each recipient an entry of the list'],
    ['slack', '', 'change argocd.notifications.failed.slack[0]'],
    ['slack', ' a', 'change argocd.notifications.failed.slack[0]'],
    ['slack', 'a\nb', 'change argocd.notifications.failed.slack[0]'],
    ['slack', 'x'.repeat(201), 'change argocd.notifications.failed.slack[0]'],
  ])('of %s cannot be %j', (service, value, fix) => {
    expect(onlyFinding(withFailed({ [service]: [value] }))).toMatchObject({
      code: 'invalid-value',
      path: `argocd.notifications.failed.${service}[0]`,
      must: 'be a channel, an email address, or a name: at most 200 characters, without ;',
      fix,
    });
  });

  test('that are addresses of webhooks are secrets, which no message shows', () => {
    const address = 'https://hooks.slack.example/services/T0/B0/abcdef';
    const finding = onlyFinding(withFailed({ teams: [address] }));
    expect(finding).toEqual({
      code: 'invalid-value',
      path: 'argocd.notifications.failed.teams[0]',
      must: 'be a channel or a name, not a web address: anyone with the address of a webhook can post to it',
      got: 'a value that is not shown here',
      fix: 'ask the platform team to store the address in argocd-notifications-secret, and list the service with []',
    });
    expect(onlyFinding(withFailed({ slack: [`  ${address}`] })).got).toBe('a value that is not shown here');
  });

  test('are needed by every service except webhooks, and are listed once', () => {
    expect(onlyFinding(withFailed({ slack: [] }))).toEqual({
      code: 'invalid-value',
      path: 'argocd.notifications.failed.slack',
      must: 'have at least one recipient: only webhooks have none',
      got: '[]',
      fix: 'add a recipient, or remove the service',
    });
    expect(check(withFailed({ slack: ['a', 'a'] }))).toEqual(['argocd.notifications.failed.slack[1] not-unique']);
    expect(check(withFailed({ slack: 'a' }))).toEqual(['argocd.notifications.failed.slack wrong-type']);
    expect(check(withFailed(['slack']))).toEqual(['argocd.notifications.failed wrong-type']);
  });
});

describe('services', () => {
  test.each([
    ['Slack', "use 'slack'"],
    ['PagerDuty-V2', "use 'pagerdutyv2'"],
    ['teams_workflows', "use 'teams-workflows'"],
    ['a.b', 'change argocd.notifications.failed["a.b"]'],
    ['-a', 'change argocd.notifications.failed["-a"]'],
    ['x'.repeat(35), `change argocd.notifications.failed.${'x'.repeat(35)}`],
  ])('cannot be %s', (service, fix) => {
    const finding = onlyFinding(withFailed({ [service]: ['a'] }));
    expect([finding.code, finding.fix]).toEqual(['invalid-value', fix]);
    expect(finding.must).toContain('be a service of Argo CD');
  });
});

describe('triggers', () => {
  test.each([
    ['on-created', {}],
    ['x'.repeat(47), { slack: ['a'] }],
  ])('can be %s', (name, services) => {
    expect(check(withTriggers({ [name]: services }))).toEqual([]);
  });

  test('fit into the name of an annotation, together with the service', () => {
    const name = 'x'.repeat(48);
    expect(onlyFinding(withTriggers({ [name]: { slack: ['a'] } }))).toEqual({
      code: 'invalid-value',
      path: `argocd.notifications.triggers.${name}`,
      must: "have at most 52 characters together with the service: both are part of an annotation's name",
      got: JSON.stringify(`${name}.slack`),
      fix: 'use a shorter trigger or service',
    });
  });

  test.each([
    ['trigger.on-created', "use 'on-created'"],
    ['on.created', 'change argocd.notifications.triggers["on.created"]'],
  ])('cannot be %s', (name, fix) => {
    expect(onlyFinding(withTriggers({ [name]: { slack: ['a'] } }))).toMatchObject({ code: 'invalid-value', fix });
  });

  test.each([true, false])('cannot be %j: a repository brings none', (value) => {
    expect(onlyFinding(withTriggers(value))).toEqual({
      code: 'wrong-type',
      path: 'argocd.notifications.triggers',
      must: 'be a map from triggers to recipients: only the platform team can add triggers, in argocd-notifications-cm',
      got: String(value),
      fix: "write { 'on-sync-status-unknown': { slack: ['alerts'] } }, or remove it",
    });
  });
});

test('the annotation itself is refused, with the option that sets it', () => {
  const annotations = { 'notifications.argoproj.io/subscribe.on-sync-failed.slack': 'alerts' };
  expect(onlyFinding(shop({ defaults: { annotations } })).fix).toBe(
    'use argocd.notifications, which sets it on the Applications',
  );
});
