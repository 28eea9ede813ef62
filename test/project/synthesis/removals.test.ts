import { Git } from '../../../src/clients/git/git';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { Folder } from '../../../src/files/disk/folder';
import { beforeAt, beforeIn } from '../../../src/project/synthesis/before';
import { removalFindings } from '../../../src/project/synthesis/removals';
import type { ApplicationRelease } from '../../../src/releases/files/application-file';
import { renderApplicationFile } from '../../../src/releases/files/application-file';
import {
  commitAll,
  expectUntouched,
  findingsOf,
  git,
  renderIn,
  SHOP,
  synthesized,
  synthIn,
  writeFiles,
} from '../../support/repository';

const BOTH: PythonGitOpsAppOptions = {
  ...SHOP,
  environments: { dev: {}, staging: {}, prod: {} },
  apps: { storefront: {}, reports: {} },
};

/** A repository in which both apps are released to these environments. */
function released(environments: readonly string[] = ['dev', 'prod'], options = BOTH): string {
  const folder = synthesized(options);
  for (const app of Object.keys(options.apps ?? {})) {
    const held = Object.keys(options.environments ?? {}).filter((name) => !environments.includes(name));
    const states = held.map((name) => [`${app}-${name}`, { kind: 'held', namespace: 'argocd' }] as const);
    writeFiles(folder, { [`apps/${app}/argo/release/kustomization.yaml`]: renderApplicationFile(new Map(states)) });
  }
  return folder;
}

const without = (more: Partial<PythonGitOpsAppOptions>): PythonGitOpsAppOptions => ({ ...BOTH, ...more });

const KEPT = 'be kept while it is released, unless removed confirms it';
const WITH = 'with everything deployed, except namespaces and claims';
const LEFT = ', and what runs would keep running without Argo CD';

describe('synth stops, and writes nothing, when what is released disappears', () => {
  test.each<[string, PythonGitOpsAppOptions, object[]]>([
    [
      'an app',
      without({ apps: { storefront: {} } }),
      [
        {
          path: 'apps.reports',
          must: KEPT,
          got: `nothing, so Argo CD would delete reports-dev, reports-prod ${WITH}`,
          fix:
            "put it back, or confirm it for review: removed: { 'reports': 'REASON' }; " +
            'a renamed app is a new one: see "Rename an app" in ONBOARDING.md',
        },
      ],
    ],
    [
      'an app that got another name',
      without({ apps: { storefront: {}, statements: {} } }),
      [{ path: 'apps.reports', got: `nothing, so Argo CD would delete reports-dev, reports-prod ${WITH}` }],
    ],
    [
      'an environment',
      without({ environments: { staging: {}, prod: {} } }),
      [
        {
          path: 'environments.dev',
          got: `nothing, so Argo CD would delete reports-dev, storefront-dev${LEFT}`,
          fix:
            "put it back, or confirm it for review: removed: { 'dev': 'REASON' }; " +
            'a renamed environment starts without releases',
        },
      ],
    ],
    [
      'an environment that got another name',
      without({ environments: { dev: {}, staging: {}, live: {} } }),
      [{ path: 'environments.prod', got: `nothing, so Argo CD would delete reports-prod, storefront-prod${LEFT}` }],
    ],
    [
      'Applications, because their cluster got a name',
      without({ environments: { dev: { clusters: { eu: { server: 'https://eu.example' } } }, staging: {}, prod: {} } }),
      [
        {
          path: 'environments.dev.clusters',
          must: KEPT,
          got: `other Applications, so Argo CD would delete reports-dev, storefront-dev${LEFT}`,
          fix:
            "put it back, or confirm it for review: removed: { 'dev@https://kubernetes.default.svc': 'REASON' }; " +
            'an Application with another name is a new one, and its name contains that of the cluster',
        },
      ],
    ],
    [
      'everything, because the registry is not set',
      without({ registry: undefined }),
      [
        {
          path: 'registry',
          must: 'be set while apps are released',
          got: `nothing, so Argo CD would delete reports-dev, reports-prod, storefront-dev, storefront-prod ${WITH}`,
          fix: "set it, as in registry: 'docker.io/acme'; to stop deploying, remove the apps with make remove-app APP=…",
        },
      ],
    ],
    [
      'an app and an environment',
      without({ apps: { storefront: {} }, environments: { dev: {}, staging: {} } }),
      [
        { path: 'apps.reports', got: expect.stringContaining('reports-dev, reports-prod ') },
        { path: 'environments.prod', got: expect.stringContaining(`delete storefront-prod${LEFT}`) },
      ],
    ],
  ])('%s', (_what, options, findings) => {
    const folder = released();
    expectUntouched(folder, () => {
      expect(findingsOf(() => synthIn(folder, options))).toEqual(
        findings.map((finding) => expect.objectContaining({ code: 'removes-release', ...finding }) as object),
      );
    });
  });
});

