import type { Asked } from '../../../src/checks/doctor/check';
import type { ObservabilityFacts } from '../../../src/checks/doctor/observability';
import { observabilityChecks, wantedObservability } from '../../../src/checks/doctor/observability';
import { resolve } from '../../../src/config/resolve';

const SHOP = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  serviceMonitor: { labels: { release: 'stack' } },
  apps: { storefront: {}, mailer: { workloads: { mailer: { command: ['python', '-m', 'mailer'] } } } },
};
const STACK = { name: 'k8s', namespace: 'monitoring', ruleSelector: {}, ruleNamespaceSelector: {} };
const FINE: ObservabilityFacts = {
  namespace: { answer: { 'kubernetes.io/metadata.name': 'monitoring', team: 'platform' } },
  kinds: { answer: ['Prometheus', 'PrometheusRule', 'ServiceMonitor'] },
  prometheuses: { answer: [STACK] },
};
const LOOK =
  'kubectl get prometheus --all-namespaces --output custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,' +
  'RULES:.spec.ruleSelector,NAMESPACES:.spec.ruleNamespaceSelector';

function linesOf(asked: Asked<ObservabilityFacts>, options: object = {}): string[] {
  return observabilityChecks(asked, wantedObservability(resolve({ ...SHOP, ...options }))).map(
    ({ state, id, detail, fix, who }) =>
      `${state} ${id.replace('cluster.observability.', '')}: ${detail} | ${who}: ${fix}`,
  );
}

const lines = (facts: Partial<ObservabilityFacts>, options: object = {}): string[] =>
  linesOf({ answer: { ...FINE, ...facts } }, options);

const ids = (options: object): string[] => lines({}, options).map((line) => line.split(/[ :]/)[1]);

/** The answer about one Prometheus, or several. */
function selection(prometheuses: readonly object[], facts: Partial<ObservabilityFacts> = {}, options = {}): string {
  const answer = prometheuses.map((one) => ({ name: 'k8s', namespace: 'monitoring', ...one }));
  return lines({ ...facts, prometheuses: { answer } }, options).at(-1) ?? '';
}

test('all is well', () => {
  expect(lines({})).toEqual([
    'ok namespace: monitoring | null: null',
    'ok kinds: PrometheusRule, ServiceMonitor | null: null',
    'ok rules: monitoring/k8s | null: null',
  ]);
});

test.each([
  ['rules and dashboards', {}, ['namespace', 'kinds', 'rules']],
  ['rules in ConfigMaps', { observability: { rules: 'config-map' } }, ['namespace', 'kinds']],
  [
    'rules without monitors',
    { serviceMonitor: undefined, observability: { rules: 'operator' } },
    ['namespace', 'kinds', 'rules'],
  ],
  ['dashboards only', { serviceMonitor: undefined, observability: { dashboards: 'config-map' } }, ['namespace']],
  ['neither', { observability: { rules: 'none' } }, []],
  ['no app', { apps: {} }, []],
  ['no Application for them', { argocd: { manages: 'nothing' } }, []],
  ['no address of the repository', { repoUrl: undefined }, []],
  // Its Application creates the namespace.
  ['Prometheus, which it installs', { observability: { install: true } }, ['kinds', 'rules']],
])('what is checked for a repository with %s', (_what, options, expected) => {
  expect(ids(options)).toEqual(expected);
});

test('only the kinds that the repository deploys are needed', () => {
  const of = (options: object): string | undefined =>
    lines({ kinds: { answer: [] } }, options).find((line) => line.includes(' kinds: '));
  expect(of({})).toBe(
    'failed kinds: no PrometheusRule, ServiceMonitor | platform team: install the Prometheus operator, ' +
      "or set observability.rules to 'config-map' and remove serviceMonitor in .projenrc.ts",
  );
  expect(of({ observability: { rules: 'config-map' } })).toBe(
    'failed kinds: no ServiceMonitor | platform team: install the Prometheus operator, or remove serviceMonitor in .projenrc.ts',
  );
  expect(of({ apps: { mailer: SHOP.apps.mailer } })).toContain('no PrometheusRule |');
});

test('without the kind of the rules, it is one mistake', () => {
  const missing = { kinds: { answer: ['ServiceMonitor'] }, prometheuses: { answer: [] } };
  expect(lines(missing).map((line) => line.split(' |')[0])).toEqual([
    'ok namespace: monitoring',
    'failed kinds: no PrometheusRule',
  ]);
});

test('the namespace has to exist', () => {
  expect(lines({ namespace: { answer: null } }, { observability: { namespace: 'prometheus' } })[0]).toBe(
    'failed namespace: prometheus not found | platform team: set observability.namespace in .projenrc.ts to where ' +
      'Prometheus is, or: kubectl create namespace prometheus',
  );
});

