import fc from 'fast-check';
import { resolve } from '../../src/config/resolve';
import { renderRepository } from '../../src/render/repository';
import { CASES, DEFAULT, releasesOf, renderOf, repositoryOf, RICH } from '../support/render-cases';

/** Annotations of alerts are templates of Prometheus, which fills in labels and the version. */
function withoutRules(path: string, content: string): string {
  // Grafana's names of lines, such as {{route}}.
  if (/^argo\/observability\/.*\.json$/.test(path)) return content.replace(/\{\{\w+\}\}/g, '');
  if (!path.startsWith('argo/observability/rules/')) return content;
  const own = /\{\{ (?:\$labels\.\w+|\. \| first \| label "version"|end) \}\}/g;
  return content.replace(/^ *version: '\{\{ with query .*$/gm, '').replace(own, '');
}

const ALL = { ...CASES, 'no-apps': { name: 'shop' } };

describe.each(Object.entries(ALL))('the tree of the case %s', (_case, options) => {
  const files = [...renderOf(options).values()];

  test('ends every file with one newline, and has no carriage return, tab in YAML or blank at the end of a line', () => {
    for (const { path, content } of files) {
      if (content === '') continue; // py.typed
      expect([path, /[^\n]\n$/.test(content)]).toEqual([path, true]);
      expect([path, content.match(/\r|\uFEFF/)]).toEqual([path, null]);
      expect([path, content.match(/[ \t]+$/m)?.[0]]).toEqual([path, undefined]);
      if (path.endsWith('.yaml')) expect([path, content.includes('\t')]).toEqual([path, false]);
    }
  });

  test('names in each header the file that it stands in', () => {
    for (const { path, owner, content } of files) {
      const named = /What to change instead: .*\b(?:FILE=|owners )([\w./-]+)/.exec(content)?.[1];
      // Two kinds of files have no place for a comment.
      const isBare = /(?:^|\/)(?:py\.typed|\.python-version)$/.test(path);
      const expected = owner === 'generated' && !isBare ? path : undefined;
      expect([path, named]).toEqual([path, expected]);
    }
  });

  test('names in each header an option that the file is governed by', () => {
    for (const { path, option, content } of files) {
      const named = /Generated from \.projenrc\.ts \((.+)\): an edit here/.exec(content)?.[1];
      if (named !== undefined) expect([path, named]).toEqual([path, option]);
    }
  });

  test('leaves no tag of a template and no placeholder in any file', () => {
    for (const { path, content } of files) {
      // Expressions of GitHub are `${{ … }}`; everything else of that shape would be a tag of ours.
      const tags = withoutRules(path, content).match(/(?<!\$)\{\{[^}]*\}\}/g);
      expect([path, tags]).toEqual([path, null]);
      const words = content.match(/undefined|\[object Object\]|TODO|FIXME|example-app|example-org|example\.com/g);
      // Hashes aside, a lock names packages only.
      if (!path.endsWith('.txt')) expect([path, words]).toEqual([path, null]);
    }
  });

  test('leaves no empty value in any file of Docker, make, shell or YAML', () => {
    for (const { path, content } of files) {
      if (!/Dockerfile$|Makefile$|\.sh$|\.ya?ml$/.test(path)) continue;
      // The template of secrets has the keys, and its values are nobody's to read.
      if (path.endsWith('/secret-template.yaml')) continue;
      // The core group of Kubernetes has no name, so that `group: ""` is a value.
      const empty = content.match(/="" *\\?$|(?<!\bgroup): (?:""|''|null)$/gm);
      expect([path, empty]).toEqual([path, null]);
    }
  });
});

test('the same config renders the same bytes, however its options are ordered and whatever time zone and language are set', () => {
  const before = { TZ: process.env.TZ, LANG: process.env.LANG };
  const render = (options: typeof RICH) => JSON.stringify([...renderOf(options)]);
  const expected = render(RICH);
  try {
    process.env.TZ = 'Pacific/Kiritimati';
    process.env.LANG = 'tr_TR.UTF-8';
    const reordered = Object.fromEntries(Object.entries(RICH).reverse()) as unknown as typeof RICH;
    expect(render(reordered) === expected).toBe(true);
  } finally {
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
});

test('the order of the apps changes nothing but documents and the front door, where the first one is the example', () => {
  const { apps = {} } = RICH;
  const turned = renderOf({ ...RICH, apps: Object.fromEntries(Object.entries(apps).reverse()) });
  const changed = [...renderOf(RICH)].filter(([path, { content }]) => turned.get(path)?.content !== content);
  for (const [path] of changed) expect(path).toMatch(/^(?:Makefile|(?:docs\/)?[A-Z_]+\.md)$/);
});

test('an app renders the same, whatever other apps there are beside it', () => {
  const alone = renderOf({ ...RICH, apps: { reports: RICH.apps?.reports ?? {} } });
  const together = renderOf(RICH);
  const paths = [...alone.keys()].filter((path) => path.startsWith('apps/reports/'));
  expect(paths.length).toBeGreaterThan(40);
  for (const path of paths) expect([path, together.get(path)]).toEqual([path, alone.get(path)]);
});

test('any apps, workloads and environments render each path once, below the root', () => {
  const name = fc.stringMatching(/^[a-z](-?[a-z0-9]){0,8}$/);
  const config = fc.record({
    apps: fc.dictionary(
      name,
      fc.record({ workloads: fc.dictionary(name, fc.constant({}), { minKeys: 1, maxKeys: 3 }) }),
      {
        maxKeys: 3,
      },
    ),
    environments: fc.dictionary(name, fc.constant({}), { minKeys: 1, maxKeys: 4 }),
  });
  fc.assert(
    fc.property(config, (own) => {
      const repository = resolve({ ...DEFAULT, ...own });
      const paths = renderRepository(repository, releasesOf(repository)).map(({ path }) => path);
      expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
      for (const path of paths) expect(path).toMatch(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[\w./-]+$/);
    }),
    { numRuns: 40 },
  );
});

test('the number of files grows by the same for each app', () => {
  const count = (apps: number): number => {
    const names = Array.from({ length: apps }, (_, index) => [`app${index}`, {}]);
    const repository = repositoryOf({ ...DEFAULT, apps: Object.fromEntries(names) as Record<string, object> });
    return renderRepository(repository, releasesOf(repository)).length;
  };
  const [one, two, twenty] = [1, 2, 20].map(count);
  expect(twenty - two).toBe(18 * (two - one));
});

test.each([
  ['requirements', []],
  ['uv', ['apps/storefront/.python-version', 'apps/storefront/uv.lock']],
] as const)('another Python changes every file that has its version, with packages: %s', (packages, more) => {
  const filesFor = (pythonVersion: string) => renderOf({ ...DEFAULT, devContainer: true, packages, pythonVersion });
  const [before, after] = [filesFor('3.13'), filesFor('3.12')];
  const changed = [...after.values()].filter(({ path, content }) => before.get(path)?.content !== content);
  expect(changed.map(({ path }) => path).sort()).toEqual(
    [
      '.devcontainer/Dockerfile',
      '.github/workflows/app.yml',
      'IMPLEMENTATION_SUMMARY.md',
      'apps/storefront/Dockerfile',
      'apps/storefront/Makefile',
      'apps/storefront/pyproject.toml',
      'apps/storefront/scripts/setup.sh',
      ...more,
    ].sort(),
  );
  expect(after.get('.devcontainer/Dockerfile')?.content).toContain(
    '\nFROM docker.io/library/python:3.12.13-slim-trixie\n',
  );
});