const STAYS = 'stay the same while it is released, unless removed confirms the move';

/** Environments whose clusters have these addresses. */
const onClusters = (clusters: Record<string, string>, environment = 'prod'): Partial<PythonGitOpsAppOptions> => ({
  environments: {
    ...BOTH.environments,
    [environment]: {
      clusters: Object.fromEntries(Object.entries(clusters).map(([name, server]) => [name, { server }])),
    },
  },
});

/** An environment in which all apps share a namespace that exists already. */
const inNamespace = (namespace: string, environment = 'prod', more: object = {}): Partial<PythonGitOpsAppOptions> => ({
  environments: { ...BOTH.environments, [environment]: { namespace, createNamespace: false, ...more } },
});

const EU = 'https://eu.example';
const US = 'https://us.example';

describe('synth stops, and writes nothing, when what is released moves', () => {
  test.each<[string, Partial<PythonGitOpsAppOptions>, Partial<PythonGitOpsAppOptions>, object[]]>([
    [
      'to another namespace in one environment of an app',
      {},
      { apps: { ...BOTH.apps, reports: { environments: { prod: { namespace: 'billing' } } } } },
      [
        {
          path: 'apps.reports.environments.prod.namespace',
          must: STAYS,
          got: 'billing, so what runs in namespace reports-prod (reports-prod) would keep running without Argo CD',
          fix:
            "put it back, or confirm it for review: removed: { 'prod@reports-prod': 'REASON' }; " +
            'volumes stay behind, and secrets are sealed again',
        },
      ],
    ],
    [
      'to another namespace in all environments of an app',
      {},
      { apps: { ...BOTH.apps, reports: { environments: { dev: { namespace: 'a' }, prod: { namespace: 'b' } } } } },
      [
        {
          path: 'apps.reports.namespace',
          got: 'a, b, so what runs in namespace reports-dev, reports-prod (reports-dev, reports-prod) would keep running without Argo CD',
          fix: expect.stringContaining("{ 'dev@reports-dev': 'REASON', 'prod@reports-prod': 'REASON' }"),
        },
      ],
    ],
    [
      'to another namespace in one environment',
      inNamespace('live', 'prod'),
      inNamespace('production', 'prod'),
      [
        {
          path: 'environments.prod.namespace',
          got: 'production, so what runs in namespace live (reports-prod, storefront-prod) would keep running without Argo CD',
          fix: expect.stringContaining("{ 'prod@live': 'REASON' }"),
        },
      ],
    ],
    [
      'out of a namespace where another app stays',
      inNamespace('live', 'prod'),
      {
        ...inNamespace('live'),
        apps: { ...BOTH.apps, reports: { environments: { prod: { namespace: 'billing' } } } },
      },
      [{ fix: expect.stringContaining("{ 'reports-prod@live': 'REASON' }") }],
    ],
    [
      'to another namespace, and the shared AppProject still allows the old one',
      { argocd: { manages: 'applications', project: 'platform' } },
      {
        argocd: { manages: 'applications', project: 'platform' },
        ...inNamespace('live'),
      },
      [
        {
          path: 'environments.prod.namespace',
          got: 'live, so Argo CD would delete what runs in namespace reports-prod, storefront-prod (reports-prod, storefront-prod)',
        },
      ],
    ],
    [
      'to another namespace, and Argo CD does not prune',
      { argocd: { manages: 'applications', project: 'platform' } },
      {
        argocd: { manages: 'applications', project: 'platform' },
        ...inNamespace('live', 'prod', { sync: { prune: false } }),
      },
      [{ got: expect.stringContaining('would keep running without Argo CD') }],
    ],
    [
      'to another cluster',
      onClusters({ eu: EU }),
      onClusters({ eu: US }),
      [
        {
          path: 'environments.prod.clusters',
          must: STAYS,
          got: `${US}, so what runs in cluster ${EU} (reports-prod-eu, storefront-prod-eu) would keep running without Argo CD`,
          fix: `put it back, or confirm it for review: removed: { 'prod@${EU}': 'REASON' }; volumes stay behind`,
        },
      ],
    ],
    [
      'away from one of two clusters',
      onClusters({ eu: EU, us: US }),
      onClusters({ eu: EU }),
      [
        {
          path: 'environments.prod.clusters',
          must: KEPT,
          got: `other Applications, so Argo CD would delete reports-prod-us, storefront-prod-us${LEFT}`,
          fix: expect.stringContaining(`{ 'prod@${US}': 'REASON' }`),
        },
      ],
    ],
    [
      'to another name of the same cluster',
      onClusters({ eu: EU }),
      onClusters({ europe: EU }),
      [
        {
          path: 'environments.prod.clusters',
          fix: expect.stringContaining("{ 'reports-prod-eu': 'REASON', 'storefront-prod-eu': 'REASON' }"),
        },
      ],
    ],
    [
      'to another namespace of Argo CD',
      {},
      { argocd: { namespace: 'gitops' } },
      [
        {
          path: 'argocd.namespace',
          must: STAYS,
          got:
            'gitops, so reports-dev, reports-prod, storefront-dev, storefront-prod would be new Applications, and ' +
            'deleting the old ones in argocd would delete what runs',
          fix:
            "put it back, or confirm it for review: removed: { 'argocd.namespace@argocd': 'REASON' }; " +
            'synth then shows how to move without deleting anything',
        },
      ],
    ],
    [
      'to another namespace and another cluster',
      onClusters({ eu: EU }, 'dev'),
      {
        ...onClusters({ eu: US }, 'dev'),
        apps: { ...BOTH.apps, reports: { environments: { prod: { namespace: 'billing' } } } },
      },
      [{ path: 'environments.dev.clusters' }, { path: 'apps.reports.environments.prod.namespace' }],
    ],
  ])('%s', (_what, before, after, findings) => {
    const folder = released(['dev', 'prod'], without(before));
    expectUntouched(folder, () => {
      expect(findingsOf(() => synthIn(folder, without(after)))).toEqual(
        findings.map((finding) => expect.objectContaining({ code: 'removes-release', ...finding }) as object),
      );
    });
  });
});

