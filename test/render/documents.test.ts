import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedHeader } from '../../src/files/tree/header';
import type { TreeFile } from '../../src/files/tree/tree';
import { documentView, renderDocuments } from '../../src/render/documents';
import { byPath, CASES, contentOf, DEFAULT, NOT_SET, repositoryOf, RICH } from '../support/render-cases';
import { removeFolders, temporaryFolder } from '../support/render-disk';
import { wholeTree } from '../support/render-whole';

afterAll(removeFolders);

const GENERATED = [
  'AGENTS.md',
  'IMPLEMENTATION_SUMMARY.md',
  'ONBOARDING.md',
  'docs/RELEASING.md',
  'docs/ROLLBACK.md',
  'docs/SEALED_SECRETS.md',
  'docs/TROUBLESHOOTING.md',
];

const ALL = {
  ...CASES,
  'no-apps': { name: 'shop' },
  single: { ...DEFAULT, environments: { live: {} } },
  'pull-requests': { ...DEFAULT, delivery: { releases: 'pull-request' } },
  'pull-requests-by-app': {
    ...RICH,
    delivery: { ...RICH.delivery, releases: 'pull-request', credentials: 'github-app' },
  },
  ungated: { ...DEFAULT, environments: { dev: {}, live: { gated: false } } },
  'deploy-key': { ...DEFAULT, delivery: { credentials: 'deploy-key' } },
  gates: {
    ...DEFAULT,
    argocd: { address: 'https://argocd.acme.example' },
    environments: {
      dev: { gate: { check: 'health' } },
      staging: { gate: { check: 'tests', address: 'https://shop.staging.acme.example' } },
      qa: { gated: false },
      prod: {},
    },
  },
  'only-gated': { ...DEFAULT, environments: { stage: { gated: true }, prod: {} } },
  'managed-elsewhere': { ...DEFAULT, argocd: { manages: 'nothing' } },
  'only-gated-elsewhere': {
    ...DEFAULT,
    argocd: { manages: 'nothing' },
    delivery: { releases: 'pull-request' },
    environments: { stage: { gated: true }, prod: {} },
  },
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

  test('no paragraphs stand wider apart than others, and none ends in the middle', () => {
    for (const [path, { content }] of files) {
      expect([path, content.match(/\n\n\n/g)]).toEqual([path, null]);
      // What a colon announces follows it.
      expect([path, content.match(/:\n\n(?:#.*|$)/g)]).toEqual([path, null]);
    }
  });

  test('every block of code is closed', () => {
    for (const [path, { content }] of files) {
      expect([path, (content.match(/^\s*```/gm) ?? []).length % 2]).toEqual([path, 0]);
    }
  });
});

describe('AGENTS.md', () => {
  const tree = wholeTree(RICH);
  const text = contentOf(byPath(renderDocuments(repositoryOf(RICH))), 'AGENTS.md');
  const apps = Object.keys(RICH.apps ?? {});
  const codes = (markdown: string): string[] => [...markdown.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);

  /** Whether a path is meant by a name as the table writes it: a folder, a path with `<app>`, or the name of a file. */
  const isMeant = (path: string, written: string): boolean =>
    (written.includes('<app>') ? apps.map((app) => written.replace('<app>', app)) : [written]).some(
      (own) => path === own || path.endsWith(`/${own}`) || (own.endsWith('/') && `/${path}`.includes(`/${own}`)),
    );

  /** What each cell of a column names, and what it takes out again with the word except. */
  const column = (index: number): { readonly names: string[]; readonly except: string[] }[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('`'))
      .map((line) => {
        const [names, except = ''] = line.split('|')[index].split(/\bexcept\b/);
        return { names: codes(names), except: codes(except) };
      });
  const [allowed, forbidden] = [column(1), column(2)];

  const mayEdit = (path: string): boolean =>
    allowed.some(({ names, except }) => {
      const name = names.find((own) => isMeant(path, own));
      return name !== undefined && !except.some((own) => isMeant(path, own));
    });
  const mayNotEdit = ({ path, content }: TreeFile): boolean =>
    forbidden.some(({ names }) =>
      names.some((own) =>
        own.startsWith('Generated from ')
          ? content.split('\n').slice(0, 5).join('\n').includes(own)
          : isMeant(path, own),
      ),
    );

  test('has a table with rules for both', () => {
    expect(allowed.flatMap(({ names }) => names)).toEqual(
      expect.arrayContaining(['.projenrc.ts', 'apps/<app>/src/', 'apps/<app>/test/', 'README.md']),
    );
    expect(forbidden.flatMap(({ names }) => names)).toContain('Generated from .projenrc.ts');
  });

  test('names no file that is not there', () => {
    const yours = ['.projenrc.ts', 'local.mk', 'Generated from .projenrc.ts'];
    const names = [...allowed, ...forbidden].flatMap(({ names: own, except }) => [...own, ...except]);
    const isCommand = (name: string): boolean => /^(?:make|npx) /.test(name);
    for (const name of names.filter((own) => !yours.includes(own) && !isCommand(own))) {
      expect([name, tree.files().filter(({ path }) => isMeant(path, name)).length > 0]).toEqual([name, true]);
    }
  });

  test('lets nobody edit what is generated, moved by CI or locked', () => {
    const isLock = (path: string): boolean => /\/requirements(?:-test)?\.txt$/.test(path);
    const wrong = tree
      .files()
      .filter((file) => file.owner !== 'starter' || isLock(file.path))
      .filter((file) => mayEdit(file.path) && !mayNotEdit(file));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('lets people’s code, tests and settings be edited', () => {
    const code = tree.files().filter(({ path, owner }) => owner === 'starter' && /\.(?:py|in|toml|md)$/.test(path));
    expect(code.length).toBeGreaterThan(12);
    expect(code.filter((file) => !mayEdit(file.path) || mayNotEdit(file)).map(({ path }) => path)).toEqual([]);
    const own = ['.projenrc.ts', 'local.mk', 'apps/checkout/local.mk', 'apps/checkout/src/orders/models.py'];
    expect(own.filter((path) => !mayEdit(path))).toEqual([]);
  });

  test('names targets that the Makefile has', () => {
    const makefile = tree.get('Makefile')?.content ?? '';
    const targets = [...text.matchAll(/\bmake ([a-z]+)\b/g)].map(([, target]) => target);
    expect(targets).toEqual(expect.arrayContaining(['check', 'format', 'lock', 'owners']));
    for (const target of targets) {
      expect([target, new RegExp(`^${target}:`, 'm').test(makefile)]).toEqual([target, true]);
    }
  });
});

describe('the table of who may reach what', () => {
  test('says for each app what its NetworkPolicy says', () => {
    const summary = contentOf(byPath(renderDocuments(repositoryOf(RICH))), 'IMPLEMENTATION_SUMMARY.md');
    const neighbours = 'apps of this repository in the same environment';
    const rows = summary.split('\n').filter((line) => line.includes(`| ${neighbours}`));
    expect(rows).toEqual([
      `| storefront | ${neighbours}, pods in \`traefik\`, pods in \`monitoring\` | everything |`,
      `| reports | ${neighbours}, pods in \`traefik\`, pods in \`monitoring\` | these apps, DNS, \`databases\` on 5432, \`10.20.0.0/16\` |`,
      `| checkout | ${neighbours} | these apps, DNS |`,
    ]);
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

test.each([
  ['token', '`github-actions` push to it'],
  ['github-app', '`RELEASE_APP_CLIENT_ID`'],
  ['deploy-key', '`RELEASE_DEPLOY_KEY`'],
])('with %s, the summary says what GitHub must have for it alone', (credentials, expected) => {
  const others = ['`github-actions` push to it', '`RELEASE_APP_CLIENT_ID`', '`RELEASE_DEPLOY_KEY`'];
  const files = byPath(renderDocuments(repositoryOf({ ...DEFAULT, delivery: { credentials } })));
  const summary = contentOf(files, 'IMPLEMENTATION_SUMMARY.md').replace(/\s+/g, ' ');
  expect(others.filter((text) => summary.includes(text))).toEqual([expected]);
});

describe('releases by pull request', () => {
  const textOf = (delivery: object, path: string): string =>
    contentOf(byPath(renderDocuments(repositoryOf({ ...DEFAULT, delivery }))), path);

  test('are what the runbooks speak of, and pushes otherwise', () => {
    for (const path of ['docs/RELEASING.md', 'docs/ROLLBACK.md']) {
      expect([
        path,
        textOf({ releases: 'pull-request' }, path).match(/and pushes|push is refused|branch is protected/gi),
      ]).toEqual([path, null]);
      expect([path, textOf({}, path).match(/\bmerge(?:d|s)\b.*pull request|opens a pull request/gi)]).toEqual([
        path,
        null,
      ]);
    }
    expect(textOf({ releases: 'pull-request' }, 'docs/ROLLBACK.md')).toContain(
      '**Merge\nthat**: nothing has changed before.',
    );
  });

  test('start no checks unless a GitHub App opens them', () => {
    const byToken = textOf({ releases: 'pull-request' }, 'docs/RELEASING.md');
    expect(byToken).toContain("token starts no\n  workflow. Set `delivery: { credentials: 'github-app' }`");
    expect(byToken).toContain('must let Actions create pull requests');
    const byApp = textOf({ releases: 'pull-request', credentials: 'github-app' }, 'docs/RELEASING.md');
    expect(byApp).not.toMatch(/starts no|must let Actions/);
  });
});

/** The document of a case, in one line. */
function textOfCase(name: keyof typeof ALL, path: string): string {
  return contentOf(byPath(renderDocuments(repositoryOf(ALL[name]))), path).replace(/\s+/g, ' ');
}

describe('gates', () => {
  test('are jobs in the table of the workflow, in their order', () => {
    const summary = contentOf(byPath(renderDocuments(repositoryOf(ALL.gates))), 'IMPLEMENTATION_SUMMARY.md');
    expect(summary.match(/^\| (?:app|release) \| (?:release|gate).*$/gm)).toEqual([
      '| app | release | after a push: releases the image to the environments that track the branch, up to the first gate |',
      '| app | gate-dev | waits until dev shows what its gate asks for |',
      '| app | release-staging | once the gate of dev passed: releases the image to staging |',
      '| app | gate-staging | waits until staging shows what its gate asks for |',
      '| app | release-qa | once the gate of staging passed: releases the image to qa |',
      '| release | release | by hand: promotes, rolls back, pins and unpins |',
      '| release | gate | after each of these but a pin: waits for the gate of the environment, if it has one |',
    ]);
    const jobs = contentOf(byPath(wholeTree(ALL.gates).files()), '.github/workflows/app.yml').match(
      /^ {2}[\w-]+(?=:$)/gm,
    );
    expect(jobs).toEqual(expect.arrayContaining(['  gate-dev', '  release-staging', '  gate-staging', '  release-qa']));
  });

  test('are named where a person waits for one by hand: the last environment that has one', () => {
    expect(textOfCase('gates', 'docs/RELEASING.md')).toContain(
      '`make gate APP=… ENV=staging` waits for the one of staging.',
    );
  });

  test('are looked for in TROUBLESHOOTING by what the command says', () => {
    const folders = ['src/releases/gate', 'src/cli'].map((folder) => join(__dirname, '..', '..', folder));
    const said = folders
      .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
      .filter((path) => path.endsWith('.ts'))
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n')
      .replaceAll('${TOKEN}', 'ARGOCD_AUTH_TOKEN');
    const section = contentOf(byPath(renderDocuments(repositoryOf(ALL.gates))), 'docs/TROUBLESHOOTING.md')
      .split('### A gate does not pass')[1]
      .split('\n### ')[0];
    const texts = section
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...line.split(' | ')[0].matchAll(/`([^`]+)`/g)].flatMap(([, text]) => text.split(' … ')));
    expect(texts.length).toBeGreaterThan(10);
    // One word is a state of Argo CD.
    const unknown = texts.filter((text) => text.includes(' ') && !said.includes(text));
    expect(unknown).toEqual([]);
  });

  test('are spoken of only where there are some', () => {
    for (const path of GENERATED) {
      expect([path, textOfCase('only-gated', path).match(/\bgate(?!d)\b(?!`? of an| of an)/g)]).toEqual([path, null]);
    }
  });
});

describe('where only people move environments', () => {
  test('the documents say how a release comes to the first one, and of no automatic release', () => {
    const [onboarding, releasing] = ['ONBOARDING.md', 'docs/RELEASING.md'].map((path) =>
      textOfCase('only-gated', path),
    );
    expect(onboarding).toContain('It stops there: a person releases the image to stage');
    expect(onboarding).not.toContain('that an environment tracks');
    expect(releasing).not.toMatch(/tracking environment/i);
    expect(releasing).toContain('`make release APP=storefront ENV=stage IMAGE=:TAG@DIGEST`');
  });
});

describe('where the Applications are kept elsewhere', () => {
  test('no document says that a release moves configuration', () => {
    const texts = ['ONBOARDING.md', 'IMPLEMENTATION_SUMMARY.md', 'docs/RELEASING.md'].map((path) =>
      textOfCase('only-gated-elsewhere', path),
    );
    for (const text of texts) {
      expect(text).not.toMatch(
        /image \*\*and\*\* its configuration|argo\/release\/kustomization|the very image, and the/,
      );
    }
  });

  test('nobody is sent to the root', () => {
    const text = textOfCase('managed-elsewhere', 'docs/TROUBLESHOOTING.md');
    expect(text).not.toMatch(/the root is missing|see below \| ###/);
    expect(text).toContain('whoever keeps them can say why one is missing');
  });
});
