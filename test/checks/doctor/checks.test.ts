import { argocdChecks } from '../../../src/checks/doctor/argocd';
import type { Check } from '../../../src/checks/doctor/check';
import { githubChecks } from '../../../src/checks/doctor/github';
import { machineChecks } from '../../../src/checks/doctor/machine';
import { registryChecks } from '../../../src/checks/doctor/registry';
import { releaseChecks } from '../../../src/checks/doctor/releases';
import { sealingChecks } from '../../../src/checks/doctor/secrets';
import { valueChecks } from '../../../src/checks/doctor/values';
import type { RegistryLogin } from '../../../src/config/model';
import { makeCertificate } from '../../support/certificate';

const ADDRESS = { host: 'git.acme.example', path: 'acme/shop', url: 'https://git.acme.example/acme/shop' };

function lines(checks: readonly Check[]): string[] {
  return checks.map(({ id, state, detail, fix }) => `${state} ${id}: ${detail}${fix === null ? '' : `: ${fix}`}`);
}

test('versions are compared as numbers', () => {
  const pinned = { kustomize: '5.8.2', kubeseal: '0.27.1' };
  const facts = { git: '2.39', node: '20.0.0', make: '3.81', kustomize: '5.8.2', seals: true, pinned, docker: '28' };
  expect(lines(machineChecks({ ...facts, python: '3.9.19', kubeseal: '0.27.0' }))).toEqual([
    'ok machine.git: 2.39',
    'ok machine.node: 20.0.0',
    'failed machine.python: found 3.9.19: install it: https://www.python.org/downloads, or set PYTHON=/path/to/python3',
    'ok machine.make: 3.81',
    'ok machine.kustomize: 5.8.2',
    'failed machine.kubeseal: found 0.27.0: scripts/install-tools.sh kubeseal',
    'ok machine.docker: docker 28',
  ]);
  expect(lines(machineChecks({ ...facts, node: '18.20.4', python: '4.0', kubeseal: '0.27.1' }))).toEqual(
    expect.arrayContaining([
      'failed machine.node: found 18.20.4: install it: https://nodejs.org/en/download',
      'ok machine.python: 4.0',
      'ok machine.kubeseal: 0.27.1',
    ]),
  );
});

test('a value that is not set is reported with what is not generated', () => {
  expect(lines(valueChecks({ registry: 'ghcr.io/acme' }))).toEqual([
    'failed values.repoUrl: not generated until then: pushing images, releases, and everything for Argo CD: ' +
      "set repoUrl: 'https://github.com/acme/shop' in .projenrc.ts, then run npx projen",
    'ok values.registry: ghcr.io/acme',
  ]);
});

test('secrets of image builds are checked like those of the login, on the host of the repository', () => {
  const facts = [{ place: 'repository', names: { answer: ['DOCKER_USERNAME', 'DOCKER_PASSWORD'] } }];
  const wanted = {
    address: ADDRESS,
    registry: 'docker.io/acme',
    login: { kind: 'password' } as const,
    buildSecrets: ['DOCKER_PASSWORD', 'PIP_NETRC'],
  };
  expect(lines(registryChecks(facts, wanted))).toEqual([
    'ok registry.secret.DOCKER_USERNAME: for the login to docker.io; in the repository',
    'ok registry.secret.DOCKER_PASSWORD: for the login to docker.io; in the repository',
    'failed registry.secret.PIP_NETRC: for image builds; not found: ' +
      'gh secret set PIP_NETRC --env registry --repo git.acme.example/acme/shop',
  ]);
});

test.each(['github-token', 'google', 'aws'])('a login by %s needs no secret', (kind) => {
  const wanted = { address: ADDRESS, registry: 'ghcr.io/acme', login: { kind } as RegistryLogin, buildSecrets: [] };
  expect(registryChecks([{ place: 'repository', names: { answer: [] } }], wanted)).toEqual([]);
});