describe('synth moves what is released', () => {
  test.each<[string, Partial<PythonGitOpsAppOptions>, Partial<PythonGitOpsAppOptions>, string[]]>([
    [
      'to another namespace',
      {},
      {
        apps: { ...BOTH.apps, reports: { environments: { prod: { namespace: 'billing' } } } },
        removed: { 'prod@reports-prod': 'agreed' },
      },
      ['reports-prod: what runs in namespace reports-prod keeps running without Argo CD until you delete it (agreed)'],
    ],
    [
      'to another namespace, named by its Application',
      { argocd: { manages: 'applications', project: 'platform' } },
      {
        argocd: { manages: 'applications', project: 'platform' },
        apps: { ...BOTH.apps, reports: { environments: { prod: { namespace: 'billing' } } } },
        removed: { 'reports-prod@reports-prod': 'agreed' },
      },
      ['reports-prod: Argo CD deletes what runs in namespace reports-prod (agreed)'],
    ],
    [
      'to another cluster',
      onClusters({ eu: EU }),
      { ...onClusters({ eu: US }), removed: { [`prod@${EU}`]: 'agreed' } },
      ['reports-prod-eu', 'storefront-prod-eu'].map(
        (name) => `${name}: what runs in cluster ${EU} keeps running without Argo CD until you delete it (agreed)`,
      ),
    ],
    [
      'to another namespace of Argo CD',
      {},
      { argocd: { namespace: 'gitops' }, removed: { 'argocd.namespace@argocd': 'agreed' } },
      ['reports-dev', 'reports-prod', 'storefront-dev', 'storefront-prod'].map(
        (name) => `${name}: its Application in namespace argocd stays until you delete it (agreed)`,
      ),
    ],
  ])('%s, and lists it once', (_what, before, after, lines) => {
    const folder = released(['dev', 'prod'], without(before));
    const summary = synthIn(folder, without(after)).split('\n');
    const first = summary.findIndex((line) => line.endsWith(' elsewhere, as removed confirms. Volumes stay behind:'));
    expect(summary.slice(first + 1, first + 1 + lines.length)).toEqual(lines.map((line) => `  ${line}`));
    expect(synthIn(folder, without(after))).not.toContain('as removed confirms');
  });

  const EXTERNAL = { argocd: { manages: 'applications', project: 'platform' } };
  test.each<[string, Partial<PythonGitOpsAppOptions>, string]>([
    [
      'that its AppProject no longer allows',
      {},
      'until its next release, Argo CD refuses to sync it; then what runs in namespace reports-prod keeps running without Argo CD until you delete it',
    ],
    ['that stays allowed', EXTERNAL, 'at its next release, Argo CD deletes what runs in namespace reports-prod'],
    [
      'that stays allowed, without pruning',
      { ...EXTERNAL, environments: { ...BOTH.environments, prod: { sync: { prune: false } } } },
      'at its next release, what runs in namespace reports-prod keeps running without Argo CD until you delete it',
    ],
  ])('at the next release of an environment that stays at a commit, from a namespace %s', (_what, options, line) => {
    const folder = released(['prod'], without(options));
    const image = `docker.io/acme/reports=docker.io/acme/reports:1@sha256:${'a'.repeat(64)}`;
    const states = new Map<string, ApplicationRelease>([
      ['reports-dev', { kind: 'held', namespace: 'argocd' }],
      ['reports-staging', { kind: 'held', namespace: 'argocd' }],
      ['reports-prod', { kind: 'pinned', revision: 'b'.repeat(40), image }],
    ]);
    writeFiles(folder, { 'apps/reports/argo/release/kustomization.yaml': renderApplicationFile(states) });
    const apps = { ...BOTH.apps, reports: { environments: { prod: { namespace: 'billing' } } } };
    const summary = synthIn(folder, without({ ...options, apps, removed: { 'prod@reports-prod': 'agreed' } }));
    expect(summary.split('\n')).toContain(`  reports-prod: ${line} (agreed)`);
  });

  test.each<[string, readonly string[], Partial<PythonGitOpsAppOptions>]>([
    ['that was never released', ['dev'], inNamespace('live', 'prod')],
    ['whose Application has other fields', ['dev', 'prod'], { argocd: { retryRefresh: false } }],
    [
      'whose file you took over',
      ['prod'],
      {
        ...inNamespace('live'),
        takeOver: ['apps/reports/argo/app-prod.yaml', 'apps/storefront/argo/app-prod.yaml'],
      },
    ],
  ])('without a confirmation for one %s', (_what, environments, options) => {
    expect(synthIn(released(environments), without(options))).not.toContain('as removed confirms');
  });
});

