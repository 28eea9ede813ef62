import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentView, renderDocuments } from '../../src/render/documents';
import { generatedHeader } from '../../src/tree/header';
import { byPath, CASES, contentOf, DEFAULT, NOT_SET, repositoryOf, RICH } from '../support/render-cases';
import { removeFolders, temporaryFolder } from '../support/render-disk';

afterAll(removeFolders);

const GENERATED = [
  'IMPLEMENTATION_SUMMARY.md',
  'ONBOARDING.md',
  'docs/ROLLBACK.md',
  'docs/SEALED_SECRETS.md',
  'docs/TROUBLESHOOTING.md',
];

const ALL = {
  ...CASES,
  'no-apps': { name: 'shop' },
  single: { ...DEFAULT, environments: { live: {} } },
  ungated: { ...DEFAULT, environments: { dev: {}, live: { gated: false } } },
};

test('the documents are the library’s, and the README is the user’s from the start', () => {
  const owners = renderDocuments(repositoryOf(DEFAULT)).map(({ path, owner }) => [path, owner]);
  expect(owners).toEqual([...GENERATED.map((path) => [path, 'generated']), ['README.md', 'starter']]);
});

describe.each(Object.entries(ALL))('in the case %s', (_case, options) => {
  const files = byPath(renderDocuments(repositoryOf(options)));

  test.each(GENERATED)('%s begins with a header that names it, and then a title', (path) => {
    const content = contentOf(files, path);
    expect(content.startsWith(generatedHeader(path, 'name', 'html'))).toBe(true);
    expect(content.slice(generatedHeader(path, 'name', 'html').length)).toMatch(/^\n# \S/);
  });

  test('no tag of the template language is left, and no value is missing', () => {
    for (const [path, { content }] of files) {
      // Expressions of GitHub and templates of Go have a place in documents, in code: they are no tags of ours.
      expect([path, content.match(/\{\{[#^/>&{!]?\s*\w*|\}\}/g)]).toEqual([path, null]);
      expect([path, content.match(/undefined|\[object Object\]|\bNaN\b/g)]).toEqual([path, null]);
      // Code, a cell of a table, a link and emphasis around nothing: a value was empty.
      expect([path, content.match(/(?<!`)``(?!`)|\|[ \t]+\||\]\(\)|\*\*\*\*/g)]).toEqual([path, null]);
    }
  });

  test('every link to a file of the repository leads to one', () => {
    const folder = temporaryFolder();
    for (const [path, { content }] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    for (const [path, { content }] of files) {
      for (const [, link] of content.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
        const target = join(folder, dirname(path), link);
        // What is linked besides documents is rendered elsewhere; the path is then checked there.
        if (link.endsWith('.md')) expect([path, link, existsSync(target)]).toEqual([path, link, true]);
      }
    }
  });

  test('every link to a heading leads to one', () => {
    for (const [path, { content }] of files) {
      for (const [, target, anchor] of content.matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)) {
        const document = target === '' ? path : join(dirname(path), target);
        expect([path, `${target}#${anchor}`, anchors(contentOf(files, document))]).toEqual([
          path,
          `${target}#${anchor}`,
          expect.arrayContaining([anchor]),
        ]);
      }
    }
  });

  test('every block of code is closed', () => {
    for (const [path, { content }] of files) {
      expect([path, (content.match(/^\s*```/gm) ?? []).length % 2]).toEqual([path, 0]);
    }
  });
});

/** The anchors that GitHub gives the headings of a document. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('values reach the documents as they are: nothing is escaped for HTML', () => {
  for (const { path, content } of renderDocuments(repositoryOf(RICH))) {
    expect([path, content.match(/&(?:#x?[0-9a-f]+|quot|lt|gt|amp);/gi)]).toEqual([path, null]);
  }
});

describe('what the documents can name', () => {
  test('says which environment gets its releases from which', () => {
    const { environments } = documentView(repositoryOf(RICH)) as { environments: Record<string, unknown>[] };
    expect(
      environments.map(({ name, gated, tracking, branch, previous }) => [name, gated, tracking, branch, previous]),
    ).toEqual([
      ['dev', false, true, 'main', ''],
      ['staging', false, true, 'staging', 'dev'],
      ['canary', true, false, 'main', 'staging'],
      ['prod', true, false, 'main', 'canary'],
    ]);
    expect(environments.map(({ isFirst, isLast }) => [isFirst, isLast])).toEqual([
      [true, false],
      [false, false],
      [false, false],
      [false, true],
    ]);
  });

  test('says what is not set, and that nothing is deployed until then', () => {
    const view = documentView(repositoryOf(NOT_SET)) as { deployable: boolean; notSet: { option: string }[] };
    expect(view.deployable).toBe(false);
    expect(view.notSet.map(({ option }) => option)).toEqual(['repoUrl', 'registry']);
  });
});