test('a missing secret may be in a place that cannot be read', () => {
  const facts = [
    { place: 'environment registry', names: { why: 'HTTP 403' } },
    { place: 'repository', names: { answer: ['DOCKER_USERNAME'] } },
  ];
  const wanted = {
    address: ADDRESS,
    registry: 'docker.io/acme',
    login: { kind: 'password' } as const,
    buildSecrets: [],
  };
  expect(lines(registryChecks(facts, wanted))).toEqual([
    'ok registry.secret.DOCKER_USERNAME: for the login to docker.io; in the repository',
    'not-checked registry.secret.DOCKER_PASSWORD: for the login to docker.io; HTTP 403: ' +
      `${ADDRESS.url}/settings/environments, registry`,
  ]);
});

test('an archived repository rejects pushes, and is not checked further', () => {
  const why = { why: 'not asked' };
  const facts = {
    repository: { answer: { isPrivate: true, isArchived: true, hasIssues: true } },
    actions: why,
    environments: why,
    pullRequests: why,
    requiredChecks: why,
  };
  expect(
    lines(
      githubChecks(
        { ...facts, branches: new Map() },
        {
          address: ADDRESS,
          gated: ['prod'],
          branches: ['main'],
          credentials: 'token',
          login: { kind: 'password' },
          opensPullRequests: false,
          opensIssues: false,
          defaultBranch: 'main',
          apps: ['shop'],
        },
      ),
    ),
  ).toEqual([`failed github.repository: archived, so pushes are rejected: ${ADDRESS.url}/settings`]);
});

test('selected actions may be sufficient', () => {
  const why = { why: 'not asked' };
  const facts = {
    repository: { answer: { isPrivate: false, isArchived: false, hasIssues: true } },
    actions: { answer: { isEnabled: true, allowed: 'selected' } },
    environments: why,
    branches: new Map(),
    pullRequests: { why: 'not asked' },
    requiredChecks: { why: 'offline' },
  };
  const wanted = {
    address: ADDRESS,
    gated: [],
    branches: [],
    credentials: 'token',
    login: { kind: 'password' },
    opensPullRequests: false,
    opensIssues: false,
    defaultBranch: 'main',
    apps: ['shop'],
  } as const;
  expect(lines(githubChecks(facts, wanted))).toEqual([
    'ok github.repository: public',
    'not-checked github.actions: only selected actions are allowed: ' +
      `allow actions of GitHub and docker/*: ${ADDRESS.url}/settings/actions`,
    `not-checked github.environment.registry: not asked: ${ADDRESS.url}/settings/environments`,
  ]);
  const login = { kind: 'aws', role: 'arn', account: '123456789012', region: 'eu-west-1' } as const;
  expect(lines(githubChecks(facts, { ...wanted, login }))[1]).toContain(
    'allow actions of GitHub and docker/* and aws-actions/*: ',
  );
});

describe('Argo CD', () => {
  const wanted = {
    namespace: 'argocd',
    root: 'shop-root',
    repoUrl: 'https://github.com/acme/shop',
    branch: 'main',
    released: [],
  };
  const source = { repoURL: wanted.repoUrl, targetRevision: 'main', allowEmpty: false };

  test('needs no credentials for a public repository', () => {
    expect(lines(argocdChecks({ why: 'offline' }, false, wanted))[0]).toBe(
      'ok argocd.repository: public, needs no credentials',
    );
  });

  test.each([
    'rpc error: failed to list refs: dial tcp 10.0.0.1:443: connect: connection refused',
    'rpc error: failed to list refs: Get "https://x/info/refs": context deadline exceeded',
    'rpc error: dial tcp: lookup git.acme.example: no such host',
  ])('has no answer of the git server: %s', (message) => {
    const root = { sync: 'Unknown', health: 'Healthy', errors: [message], source };
    const cluster = { answer: { context: 'live', applications: { answer: [] }, root } };
    expect(lines(argocdChecks(cluster, true, wanted))[0]).toBe(
      `failed argocd.repository: ${message}: check that https://github.com/acme/shop answers there, ` +
        'then: argocd repo get https://github.com/acme/shop --refresh hard',
    );
  });

  test('has an error that is not about access', () => {
    const root = { sync: 'Unknown', health: 'Healthy', errors: ['kustomize build failed\nmore'], source };
    expect(
      lines(argocdChecks({ answer: { context: 'live', applications: { answer: [] }, root } }, true, wanted)),
    ).toEqual([
      'not-checked argocd.repository: private, so Argo CD needs credentials: ' +
        'argocd repo get https://github.com/acme/shop; if missing: argocd repo add https://github.com/acme/shop',
      'failed argocd.root: kustomize build failed: kubectl --namespace argocd get application shop-root --output yaml',
    ]);
  });
});