describe('synth goes on', () => {
  const LEAVES = ', and leaves what runs. Delete it yourself';
  test.each<[string, PythonGitOpsAppOptions, string, readonly string[]]>([
    [
      'an app',
      without({ apps: { storefront: {} }, removed: { reports: 'replaced' } }),
      '',
      ['reports-dev (replaced)', 'reports-prod (replaced)'],
    ],
    [
      'an environment',
      without({ environments: { staging: {}, prod: {} }, removed: { dev: 'merged' } }),
      LEAVES,
      ['reports-dev: namespace reports-dev (merged)', 'storefront-dev: namespace storefront-dev (merged)'],
    ],
    [
      'an environment of an AppProject that is managed elsewhere',
      without({
        argocd: { manages: 'applications', project: 'platform' },
        environments: { staging: {}, prod: {} },
        removed: { dev: 'merged' },
      }),
      '',
      ['reports-dev (merged)', 'storefront-dev (merged)'],
    ],
    [
      'an Application',
      without({
        environments: { dev: { clusters: { eu: { server: 'https://eu.example' } } }, staging: {}, prod: {} },
        removed: { 'reports-dev': 'moved', 'storefront-dev': 'moved' },
      }),
      LEAVES,
      ['reports-dev: namespace reports-dev (moved)', 'storefront-dev: namespace storefront-dev (moved)'],
    ],
  ])('when removed confirms that %s disappears, and lists it', (_what, options, outcome, lines) => {
    const summary = synthIn(released(), options).split('\n');
    const first = summary.indexOf(`After the merge, Argo CD deletes 2 Applications, as removed confirms${outcome}:`);
    expect(summary.slice(first, first + 3).slice(1)).toEqual(lines.map((line) => `  ${line}`));
    expect(synthIn(released([]), { ...BOTH })).not.toContain('Argo CD deletes');
  });

  test.each<[string, readonly string[], PythonGitOpsAppOptions]>([
    ['an app that was never released', [], without({ apps: { storefront: {} } })],
    ['an environment without a release', ['dev', 'prod'], without({ environments: { dev: {}, prod: {} } })],
    ['more apps and environments', ['dev'], without({ environments: { dev: {}, qa: {}, staging: {}, prod: {} } })],
    ['Applications that are managed elsewhere from now on', ['dev'], without({ argocd: { manages: 'nothing' } })],
  ])('without a confirmation for %s', (_what, environments, options) => {
    expect(synthIn(released(environments), options)).not.toContain('Argo CD deletes');
  });
});

