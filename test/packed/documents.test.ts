import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block } from './blocks';
import { blocks, KINDS } from './blocks';
import * as support from './support';

jest.setTimeout(600_000);
afterAll(support.cleanUp);

let folder: string;
let all: Block[];

beforeAll(() => {
  folder = support.repository();
  const documents = [
    ...readdirSync(folder).filter((name) => name.endsWith('.md')),
    ...readdirSync(join(folder, 'docs')).map((name) => `docs/${name}`),
  ];
  expect(documents).toEqual(expect.arrayContaining(['AGENTS.md', 'ONBOARDING.md', 'docs/TROUBLESHOOTING.md']));
  all = documents.flatMap((document) => blocks(folder, document));
});

test('every block declares what it needs', () => {
  const strange = all.filter((block) => !KINDS.includes(block.kind));
  expect(strange.map(({ document, line, kind }) => `${document}:${line} ${kind}`)).toEqual([]);
  expect(all.filter((block) => block.kind === 'bash').length).toBeGreaterThan(3);
});

test('every command that needs nothing but the repository succeeds right after projen new, and changes nothing in it', () => {
  for (const block of all.filter(({ kind }) => kind === 'bash')) {
    const result = support.run('bash', ['-euo', 'pipefail', '-c', block.text], { cwd: folder, expect: null });
    const place = `${block.document}:${block.line}`;
    expect({ place, status: result.status, output: result.status === 0 ? '' : result.all }).toEqual({
      place,
      status: 0,
      output: '',
    });
  }
  expect(support.git(folder, 'status', '--porcelain')).toBe('');
});

test('every block is valid shell', () => {
  for (const block of all) {
    const result = support.run('bash', ['-n', '-c', block.text], { cwd: folder, expect: null });
    expect(`${block.document}:${block.line} ${result.stderr}`).toBe(`${block.document}:${block.line} `);
  }
});

describe('the entry for pre-commit that ONBOARDING.md offers', () => {
  /** A repository whose owner took the offer; hooks that pre-commit prepares stay in a folder of the test. */
  function commit(repository: string, message: string, expected: number): string {
    const env = { PRE_COMMIT_HOME: join(repository, '.git', 'pre-commit-home') };
    support.run('git', ['add', '--all'], { cwd: repository });
    return support.run('git', ['commit', '--message', message], { cwd: repository, env, expect: expected }).all;
  }

  test('lets a commit of own code pass, and refuses one with an edited generated file, by its name', () => {
    const text = readFileSync(join(folder, 'ONBOARDING.md'), 'utf8');
    const entry = /```yaml\n(repos:\n[^]*?)```/.exec(text)?.[1];
    expect(entry).toContain('scripts/check-generated.sh');
    const repository = support.makeFolder('pre-commit');
    support.run('git', ['clone', '--quiet', folder, repository], { cwd: folder });
    writeFileSync(join(repository, '.pre-commit-config.yaml'), entry ?? '');
    support.run(support.linter('pre-commit'), ['install'], { cwd: repository });
    appendFileSync(join(repository, 'apps', 'shop', 'src', 'server.py'), '# mine\n');
    expect(commit(repository, 'own code', 0)).toMatch(/generated files are up to date\.+Passed/);
    appendFileSync(join(repository, 'apps', 'shop', 'Dockerfile'), '# mine\n');
    const refused = commit(repository, 'an edit', 1);
    expect(refused).toContain('apps/shop/Dockerfile: FAILED');
    expect(refused).toContain('make owners FILE=PATH');
  });
});