test.each([
  ['the labels of the option', { matchLabels: { release: 'stack' } }, 'ok'],
  ['the labels of every rule', { matchLabels: { 'app.kubernetes.io/part-of': 'shop' } }, 'ok'],
  ['one of several labels', { matchExpressions: [{ key: 'release', operator: 'In', values: ['a', 'stack'] }] }, 'ok'],
  ['no rule', undefined, 'failed'],
  ['other labels', { matchLabels: { release: 'other' } }, 'failed'],
  ['a label that is missing', { matchLabels: { release: 'stack', role: 'alerts' } }, 'failed'],
  ['rules without the label', { matchExpressions: [{ key: 'release', operator: 'DoesNotExist' }] }, 'failed'],
])('a Prometheus that selects %s', (_what, ruleSelector, state) => {
  expect(selection([{ ruleSelector }]).split(' ')[0]).toBe(state);
});

test.each([
  ['its own', { namespace: 'monitoring' }, 'ok'],
  ['its own, which is another', { namespace: 'other' }, 'failed'],
  ['all', { namespace: 'other', ruleNamespaceSelector: {} }, 'ok'],
  ['those with a label', { ruleNamespaceSelector: { matchLabels: { team: 'platform' } } }, 'ok'],
  ['those with another label', { ruleNamespaceSelector: { matchLabels: { team: 'shop' } } }, 'failed'],
])('a Prometheus that reads the rules in %s namespaces', (_what, one, state) => {
  expect(selection([{ ruleSelector: {}, ...one }]).split(' ')[0]).toBe(state);
});

test('the labels are for you to change, if only they differ', () => {
  const release = { ruleSelector: { matchLabels: { release: 'other' } } };
  expect(selection([release])).toBe(
    'failed rules: not those of storefront, mailer: monitoring/k8s selects {"matchLabels":{"release":"other"}} in monitoring | ' +
      'you: set observability.labels in .projenrc.ts to labels that it selects',
  );
  const observability = { labels: { release: 'other' } };
  expect(selection([release], {}, { observability })).toBe('ok rules: monitoring/k8s | null: null');
});

test('the rest is for the platform team', () => {
  const other = { namespace: 'other', ruleSelector: {}, ruleNamespaceSelector: { matchLabels: { a: 'b' } } };
  expect(selection([{}, other])).toBe(
    'failed rules: not those of storefront, mailer: monitoring/k8s selects none, ' +
      'other/k8s selects {} in namespaces with {"matchLabels":{"a":"b"}} | ' +
      `platform team: change its ruleSelector or ruleNamespaceSelector: ${LOOK}`,
  );
  expect(selection([])).toBe(
    'failed rules: no object of the kind Prometheus | platform team: create one, which selects them',
  );
});

test('one Prometheus is enough, and each app needs one', () => {
  const by = (name: string): object => ({
    name,
    ruleSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
    ruleNamespaceSelector: {},
  });
  expect(selection([{}, by('storefront'), by('mailer')])).toBe(
    'ok rules: monitoring/storefront, monitoring/mailer | null: null',
  );
  expect(selection([by('storefront')])).toContain('failed rules: not those of mailer: monitoring/storefront selects');
});

test('labels of the namespace that cannot be read leave it open, unless they do not matter', () => {
  const namespace = { why: 'Forbidden' };
  const selective = { ruleSelector: {}, ruleNamespaceSelector: { matchLabels: { team: 'platform' } } };
  expect(selection([selective], { namespace })).toBe(
    'not-checked rules: it depends on the labels of namespace monitoring: Forbidden | ' +
      'platform team: kubectl get namespace monitoring --show-labels',
  );
  expect(selection([selective], { namespace: { answer: null } })).toContain('namespace monitoring: not found |');
  expect(selection([selective, { ruleSelector: {} }], { namespace })).toContain('ok rules');
  expect(selection([{ ...selective, ruleSelector: { matchLabels: { a: 'b' } } }], { namespace })).toContain(
    'failed rules',
  );
});

test('what this repository installs is not missing before it is deployed', () => {
  const observability = { install: true };
  const argocd = { namespace: 'gitops' };
  const look = 'platform team: kubectl --namespace gitops get application shop-prometheus';
  expect(lines({ namespace: { answer: null }, kinds: { answer: [] } }, { observability, argocd })).toEqual([
    `not-checked kinds: no PrometheusRule, ServiceMonitor until shop-prometheus is deployed | ${look}`,
  ]);
  expect(selection([], {}, { observability, argocd })).toBe(
    `not-checked rules: no Prometheus until shop-prometheus is deployed | ${look}`,
  );
});

test('without an answer, all of it is unknown', () => {
  expect(linesOf({ why: 'offline' })).toEqual([
    'not-checked namespace: offline | platform team: kubectl get namespace monitoring',
    'not-checked kinds: offline | platform team: kubectl api-resources --api-group monitoring.coreos.com',
    `not-checked rules: offline | platform team: ${LOOK}`,
  ]);
  expect(lines({ prometheuses: { why: 'Forbidden' } }).at(-1)).toBe(
    `not-checked rules: Forbidden | platform team: ${LOOK}`,
  );
});
