import { struct } from './define';
import * as format from '../formats';

const SLACK = { slack: ['explained'] };

export const NOTIFICATIONS = struct('NotificationsOptions', {
  failed: {
    rule: format.subscriptions,
    samples: [SLACK, {}],
    objects: ['Application'],
    words: ['onFailure', 'alerts', 'onSyncFailed', 'onHealthDegraded'],
  },
  deployed: {
    rule: format.subscriptions,
    samples: [SLACK, {}],
    objects: ['Application'],
    words: ['onDeployed', 'succeeded', 'onSyncSucceeded'],
  },
  triggers: {
    rule: format.triggers,
    samples: [{ 'on-created': SLACK }, {}],
    merge: 'keys',
    objects: ['Application'],
    words: ['subscribe', 'subscriptions', 'events'],
  },
});
