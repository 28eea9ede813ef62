import { plain } from './plain-text';
import { isSafeText } from './texts';
import { show } from '../../common/findings';
import type { Rule } from '../rule';
import { all, list, map, text } from '../rules';

/** A part of the key `notifications.argoproj.io/subscribe.<trigger>.<service>`, in which dots separate the parts. */
const PART = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$/;

/** Maximum length of trigger and service together: an annotation's name has at most 63 characters. */
const MAX_PARTS = 63 - 'subscribe.'.length - '.'.length;

/** Maximum length of a service, so that it fits the longest trigger that `failed` and `deployed` use. */
const MAX_SERVICE = MAX_PARTS - 'on-health-degraded'.length;

const MAX_RECIPIENT = 200;

/** Services that send nothing without a recipient. */
const NEED_RECIPIENTS = [
  'email',
  'googlechat',
  'mattermost',
  'opsgenie',
  'pagerduty',
  'pagerdutyv2',
  'pushover',
  'rocketchat',
  'slack',
  'teams',
  'teams-workflows',
  'telegram',
  'webex',
];

/** Argo CD's spelling of a service. */
function properService(value: string): string | undefined {
  const plainName = value.toLowerCase().replace(/[-_ ]/g, '');
  return NEED_RECIPIENTS.find((name) => name.replace('-', '') === plainName);
}

const service: Rule = text({
  must: `be a service of Argo CD, such as slack, teams, email, or the name of a webhook: letters, digits, - and _, at most ${MAX_SERVICE} characters`,
  test: (value) => {
    const proper = properService(value);
    return PART.test(value) && value.length <= MAX_SERVICE && (proper === undefined || proper === value);
  },
  fix: (value) => {
    const proper = properService(value);
    return proper === undefined ? undefined : `use '${proper}'`;
  },
});

const recipient: Rule = all(
  text({
    must: 'be a channel or a name, not a web address: anyone with the address of a webhook can post to it',
    test: (value) => !/^\s*https?:/i.test(value),
    hides: () => true,
    fix: () =>
      'ask the platform team to store the address in argocd-notifications-secret, and list the service with []',
  }),
  plain('recipients', 'remove it: services keep their tokens in argocd-notifications-secret'),
  text({
    must: `be a channel, an email address, or a name: at most ${MAX_RECIPIENT} characters, without ;`,
    test: (value) =>
      value.length <= MAX_RECIPIENT && value.trim() === value && /^[^;\n\t]+$/.test(value) && isSafeText(value),
    fix: (value) => (value.includes(';') ? 'make each recipient an entry of the list' : undefined),
  }),
);

/** Recipients by service. */
export const subscriptions: Rule = map(service, list(recipient), {
  entry: (name, value) =>
    NEED_RECIPIENTS.includes(name) && (value as readonly string[]).length === 0
      ? {
          code: 'invalid-value',
          must: 'have at least one recipient: only webhooks have none',
          got: '[]',
          fix: 'add a recipient, or remove the service',
        }
      : undefined,
});

const trigger: Rule = text({
  must: 'be the name of a trigger in argocd-notifications-cm: letters, digits, - and _, with a letter or digit at both ends',
  test: (value) => PART.test(value),
  fix: (value) => {
    const name = value.replace(/^trigger\./, '');
    return PART.test(name) ? `use '${name}'` : undefined;
  },
});

const byTrigger: Rule = map(trigger, subscriptions, {
  entry: (name, value) => {
    const long = Object.keys(value as object).find((one) => name.length + one.length > MAX_PARTS);
    if (long === undefined) return undefined;
    const must = `have at most ${MAX_PARTS} characters together with the service: both are part of an annotation's name`;
    return { code: 'invalid-value', must, got: show(`${name}.${long}`), fix: 'use a shorter trigger or service' };
  },
});

/** Recipients by trigger and service. A repository can't add triggers. */
export const triggers: Rule = Object.assign<Rule, object>(
  (value, path, report) => {
    if (typeof value !== 'boolean') {
      byTrigger(value, path, report);
      return;
    }
    report({
      code: 'wrong-type',
      path,
      must: 'be a map from triggers to recipients: only the platform team can add triggers, in argocd-notifications-cm',
      got: show(value),
      fix: "write { 'on-sync-status-unknown': { slack: ['alerts'] } }, or remove it",
    });
  },
  { schema: byTrigger.schema, entries: byTrigger.entries },
);
