import type { NetworkPolicyOptions, PythonGitOpsAppOptions } from '../../../src/config/options';
import { networkPolicy } from '../../../src/render/kubernetes/network-policy';
import { appOf, DEFAULT, renderOf, repositoryOf, RICH } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';
import type { Endpoint } from '../../support/render-network';
import { namespaceOf, Network, podsOf } from '../../support/render-network';
import type { KubeObject } from '../../support/render-objects';
import { find } from '../../support/render-objects';

afterAll(removeFolders);

function policyOf(own: NetworkPolicyOptions): KubeObject {
  const repository = repositoryOf({ ...DEFAULT, apps: { storefront: { networkPolicy: own } } });
  const app = appOf(repository, 'storefront');
  return networkPolicy(repository, app, app.base) as KubeObject;
}

const NEIGHBOURS = {
  namespaceSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'shop', environment: 'base' } },
};

function named(...values: string[]): object {
  return {
    namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] },
  };
}

const DNS = {
  to: [named('kube-system'), { ipBlock: { cidr: '169.254.20.10/32' } }],
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};

describe('the NetworkPolicy of an app', () => {
  test('lets its neighbours and the usual namespaces in, at the port of the server, and says nothing of egress', () => {
    expect(policyOf({})).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'storefront', namespace: 'storefront' },
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'storefront' } },
        policyTypes: ['Ingress'],
        ingress: [
          { from: [NEIGHBOURS, named('ingress-nginx', 'monitoring')], ports: [{ port: 'http', protocol: 'TCP' }] },
        ],
      },
    });
  });

  test('names no other namespace when there is none to let in: an empty selector would let all in', () => {
    expect(policyOf({ ingressNamespaces: [] }).spec.ingress).toEqual([
      { from: [NEIGHBOURS], ports: [{ port: 'http', protocol: 'TCP' }] },
    ]);
  });

  test('lets addresses in, next to namespaces', () => {
    expect(
      policyOf({ ingressCidrs: ['10.0.16.0/20', 'fd00::/64'], ingressNamespaces: ['monitoring'] }).spec.ingress,
    ).toEqual([
      {
        from: [
          NEIGHBOURS,
          named('monitoring'),
          { ipBlock: { cidr: '10.0.16.0/20' } },
          { ipBlock: { cidr: 'fd00::/64' } },
        ],
        ports: [{ port: 'http', protocol: 'TCP' }],
      },
    ]);
  });

  test('with an empty egress lets out to its neighbours and to DNS only', () => {
    const { spec } = policyOf({ egress: [] });
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec.egress).toEqual([{ to: [NEIGHBOURS] }, DNS]);
  });

  test('has a rule for each destination, with all ports where none is named', () => {
    const egress = [
      { namespace: 'databases', ports: [5432, 6432] },
      { cidr: '10.20.0.0/16' },
      { cidr: 'fd00::/8', ports: [443] },
      { namespace: 'queue' },
    ];
    expect(policyOf({ egress }).spec.egress).toEqual([
      { to: [NEIGHBOURS] },
      DNS,
      {
        to: [named('databases')],
        ports: [
          { port: 5432, protocol: 'TCP' },
          { port: 6432, protocol: 'TCP' },
        ],
      },
      { to: [{ ipBlock: { cidr: '10.20.0.0/16' } }] },
      { to: [{ ipBlock: { cidr: 'fd00::/8' } }], ports: [{ port: 443, protocol: 'TCP' }] },
      { to: [named('queue')] },
    ]);
  });

  test.each(['dev', 'prod'])('names the environment %s wherever its neighbours are meant', (environment) => {
    const repository = repositoryOf({ ...DEFAULT, apps: { storefront: { networkPolicy: { egress: [] } } } });
    const app = appOf(repository, 'storefront');
    const own = app.environments.find((candidate) => candidate.environment.name === environment);
    const { spec } = networkPolicy(repository, app, own ?? app.base) as KubeObject;
    const labels = { 'app.kubernetes.io/part-of': 'shop', environment };
    expect(spec.ingress[0].from[0]).toEqual({ namespaceSelector: { matchLabels: labels } });
    expect(spec.egress[0].to[0]).toEqual({ namespaceSelector: { matchLabels: labels } });
  });
});

/** Every pod and every policy of a repository, in all its environments, as kustomize builds them. */
async function deploy(options: PythonGitOpsAppOptions): Promise<{ pods: Endpoint[]; policies: KubeObject[] }> {
  const folder = writeTree(renderOf(options).values());
  const { apps, environments } = repositoryOf(options);
  const overlays = apps.flatMap((app) =>
    environments.map(({ name }) => ({
      app: app.name,
      environment: name,
      path: `apps/${app.name}/k8s/overlays/${name}`,
    })),
  );
  const built = await Promise.all(
    overlays.map(async (overlay) => ({ ...overlay, objects: await kustomize(folder, overlay.path) })),
  );
  return {
    pods: built.flatMap(({ objects }) => podsOf(objects)),
    policies: built.map(({ app, objects }) => find(objects, 'NetworkPolicy', app)),
  };
}

function inNamespace(namespace: string): Endpoint {
  return { name: namespace, namespace: namespaceOf({ name: namespace }), labels: {}, ports: {} };
}

function outside(address: string): Endpoint {
  return { name: address, address };
}

