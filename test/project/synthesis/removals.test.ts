import { Git } from '../../../src/clients/git/git';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { Folder } from '../../../src/files/disk/folder';
import { beforeAt, beforeIn, removalFindings } from '../../../src/project/synthesis/removals';
import { render } from '../../../src/project/synthesis/rendering';
import { renderApplicationFile } from '../../../src/releases/files/application-file';
import {
  commitAll,
  expectUntouched,
  findingsOf,
  git,
  makeProject,
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
          got: `nothing, so Argo CD would delete reports-dev, storefront-dev ${WITH}`,
          fix:
            "put it back, or confirm it for review: removed: { 'dev': 'REASON' }; " +
            'a renamed environment starts without releases',
        },
      ],
    ],
    [
      'an environment that got another name',
      without({ environments: { dev: {}, staging: {}, live: {} } }),
      [{ path: 'environments.prod', got: `nothing, so Argo CD would delete reports-prod, storefront-prod ${WITH}` }],
    ],
    [
      'an Application, because its cluster got a name',
      without({ environments: { dev: { clusters: { eu: { server: 'https://eu.example' } } }, staging: {}, prod: {} } }),
      [
        {
          path: 'environments.dev (reports-dev)',
          fix: expect.stringContaining("removed: { 'reports-dev': 'REASON' }"),
        },
        { path: 'environments.dev (storefront-dev)' },
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
        { path: 'environments.prod', got: expect.stringContaining('delete storefront-prod ') },
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

describe('synth goes on', () => {
  test.each<[string, PythonGitOpsAppOptions]>([
    ['an app', without({ apps: { storefront: {} }, removed: { reports: 'replaced' } })],
    ['an environment', without({ environments: { staging: {}, prod: {} }, removed: { dev: 'merged into staging' } })],
    [
      'an Application',
      without({
        environments: { dev: { clusters: { eu: { server: 'https://eu.example' } } }, staging: {}, prod: {} },
        removed: { 'reports-dev': 'moved', 'storefront-dev': 'moved' },
      }),
    ],
  ])('when removed confirms that %s disappears, and lists it', (_what, options) => {
    const [reason] = Object.values(options.removed ?? {});
    const summary = synthIn(released(), options);
    expect(summary).toContain('\nAfter the merge, Argo CD deletes 2 Applications, as removed confirms:\n');
    expect(summary).toContain(`-dev (${reason})`);
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
    const rendering = render(makeProject(folder, options), new Folder(folder));
    expect(removalFindings(beforeIn(new Folder(folder)), rendering)).toEqual([]);
    return removalFindings(beforeAt(new Git(folder), commit), rendering).map(({ path, got }) => `${path} ${got}`);
  }

  test('so what went from the folder, too, is found', () => {
    const folder = released();
    git(folder, 'init', '--quiet');
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
    git(folder, 'init', '--quiet');
    const commit = commitAll(folder);
    const states = ['dev', 'staging', 'prod'].map((name) => [`reports-${name}`, { kind: 'held', namespace: 'argocd' }]);
    writeFiles(folder, {
      'apps/reports/argo/release/kustomization.yaml': renderApplicationFile(new Map(states as never)),
    });
    expect(findings(folder, BOTH, commit)).toEqual([
      `environments.dev (reports-dev) nothing, so Argo CD would delete reports-dev ${WITH}`,
    ]);
  });
});