describe('a branch is compared with the commit that it began at', () => {
  function findings(folder: string, options: PythonGitOpsAppOptions, commit: string): string[] {
    const rendering = renderIn(folder, options);
    expect(removalFindings(beforeIn(new Folder(folder)), rendering)).toEqual([]);
    return removalFindings(beforeAt(new Git(folder), commit), rendering).map(({ path, got }) => `${path} ${got}`);
  }

  test('so what went from the folder, too, is found', () => {
    const folder = released();
    const commit = commitAll(folder);
    const options = without({ apps: { storefront: {} } });
    git(folder, 'rm', '-r', '--quiet', 'apps/reports');
    expect(findings(folder, options, commit)).toEqual([
      `apps.reports nothing, so Argo CD would delete reports-dev, reports-prod ${WITH}`,
    ]);
    expect(findings(folder, { ...options, removed: { reports: 'replaced' } }, commit)).toEqual([]);
    expect(findings(folder, options, 'HEAD~5')).toEqual([]);
  });

  test('and a release file that holds an Application back again', () => {
    const folder = released(['dev']);
    const commit = commitAll(folder);
    const states = ['dev', 'staging', 'prod'].map((name) => [`reports-${name}`, { kind: 'held', namespace: 'argocd' }]);
    writeFiles(folder, {
      'apps/reports/argo/release/kustomization.yaml': renderApplicationFile(new Map(states as never)),
    });
    expect(findings(folder, BOTH, commit)).toEqual([
      `apps/reports/argo/release/kustomization.yaml released Applications, so Argo CD would delete reports-dev ${WITH}`,
    ]);
  });

  test('and what the folder has moved already', () => {
    const folder = released(['dev']);
    const commit = commitAll(folder);
    const options = without(inNamespace('shared', 'dev'));
    const removed = { 'dev@reports-dev': 'moved', 'dev@storefront-dev': 'moved' };
    synthIn(folder, { ...options, removed });
    expect(findings(folder, options, commit)).toEqual([
      'environments.dev.namespace shared, so what runs in namespace reports-dev, storefront-dev (reports-dev, ' +
        'storefront-dev) would keep running without Argo CD',
    ]);
    expect(findings(folder, { ...options, removed }, commit)).toEqual([]);
  });
});
