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
      content: `${generatedHeader('CODEOWNERS', 'codeOwners')}/CODEOWNERS   @acme/platform on-call@acme.example
/.github/     @acme/platform on-call@acme.example
/argo/        @acme/platform on-call@acme.example
/apps/*/argo/ @acme/platform on-call@acme.example
# CI moves these; the last pattern that matches counts.
/apps/*/argo/release/
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

  test('are asked for each file below argo/, in the root and in the apps, and for the file of owners', () => {
    const owned = paths.filter((path) => owners.get(path)?.length);
    const expected = paths.filter((path) =>
      /^(?:CODEOWNERS$|\.github\/|argo\/|apps\/[^/]+\/argo\/(?!release\/))/.test(path),
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
    ['apps/checkout/k8s/base/deployment.yaml', undefined],
    ['.projenrc.ts', undefined],
  ])('of %s are %j', (path, expected) => {
    expect(ownersOf([path]).get(path)).toEqual(expected);
  });
});