describe('in a cluster that enforces policies, the apps of one repository beside those of another', () => {
  let pods: Endpoint[];
  let strangers: Endpoint[];
  let network: Network;
  let policies: KubeObject[];

  beforeAll(async () => {
    const shop = await deploy(RICH);
    const billing = await deploy({ ...DEFAULT, name: 'billing', apps: { ledger: {} } });
    pods = shop.pods;
    strangers = billing.pods;
    policies = [...shop.policies, ...billing.policies];
    network = new Network(policies);
  });

  const pod = (name: string): Endpoint => {
    const found = [...pods, ...strangers].find((candidate) => candidate.name === name);
    if (!found) throw new Error(`no pod ${name}; there is ${pods.map((own) => own.name).join(', ')}`);
    return found;
  };
  const port = (endpoint: Endpoint): number => endpoint.ports?.http ?? 0;
  const environmentOf = ({ labels }: Endpoint): unknown => labels?.environment;

  test('there are pods of three apps in four environments, one app with two workloads', () => {
    expect(pods.map(({ name }) => name).sort()).toEqual(
      ['checkout', 'reports', 'storefront']
        .flatMap((app) => ['dev', 'staging', 'canary', 'prod'].map((environment) => `${app}-${environment}/${app}`))
        .concat(['dev', 'staging', 'canary', 'prod'].map((environment) => `checkout-${environment}/checkout-admin`))
        .sort(),
    );
  });

  test('no policy is left with the environment of the base', () => {
    expect(policies.filter((policy) => JSON.stringify(policy.spec).includes('"base"'))).toEqual([]);
  });

  test('each pod is selected by one policy, that of its app', () => {
    for (const { name, namespace, labels } of pods) {
      const selecting = policies.filter(
        ({ metadata, spec }) =>
          metadata.namespace === namespace?.name &&
          Object.entries(spec.podSelector.matchLabels as object).every(([key, value]) => labels?.[key] === value),
      );
      expect([name, selecting.map(({ metadata }) => metadata.name)]).toEqual([
        name,
        [labels?.['app.kubernetes.io/name']],
      ]);
    }
  });

  test('each pod reaches each pod of its own environment, and none of another', () => {
    for (const from of pods) {
      for (const to of pods) {
        const reaches = network.reaches(from, to, port(to));
        expect([from.name, to.name, reaches]).toEqual([from.name, to.name, environmentOf(from) === environmentOf(to)]);
      }
    }
  });

  test('pods are reached at the port of their server, and at no other one', () => {
    for (const to of pods) expect([to.name, network.reaches(to, to, 9999)]).toEqual([to.name, false]);
  });

  test('apps of another repository neither reach them nor are reached, in an environment of the same name either', () => {
    const ledger = pod('ledger-dev/ledger');
    for (const own of pods) {
      expect([own.name, network.reaches(ledger, own, port(own))]).toEqual([own.name, false]);
      expect([own.name, network.reaches(own, ledger, port(ledger))]).toEqual([own.name, false]);
    }
    expect(network.reaches(ledger, ledger, port(ledger))).toBe(true);
  });

  test.each([
    ['traefik', 'storefront-prod/storefront', true],
    ['monitoring', 'storefront-prod/storefront', true],
    ['traefik', 'reports-dev/reports', true],
    ['ingress-nginx', 'storefront-prod/storefront', false],
    ['default', 'storefront-prod/storefront', false],
    ['traefik', 'checkout-prod/checkout', false],
    ['monitoring', 'checkout-prod/checkout-admin', false],
    ['monitoring', 'ledger-dev/ledger', true],
    ['ingress-nginx', 'ledger-dev/ledger', true],
  ])('from %s to %s: %p', (from, to, expected) => {
    expect(network.reaches(inNamespace(from), pod(to), port(pod(to)))).toBe(expected);
  });

  test('nobody outside of the cluster reaches them past the ingress', () => {
    for (const to of pods) {
      expect([to.name, network.reaches(outside('8.8.8.8'), to, port(to))]).toEqual([to.name, false]);
    }
  });

  test.each([
    ['storefront-dev/storefront', inNamespace('databases'), 5432, true],
    ['storefront-dev/storefront', outside('8.8.8.8'), 443, true],
    ['reports-dev/reports', inNamespace('databases'), 5432, true],
    ['reports-dev/reports', inNamespace('databases'), 5433, false],
    ['reports-dev/reports', inNamespace('queues'), 5432, false],
    ['reports-prod/reports', outside('10.20.255.255'), 443, true],
    ['reports-prod/reports', outside('10.20.0.0'), 1, true],
    ['reports-prod/reports', outside('10.21.0.0'), 443, false],
    ['reports-prod/reports', outside('8.8.8.8'), 443, false],
    ['checkout-prod/checkout', inNamespace('databases'), 5432, false],
    ['checkout-prod/checkout-admin', outside('10.20.0.1'), 443, false],
  ])('from %s to %j at %i: %p', (from, to, at, expected) => {
    expect(network.reaches(pod(from), to, at)).toBe(expected);
  });

  test.each(['UDP', 'TCP'])('every pod asks DNS over %s, in the cluster and in the cache of its node', (protocol) => {
    for (const from of pods) {
      for (const to of [inNamespace('kube-system'), outside('169.254.20.10')]) {
        expect([from.name, to.name, network.reaches(from, to, 53, protocol)]).toEqual([from.name, to.name, true]);
      }
    }
    expect(network.reaches(pod('checkout-prod/checkout'), inNamespace('kube-system'), 443, protocol)).toBe(false);
    expect(network.reaches(pod('checkout-prod/checkout'), outside('169.254.169.254'), 80, 'TCP')).toBe(false);
  });
});
