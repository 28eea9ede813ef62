import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidationOutput } from '../../../src/checks/validation/report';
import { runDrift } from '../../../src/cli/commands/drift/run';
import { runExplain } from '../../../src/cli/commands/explain/run';
import { runOwners } from '../../../src/cli/commands/owners/run';
import { runRenameApp } from '../../../src/cli/commands/rename-app/run';
import { runValidate } from '../../../src/cli/commands/validate/run';
import { answer, repositoryWith } from '../../support/command';
import { planIn, read, SHOP, synthIn, withoutPost, writeFiles } from '../../support/repository';

const OPTIONS = {
  ...SHOP,
  serviceMonitor: {},
  apps: { storefront: {}, billing: {} },
};

const RULES = 'argo/observability/rules/storefront.yaml';

let folder: string;

// It starts the real kustomize.
jest.setTimeout(120_000);

beforeEach(() => {
  folder = repositoryWith(OPTIONS);
});

/** Writes a file with one text replaced. */
function edit(path: string, from: string, to: string): void {
  const text = read(folder, path);
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFiles(folder, { [path]: text.replace(from, to) });
}

async function validate(): Promise<ValidationOutput> {
  return JSON.parse(
    (await answer(() => runValidate(folder, undefined, { json: true, cache: false }))).stdout,
  ) as ValidationOutput;
}

const problems = async (): Promise<string[]> => (await validate()).problems.map(({ rule, path }) => `${rule} ${path}`);

test('validate builds the rules, and finds nothing', async () => {
  const { stdout, code } = await answer(() => runValidate(folder, undefined, { cache: false }));
  expect(stdout.split('\n').filter((line) => line.includes(' argo/'))).toEqual([
    expect.stringMatching(/^ok +argo\/root-app +builds, 4 objects$/),
    expect.stringMatching(/^ok +argo\/observability +builds, 5 objects$/),
  ]);
  expect(code).toBe(0);
});

test('validate refuses what the operator would refuse, and the AppProject', async () => {
  edit(RULES, 'for: 15m', 'for: soon');
  expect(await problems()).toEqual(expect.arrayContaining([`generated-file ${RULES}`, `schema ${RULES}`]));
  synthIn(folder, OPTIONS);
  edit('argo/observability/applications/project.yaml', 'PrometheusRule', 'PodMonitor');
  expect(await problems()).toEqual(expect.arrayContaining([`not-permitted ${RULES}`]));
});

test('a hand edit of the rules or of the page is drift, and synth takes it back', async () => {
  for (const path of [RULES, 'docs/ALERTS.md']) {
    const before = read(folder, path);
    writeFiles(folder, { [path]: `${before}# mine\n` });
    const { code, stdout } = await answer(() => runDrift(folder, [], {}));
    expect([code, stdout]).toEqual([1, expect.stringContaining(path)]);
    synthIn(folder, OPTIONS);
    expect(read(folder, path)).toBe(before);
  }
  writeFiles(folder, { 'argo/observability/rules/mine.yaml': 'a: 1\n' });
  expect((await answer(() => runDrift(folder, [], {}))).stdout).toContain('argo/observability/rules/mine.yaml');
});

test.each([
  [
    RULES,
    'apps.storefront',
    'Set objective in apps.storefront or its environments; observability applies to all apps.',
  ],
  ['argo/observability/kustomization.yaml', 'observability', 'It lists the rules and dashboards of all apps.'],
  [
    'argo/observability/applications/project.yaml',
    'observability',
    'Set observability, repoUrl, defaultBranch, or argocd.',
  ],
  ['docs/ALERTS.md', 'observability', 'Set observability or objective.'],
])('owners knows who owns %s', async (path, option, instead) => {
  const { stdout } = await answer(() => runOwners(folder, path, {}));
  expect(stdout).toContain(`option   ${option}\n`);
  expect(stdout).toContain(instead);
});

test('explain shows an objective, and where it reaches', async () => {
  const { stdout } = await answer(() =>
    runExplain(folder, ['apps.storefront.environments.prod.objective.availability'], {}),
  );
  expect(stdout).toContain('99.9');
  expect(stdout).toContain(RULES);
  const shared = (await answer(() => runExplain(folder, ['observability.rules'], {}))).stdout;
  expect(shared).toContain('argo/observability/kustomization.yaml');
  expect(shared).toContain('argo/observability/rules/<app>.yaml');
  expect(shared).toContain('argo/observability/dashboards/<app>.json');
  expect(shared).toContain('docs/ALERTS.md');
});

test('a renamed app takes its rules along', async () => {
  const { code } = await answer(() => withoutPost(() => runRenameApp(folder, 'billing', 'invoices', {})));
  expect(code).toBe(0);
  expect(existsSync(join(folder, 'argo/observability/rules/billing.yaml'))).toBe(false);
  expect(read(folder, 'argo/observability/rules/invoices.yaml')).toContain('app: "invoices"');
  expect(existsSync(join(folder, '.python-gitops/saved'))).toBe(false);
  expect(await problems()).toEqual([]);
});

test('without rules, every file of them goes, and the root forgets their Application', () => {
  synthIn(folder, { ...OPTIONS, observability: { rules: 'none' } });
  expect(existsSync(join(folder, 'argo/observability'))).toBe(false);
  expect(existsSync(join(folder, 'docs/ALERTS.md'))).toBe(false);
  expect(read(folder, 'argo/root-app/kustomization.yaml')).not.toContain('observability');
  expect(existsSync(join(folder, '.python-gitops/saved'))).toBe(false);
});

test('a page about alerts that the team had is never overwritten', () => {
  const own = repositoryWith(SHOP);
  writeFiles(own, { 'docs/ALERTS.md': '# Ours\n' });
  const { findings } = planIn(own, { ...SHOP, serviceMonitor: {} });
  expect(findings.map(({ path }) => path)).toEqual(['docs/ALERTS.md']);
});
