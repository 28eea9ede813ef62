import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedHeader } from '../../src/files/tree/header';
import type { TreeFile } from '../../src/files/tree/tree';
import { documentView, renderDocuments } from '../../src/render/documents';
import { REAL_MESSAGES } from '../support/argocd-messages';
import { fixIn } from '../support/page';
import { byPath, CASES, contentOf, DEFAULT, NOT_SET, repositoryOf, RICH } from '../support/render-cases';
import { removeFolders, temporaryFolder } from '../support/render-disk';
import { wholeTree } from '../support/render-whole';

afterAll(removeFolders);

const GENERATED = [
  'AGENTS.md',
  'IMPLEMENTATION_SUMMARY.md',
  'ONBOARDING.md',
  'docs/RECIPES.md',
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
  reports: {
    ...DEFAULT,
    argocd: { notifications: { failed: { slack: ['shop-alerts'] } } },
    delivery: { onFailure: 'issue' },
  },
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
      // Python has two empty lines between functions.
      const text = content.replace(/^```python\n[^]*?^```$/gm, 'code');
      expect([path, text.match(/\n\n\n/g)]).toEqual([path, null]);
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
    const neighbors = 'apps here in the same environment';
    const rows = summary.split('\n').filter((line) => line.includes(`| ${neighbors}`));
    expect(rows).toEqual([
      `| storefront | ${neighbors}, pods in \`traefik\`, pods in \`monitoring\` | everything |`,
      `| reports | ${neighbors}, pods in \`traefik\`, pods in \`monitoring\` | these apps, DNS, \`databases\` on 5432, \`10.20.0.0/16\` |`,
      `| checkout | ${neighbors} | these apps, DNS |`,
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
  ['token', '`github-actions` push'],
  ['github-app', '`RELEASE_APP_CLIENT_ID`'],
  ['deploy-key', '`RELEASE_DEPLOY_KEY`'],
])('with %s, the summary says what GitHub must have for it alone', (credentials, expected) => {
  const others = ['`github-actions` push', '`RELEASE_APP_CLIENT_ID`', '`RELEASE_DEPLOY_KEY`'];
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
    expect(textOf({ releases: 'pull-request' }, 'docs/ROLLBACK.md').replace(/\s+/g, ' ')).toContain(
      '**Nothing changes until you merge it.**',
    );
  });

  test('start no checks unless a GitHub App opens them', () => {
    const byToken = textOf({ releases: 'pull-request' }, 'docs/RELEASING.md').replace(/\s+/g, ' ');
    expect(byToken).toContain("token starts no workflow. Set `delivery: { credentials: 'github-app' }`");
    expect(byToken).toContain('must let Actions create pull requests');
    const byApp = textOf({ releases: 'pull-request', credentials: 'github-app' }, 'docs/RELEASING.md');
    expect(byApp).not.toMatch(/starts no|must let Actions/);
  });
});

/** The document of a case, in one line. */
function textOfCase(name: keyof typeof ALL, path: string): string {
  return contentOf(byPath(renderDocuments(repositoryOf(ALL[name]))), path).replace(/\s+/g, ' ');
}

