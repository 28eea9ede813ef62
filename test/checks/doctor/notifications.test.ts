import type { NotificationFacts } from '../../../src/checks/doctor/notifications';
import { notificationChecks } from '../../../src/checks/doctor/notifications';

const SUBSCRIPTIONS = [
  { trigger: 'on-sync-failed', service: 'slack', recipients: ['a'] },
  { trigger: 'on-health-degraded', service: 'slack', recipients: ['a'] },
  { trigger: 'on-deployed', service: 'hook', recipients: [] },
];
const CONFIG = {
  services: ['hook', 'slack'],
  triggers: ['on-deployed', 'on-health-degraded', 'on-sync-failed'],
  repeating: [],
};
const FINE: NotificationFacts = { controller: { answer: 1 }, config: { answer: CONFIG } };

function lines(facts: Partial<NotificationFacts>, subscriptions = SUBSCRIPTIONS): string[] {
  return notificationChecks({ answer: { ...FINE, ...facts } }, [{ subscriptions }], 'argocd').map(
    ({ state, id, detail, fix }) => `${state} ${id.replace('argocd.notifications.', '')}: ${detail} | ${fix}`,
  );
}

test('nothing is checked where no Application subscribes', () => {
  expect(lines({}, [])).toEqual([]);
});

test('all is well', () => {
  expect(lines({})).toEqual([
    'ok controller: 1 ready pod | null',
    'ok triggers: on-deployed, on-health-degraded, on-sync-failed | null',
    'ok services: hook, slack | null',
  ]);
});

test('a trigger without oncePer may repeat, which is for the platform team to decide', () => {
  const repeating = ['on-created', 'on-health-degraded'];
  expect(lines({ config: { answer: { ...CONFIG, repeating } } })[1]).toBe(
    'ok triggers: on-deployed, on-health-degraded, on-sync-failed; without oncePer, on-health-degraded may send a message more than once | null',
  );
});

test('what is missing is named, with what to add', () => {
  const config = { answer: { services: ['email'], triggers: ['on-deployed'], repeating: [] } };
  expect(lines({ config, controller: { answer: 0 } })).toEqual([
    'failed controller: none of its pods is ready | ' +
      'kubectl --namespace argocd get deployment --selector app.kubernetes.io/name=argocd-notifications-controller',
    'failed triggers: no trigger.on-health-degraded, trigger.on-sync-failed in argocd-notifications-cm | ' +
      'add trigger.on-health-degraded, trigger.on-sync-failed; the catalog has the usual ones: ' +
      'https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/catalog/',
    'failed services: no service hook, slack in argocd-notifications-cm: it has email | ' +
      'add it, with its token in argocd-notifications-secret, or change notifications in .projenrc.ts',
  ]);
  expect(lines({ config: { answer: { services: [], triggers: [], repeating: [] } } })[2]).toContain('it has none');
});

test('an Argo CD without notifications is no Argo CD with them', () => {
  expect(lines({ config: { answer: null }, controller: { answer: null } })).toEqual([
    'failed controller: not found in namespace argocd | install it: it is part of Argo CD',
    'failed triggers: no ConfigMap argocd-notifications-cm in namespace argocd | install it: it is part of Argo CD',
    'failed services: no ConfigMap argocd-notifications-cm in namespace argocd | install it: it is part of Argo CD',
  ]);
});

test('without an answer, all of it is unknown', () => {
  const checks = notificationChecks({ why: 'offline' }, [{ subscriptions: SUBSCRIPTIONS }], 'gitops');
  expect(checks.map(({ state, detail, fix }) => [state, detail, fix])).toEqual([
    [
      'not-checked',
      'offline',
      'kubectl --namespace gitops get deployment --selector app.kubernetes.io/name=argocd-notifications-controller',
    ],
    ['not-checked', 'offline', 'kubectl --namespace gitops get configmap argocd-notifications-cm --output yaml'],
    ['not-checked', 'offline', 'kubectl --namespace gitops get configmap argocd-notifications-cm --output yaml'],
  ]);
});
