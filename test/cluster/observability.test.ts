import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterRepository } from './repository';
import { blocks } from '../packed/blocks';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { objectsOf } from '../support/api-server';
import { Cluster } from '../support/cluster/cluster';

jest.setTimeout(300_000);

const cluster = Cluster.shared();
const APP = 'watched';
const DEV = `${APP}-dev`;
const RULES = `${APP}-observability`;
const PROMETHEUS = 'prometheus';

const APPS = {
  [APP]: {
    secrets: ['TOKEN'],
    objective: { enabled: true },
    workloads: { web: {}, nightly: { schedule: '0 3 * * *', command: ['python', '-m', 'nightly'] } },
  },
};

let repository: ClusterRepository;

interface Rules extends KubernetesObject {
  readonly spec: { readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[] };
}

beforeAll(async () => {
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: PROMETHEUS } }]);
  repository = ClusterRepository.create(cluster, {
    name: APP,
    environments: { dev: {} },
    apps: APPS,
    observability: { rules: 'operator', namespace: PROMETHEUS },
  });
});

afterAll(async () => {
  await cluster.delete('Namespace', PROMETHEUS);
  support.cleanUp();
});

/** A series, without its value. */
interface Series {
  readonly metric: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** What Argo CD and the Sealed Secrets controller export. */
async function exported(): Promise<Series[]> {
  const answers = await Promise.all([
    cluster.getFrom('argocdController', '/metrics'),
    cluster.getFrom('sealedSecretsMetrics', '/metrics'),
  ]);
  const lines = answers.flatMap(({ text }) => text.split('\n')).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, metric, labels = ''] = /^(\w+)(?:{(.*)})? /.exec(line)!;
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)];
    return { metric, labels: new Map(pairs.map(([, name, value]) => [name, value])) };
  });
}

interface Matcher {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
}

interface Selector {
  readonly text: string;
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** What the rules ask Argo CD and Sealed Secrets for. */
function selectors(): Selector[] {
  const file = join(repository.folder, 'argo/observability/rules', `${APP}.yaml`);
  const [{ spec }] = objectsOf(readFileSync(file, 'utf8')) as Rules[];
  const expressions = spec.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)).join('\n');
  const found = [...expressions.matchAll(/\b((?:argocd|sealed_secrets)_\w+){([^}]*)}/g)].map(
    ([text, metric, labels]) => ({
      text,
      metric,
      matchers: Array.from(labels.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g), ([, name, operator, value]) => ({
        name,
        operator,
        value,
      })),
    }),
  );
  // Only Prometheus adds this label, where those of the target win.
  return found.filter(({ text }) => !text.includes('exported_namespace'));
}

/** Labels whose value is another one while all is well. */
const STATES: readonly string[] = ['health_status', 'sync_status', 'phase'];

function matches({ labels }: Series, { name, operator, value }: Matcher): boolean {
  const own = labels.get(name);
  if (own === undefined || STATES.includes(name)) return own !== undefined;
  return operator === '=~' ? new RegExp(`^(?:${value})$`).test(own) : (own === value) === (operator === '=');
}

test('Argo CD syncs the rules to the namespace of Prometheus', async () => {
  repository.applyRoot();
  await repository.sync(RULES);
  const rules = await cluster.list('PrometheusRule', PROMETHEUS);
  expect(rules.map(({ metadata }) => metadata.name)).toEqual([`${APP}-${APP}`]);
});

test('Argo CD and Sealed Secrets export the metrics and labels that the rules ask for', async () => {
  mkdirSync(join(repository.folder, 'sealed-secrets'), { recursive: true });
  writeFileSync(join(repository.folder, 'sealed-secrets', 'dev.pem'), await cluster.sealedSecretsCertificate());
  const value = join(support.makeFolder('value'), 'value');
  writeFileSync(value, 'one');
  repository.gitops('seal', APP, 'dev', 'TOKEN', '--file', value);
  repository.push('feat: a secret');
  repository.release(APP, 'dev', 'first');
  await repository.sync(DEV);
  const series = await exported();
  const asked = selectors();
  expect([...new Set(asked.map(({ metric }) => metric))].sort()).toEqual([
    'argocd_app_info',
    'argocd_app_sync_total',
    'sealed_secrets_controller_condition_info',
  ]);
  const missing = asked.filter(
    ({ metric, matchers }) =>
      !series.some((one) => one.metric === metric && matchers.every((matcher) => matches(one, matcher))),
  );
  expect(missing.map(({ text }) => text)).toEqual([]);
});

/** What the commands of docs/ALERTS.md ask a container, which the nodes of this cluster only pretend to run. */
const OF_CONTAINERS = / logs | get --raw /;

test('the commands of docs/ALERTS.md run', () => {
  const all = blocks(repository.folder, 'docs/ALERTS.md');
  const own = all.filter(({ kind }) => kind === 'bash released');
  expect([...new Set(own.map(({ text }) => text.trim()))]).toEqual([`make history APP=${APP} ENV=dev`]);
  support.run('bash', ['-euo', 'pipefail', '-c', own[0].text], { cwd: repository.folder });
  const lines = all.filter(({ kind }) => kind === 'bash cluster').flatMap(({ text }) => text.trim().split('\n'));
  expect(all).toHaveLength(own.length + all.filter(({ kind }) => kind === 'bash cluster').length);
  const commands = [...new Set(lines)].filter((command) => !OF_CONTAINERS.test(command));
  expect(commands).toContain(`kubectl --namespace ${DEV} describe deployment ${APP}`);
  expect(commands).toContain(`kubectl --namespace ${DEV} describe sealedsecret ${APP}-secrets`);
  for (const command of commands) {
    const [program, ...args] = command.split(' ');
    expect(program).toBe('kubectl');
    // It throws if the command fails.
    cluster.kubectl(args);
  }
});

test('the rules go when they are turned off', async () => {
  repository.configure({ environments: { dev: {} }, apps: { [APP]: { ...APPS[APP], objective: undefined } } });
  repository.push('feat: no rules');
  await repository.sync();
  await cluster.wait('the rules to be deleted', 60, async () => {
    const rules = await cluster.list('PrometheusRule', PROMETHEUS);
    return rules.length === 0 && (await cluster.application(RULES)) === undefined;
  });
  expect(await cluster.get('AppProject', RULES, cluster.argocdNamespace)).toBeUndefined();
});