test('the messages that TROUBLESHOOTING.md quotes are real', () => {
  const root = join(__dirname, '..', '..');
  const sources = ['src', 'templates/app', 'templates/repository']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .concat(REAL_MESSAGES)
    .join('\n')
    .replaceAll('${TOKEN}', 'ARGOCD_AUTH_TOKEN');
  const document = contentOf(byPath(renderDocuments(repositoryOf(ALL.gates))), 'docs/TROUBLESHOOTING.md');
  const quoted = document
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split(' | ')[0].matchAll(/`([^`]+)`/g)])
    .flatMap(([, text]) => text.split('…').map((part) => part.trim()));
  // One word is a state of a file, of Argo CD, or of a pod.
  const messages = quoted.filter((text) => text.includes(' '));
  expect(messages.length).toBeGreaterThan(15);
  expect(messages.filter((text) => !sources.includes(text))).toEqual([]);
});

test.each(REAL_MESSAGES)('one row of the troubleshooting page has a fix for: %s', (message) => {
  const page = contentOf(byPath(renderDocuments(repositoryOf(ALL.gates))), 'docs/TROUBLESHOOTING.md');
  const section = message.includes('nodes are available') ? 'Pods are not ready' : 'Argo CD reports an error';
  expect(fixIn(page, section, message)).toMatch(/^\S.{5,}$/);
});

describe('gates', () => {
  test('are jobs in the table of the workflow, in their order', () => {
    const summary = contentOf(byPath(renderDocuments(repositoryOf(ALL.gates))), 'IMPLEMENTATION_SUMMARY.md');
    expect(summary.match(/^\| (?:app|release) \| (?:release|gate).*$/gm)).toEqual([
      '| app | release | pushes: releases the image to the environments that track the branch, up to the first gate |',
      '| app | gate-dev | waits until dev passes its gate |',
      '| app | release-staging | after the gate of dev: releases the image to staging |',
      '| app | gate-staging | waits until staging passes its gate |',
      '| app | release-qa | after the gate of staging: releases the image to qa |',
      '| release | release | by hand: promotes, rolls back, pins, unpins, or releases |',
      '| release | gate | after all of these except a pin: waits for the gate, if there is one |',
    ]);
    const jobs = contentOf(byPath(wholeTree(ALL.gates).files()), '.github/workflows/app.yml').match(
      /^ {2}[\w-]+(?=:$)/gm,
    );
    expect(jobs).toEqual(expect.arrayContaining(['  gate-dev', '  release-staging', '  gate-staging', '  release-qa']));
  });

  test('are named where a person waits for one by hand: the last environment that has one', () => {
    expect(textOfCase('gates', 'docs/RELEASING.md')).toContain(
      '`make gate APP=… ENV=staging` waits for the gate of staging.',
    );
  });

  test('are spoken of only where there are some', () => {
    for (const path of GENERATED) {
      expect([path, textOfCase('only-gated', path).match(/\bgate(?!d)\b(?!`? of an| of an)/g)]).toEqual([path, null]);
    }
  });
});

describe('failed releases', () => {
  const inDocument = (options: object): string =>
    contentOf(byPath(renderDocuments(repositoryOf({ ...DEFAULT, ...options }))), 'docs/RELEASING.md');
  const notifications = { failed: { slack: ['shop-alerts'] } };

  test('are explained only where they are reported', () => {
    expect(inDocument({})).not.toMatch(/Failed releases|release-failed|notifications/);
    expect(inDocument({ argocd: { notifications: { failed: {} } } })).not.toContain('Failed releases');
  });

  test('are reported in issues, by messages, or both', () => {
    const byIssue = inDocument({ delivery: { onFailure: 'issue' } });
    expect(byIssue).toContain('## Failed releases\n\nA failed release or gate');
    expect(byIssue).not.toContain('argocd.notifications');
    const byMessage = inDocument({ environments: { dev: { notifications }, prod: {} } });
    expect(byMessage).toContain('## Failed releases\n\nArgo CD sends messages');
    expect(byMessage).not.toContain('release-failed');
    const both = inDocument({ delivery: { onFailure: 'issue' }, argocd: { notifications } });
    expect(both.match(/release-failed|argocd\.notifications|^## Failed releases$/gm)).toEqual([
      '## Failed releases',
      'release-failed',
      'argocd.notifications',
    ]);
  });
});

describe('where only people move environments', () => {
  test('the documents say how a release comes to the first one, and of no automatic release', () => {
    const [onboarding, releasing] = ['ONBOARDING.md', 'docs/RELEASING.md'].map((path) =>
      textOfCase('only-gated', path),
    );
    expect(onboarding).toContain(
      'CI stops there: someone [releases the image](docs/RELEASING.md#what-a-push-does) to stage',
    );
    expect(onboarding).not.toContain('that tracks the branch');
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
      expect(text).not.toMatch(/image \*\*and\*\* (?:its )?configuration|pinned revision and image/);
    }
  });

  test('readers are not sent to the root', () => {
    const text = textOfCase('managed-elsewhere', 'docs/TROUBLESHOOTING.md');
    expect(text).not.toMatch(/check the root|argo\/root-app\.yaml/);
    expect(text).toContain("managed elsewhere (`argocd.manages: 'nothing'`): ask their owner");
  });
});

test('the summary lists the objects that exist without the repository, in each namespace', () => {
  const options = {
    ...DEFAULT,
    environments: { dev: {}, prod: { existingSecrets: ['database'] } },
    apps: { storefront: { existingConfigMaps: ['rates'] } },
  };
  const content = contentOf(byPath(renderDocuments(repositoryOf(options))), 'IMPLEMENTATION_SUMMARY.md');
  expect(content).toContain(
    'These objects are created elsewhere and must exist before the first release:\n\n' +
      '- ConfigMap `rates` in `storefront-dev`\n' +
      '- Secret `database` in `storefront-prod`\n' +
      '- ConfigMap `rates` in `storefront-prod`\n',
  );
});
