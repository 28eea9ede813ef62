import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedHeader } from '../../src/files/tree/header';
import { renderCodeOwners } from '../../src/render/code-owners';
import { DEFAULT, renderOf, repositoryOf, RICH } from '../support/render-cases';
import { removeFolders, temporaryFolder } from '../support/render-disk';
import { parseStream } from '../support/render-objects';

afterAll(removeFolders);

const OWNERS = ['@acme/platform', 'on-call@acme.example'];
const files = renderOf(RICH);

test('there is no CODEOWNERS without owners: GitHub would complain of an empty one', () => {
  for (const options of [DEFAULT, { ...DEFAULT, codeOwners: [] }]) {
    expect(renderCodeOwners(repositoryOf(options))).toEqual([]);
  }
});

test('it gives what decides about clusters to the owners, all of them in one line', () => {
  expect(renderCodeOwners(repositoryOf(RICH))).toEqual([
    {
      path: 'CODEOWNERS',
      owner: 'generated',
      option: 'codeOwners',
      instead: 'Set codeOwners.',
      content: `${generatedHeader('CODEOWNERS', 'codeOwners')}${[
        '/CODEOWNERS       ',
        '/.projenrc.ts     ',
        '/projenrc/        ',
        '/.projen/         ',
        '/package.json     ',
        '/package-lock.json',
        '/.npmrc           ',
        '/argo/            ',
        '/apps/*/argo/     ',
        '/apps/*/k8s/      ',
        '/sealed-secrets/  ',
        '/.github/         ',
        '/Makefile         ',
        '/local.mk         ',
        '/scripts/         ',
      ]
        .map((pattern) => `${pattern} @acme/platform on-call@acme.example\n`)
        .join('')}# CI and make seal change these; the last pattern that matches counts.
/apps/*/argo/release/
/apps/*/k8s/overlays/*/release/
/apps/*/k8s/overlays/*/secrets/
`,
    },
  ]);
});

/** The lines of the file: a pattern, and the owners of what it matches. */
function rules(): { readonly pattern: string; readonly owners: string[] }[] {
  const [{ content }] = renderCodeOwners(repositoryOf(RICH));
  return content
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [pattern, ...owners] = line.split(/\s+/);
      return { pattern, owners };
    });
}

/**
 * Who owns each path. Patterns are those of gitignore, so git itself matches them, one at a time: in a file of owners
 * the last one that matches counts, also below a folder that an earlier one named.
 */
function ownersOf(paths: readonly string[]): Map<string, string[]> {
  const folder = temporaryFolder();
  const git = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // check-ignore ends with 1 when nothing matches.
    if (status === null || status > 1) throw new Error(`git ${args[0]}: ${stderr}`);
    return stdout;
  };
  git('init', '--quiet');
  const found = new Map<string, string[]>();
  rules().forEach(({ pattern, owners }, index) => {
    const file = join(folder, '.git', `pattern-${index}`);
    writeFileSync(file, `${pattern}\n`);
    const matched = git('-c', `core.excludesFile=${file}`, 'check-ignore', '--no-index', '--', ...paths).split('\n');
    for (const path of matched.filter((line) => line !== '')) found.set(path, owners);
  });
  return found;
}

describe('the owners of a path', () => {
  const paths = [...files.keys()];
  const owners = ownersOf(paths);

  test('are asked for every Application and AppProject, and for the workflow', () => {
    const decisive = paths.filter((path) => {
      if (path.startsWith('.github/')) return true;
      if (!path.endsWith('.yaml')) return false;
      return parseStream(files.get(path)?.content ?? '').some(({ kind }) =>
        ['Application', 'AppProject'].includes(kind),
      );
    });
    expect(decisive.length).toBeGreaterThan(12);
    for (const path of decisive) expect([path, owners.get(path)]).toEqual([path, OWNERS]);
  });

  test('are asked for every manifest but releases and sealed values, and for what CI runs', () => {
    const owned = paths.filter((path) => owners.get(path)?.length);
    const expected = paths.filter(
      (path) =>
        /^(?:CODEOWNERS$|Makefile$|\.github\/|argo\/|scripts\/|apps\/[^/]+\/(?:argo|k8s)\/)/.test(path) &&
        !/\/(?:argo\/release|k8s\/overlays\/[^/]+\/(?:release|secrets))\//.test(path),
    );
    expect(owned.sort()).toEqual(expected.sort());
  });

  test('are asked for no release file: CI moves them without a review', () => {
    const releases = [...files.values()].filter(({ owner }) => owner === 'release').map(({ path }) => path);
    expect(releases).toContain('apps/checkout/argo/release/kustomization.yaml');
    for (const path of releases) expect([path, owners.get(path) ?? []]).toEqual([path, []]);
  });

  test.each([
    // GitHub reads this one first.
    ['.github/CODEOWNERS', OWNERS],
    ['.github/workflows/mine.yml', OWNERS],
    ['apps/new/argo/app-dev.yaml', OWNERS],
    ['apps/checkout/src/argo/main.py', undefined],
    ['apps/checkout/argo', undefined],
    ['docs/CODEOWNERS', undefined],
    ['apps/checkout/src/server.py', undefined],
    ['apps/checkout/k8s/base/deployment.yaml', OWNERS],
    ['apps/checkout/k8s/extra/role.yaml', OWNERS],
    ['apps/checkout/k8s/overlays/prod/secrets/sealed-secret.yaml', []],
    ['sealed-secrets/prod.pem', OWNERS],
    ['.projenrc.ts', OWNERS],
    ['projenrc/company.ts', OWNERS],
    ['.projen/tasks.json', OWNERS],
    ['package.json', OWNERS],
    ['package-lock.json', OWNERS],
    ['.npmrc', OWNERS],
    // Makefile includes it.
    ['local.mk', OWNERS],
    ['apps/checkout/local.mk', undefined],
    ['yarn.lock', undefined],
    ['apps/checkout/src/package.json', undefined],
    ['apps/checkout/requirements.in', undefined],
  ])('of %s are %j', (path, expected) => {
    expect(ownersOf([path]).get(path)).toEqual(expected);
  });
});

test.each([
  ['npm', ['package-lock.json', '.npmrc']],
  ['pnpm', ['pnpm-lock.yaml', '.npmrc', '.pnpmfile.cjs', 'pnpm-workspace.yaml']],
  ['yarn', ['yarn.lock', '.yarnrc.yml', '.yarn/']],
])('the lock and the settings of %s have owners', (packageManager, expected) => {
  const [{ content }] = renderCodeOwners(repositoryOf({ ...RICH, packageManager }));
  const patterns: string[] = content.match(/^\/\S+(?= +@)/gm) ?? [];
  const first = patterns.indexOf('/package.json') + 1;
  expect(patterns.slice(first, patterns.indexOf('/argo/'))).toEqual(expected.map((path) => `/${path}`));
});