test.each([
  [
    { repoURL: 'https://github.com/acme/old' },
    'it follows https://github.com/acme/old, not https://github.com/acme/shop',
  ],
  [{ targetRevision: 'master' }, 'it follows master, not main'],
  [{ allowEmpty: true }, 'it has allowEmpty, so a bad merge could delete everything'],
])('a root that was applied before argo/root-app.yaml changed is applied again: %j', (difference, detail) => {
  const repoUrl = 'https://github.com/acme/shop';
  const wanted = { namespace: 'argocd', root: 'shop-root', repoUrl, branch: 'main', released: [] };
  const source = { repoURL: repoUrl, targetRevision: 'main', allowEmpty: false, ...difference };
  const root = { sync: 'Synced', health: 'Healthy', errors: [], source };
  expect(
    lines(argocdChecks({ answer: { context: 'live', applications: { answer: [] }, root } }, true, wanted))[1],
  ).toBe(
    `failed argocd.root: ${detail}, in context live: ` +
      'apply it again: kubectl apply --filename argo/root-app.yaml (as an Argo CD administrator)',
  );
});

test('a certificate that is not valid yet, and an invalid one', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const soon = makeCertificate({ from: new Date('2026-07-01T00:00:00Z') }).certificate;
  const facts = (environment: string, certificate: string) => ({
    environment,
    path: `${environment}.pem`,
    certificate,
    isCommitted: true,
    fetch: 'fetch it',
    missing: [],
  });
  expect(lines(sealingChecks([facts('dev', soon), facts('prod', 'none')], now))).toEqual([
    'failed secrets.certificate.dev: dev.pem is not valid before 2026-07-01: with access to its cluster: fetch it',
    'ok secrets.sealed.dev: every declared key has a value',
    'failed secrets.certificate.prod: prod.pem is not a PEM certificate: with access to its cluster: fetch it',
    'ok secrets.sealed.prod: every declared key has a value',
  ]);
});

test('many apps and keys are shortened, with the number of others', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const missing = names.map((app) => ({ app, keys: ['TOKEN'] }));
  const [, sealed] = sealingChecks(
    [{ environment: 'dev', path: 'dev.pem', isCommitted: true, fetch: '', missing }],
    new Date(),
  );
  expect([sealed.detail, sealed.fix]).toEqual([
    'missing: a TOKEN, b TOKEN, c TOKEN, and 2 more',
    'make seal APP=a ENV=dev KEY=TOKEN, and so on for each key',
  ]);
  expect(
    lines(
      releaseChecks([
        { environment: 'dev', branch: 'main', released: [], missing: names, broken: [] },
        { environment: 'qa', previous: 'dev', released: ['a'], missing: [], broken: ['b'] },
        { environment: 'prod', previous: 'qa', released: ['a'], missing: [], broken: [] },
        { environment: 'none', released: [], missing: [], broken: [] },
      ]),
    ),
  ).toEqual([
    'failed releases.dev: no release of a, b, c, and 2 more: ' +
      'push a change to the app to main; the workflow builds and releases it',
    'not-checked releases.qa: cannot read the release files of b: make drift',
    'ok releases.prod: 1 app',
  ]);
});
