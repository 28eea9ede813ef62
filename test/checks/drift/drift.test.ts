import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Drift } from '../../../src/checks/drift/drift';
import { findDrift } from '../../../src/checks/drift/drift';
import { Folder } from '../../../src/files/disk/folder';
import type { TreeFile } from '../../../src/files/tree/tree';
import type { Rendering } from '../../../src/project/synthesis/rendering';
import { renderLeniently } from '../../../src/project/synthesis/rendering';
import { contents, git, makeProject, read, SHOP, synthIn, temporaryFolder, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const OPTIONS = {
  ...SHOP,
  apps: { storefront: {}, checkout: { port: 8080 }, ledger: { server: 'gunicorn' as const } },
};

let folder: string;
let rendering: Rendering;

beforeAll(() => {
  folder = temporaryFolder();
  synthIn(folder, OPTIONS);
  rendering = renderLeniently(makeProject(folder, OPTIONS), new Folder(folder));
});

/** The drift against the rendering of the folder; release files are read again on request. */
function driftOf(options?: object): Drift[] {
  const { tree, repository, findings } = options
    ? renderLeniently(makeProject(folder, options), new Folder(folder))
    : { ...rendering, findings: [] };
  return findDrift({ tree, folder: new Folder(folder), apps: repository.apps.map(({ name }) => name), findings });
}

function states(drifts = driftOf()): string[] {
  return drifts.map(({ state, path }) => `${state} ${path}`);
}

/** Runs a body and then restores the folder. */
function damaged<T>(path: string, damage: (absolute: string) => void, body: () => T): T {
  const absolute = join(folder, path);
  const file = rendering.tree.get(path);
  const before = file ? readFileSync(absolute) : undefined;
  try {
    damage(absolute);
    return body();
  } finally {
    rmSync(absolute, { recursive: true, force: true });
    if (before !== undefined && file) {
      writeFileSync(absolute, before);
      chmodSync(absolute, file.executable ? 0o755 : 0o644);
    }
  }
}

/** Every fully generated file. */
function generatedFiles(): TreeFile[] {
  return rendering.tree.files().filter(({ owner, byField }) => owner === 'generated' && !byField);
}

const isManifest = (path: string): boolean => path.endsWith('.generated.sha256');

type Damage = readonly [name: string, damage: (absolute: string) => void, state: string, ofManifest?: string];

function rewrite(change: (content: string) => string): (absolute: string) => void {
  return (absolute) => writeFileSync(absolute, change(readFileSync(absolute, 'latin1')), 'latin1');
}

const DAMAGES: readonly Damage[] = [
  ['one byte changed', rewrite((text) => (text[0] === 'x' ? 'y' : 'x') + text.slice(1)), 'edited', 'bad-shape'],
  ['a line appended', rewrite((text) => `${text}# mine\n`), 'edited', 'bad-shape'],
  ['Windows line endings', rewrite((text) => text.replaceAll('\n', '\r\n')), 'edited', 'bad-shape'],
  ['a byte order mark', rewrite((text) => `\xEF\xBB\xBF${text}`), 'edited', 'bad-shape'],
  ['a trailing blank', rewrite((text) => text.replace(/\n$/, ' \n')), 'edited'],
  ['no newline at the end', rewrite((text) => text.replace(/\n$/, '')), 'edited'],
  ['emptied', (absolute) => writeFileSync(absolute, ''), 'edited'],
  ['deleted', (absolute) => rmSync(absolute), 'missing'],
  ['the executable bit flipped', flipMode, 'mode'],
  ['a link in its place', replaceByLink, 'wrong-type'],
  ['a folder in its place', replaceByFolder, 'wrong-type'],
];

function flipMode(absolute: string): void {
  const executable = rendering.tree.get(absolute.slice(folder.length + 1))?.executable;
  chmodSync(absolute, executable ? 0o644 : 0o755);
}

function replaceByLink(absolute: string): void {
  // With the same content: git does not store the target’s content.
  const copy = join(dirname(folder), 'linked');
  rmSync(copy, { force: true });
  renameSync(absolute, copy);
  symlinkSync(copy, absolute);
}

function replaceByFolder(absolute: string): void {
  rmSync(absolute);
  mkdirSync(absolute);
}

test('a freshly written tree is clean', () => {
  expect(states()).toEqual([]);
  expect(states(driftOf(OPTIONS))).toEqual([]);
});

const CASES = DAMAGES.map(([name, damage, state, ofManifest = state]) => ({ name, damage, state, ofManifest }));

test.each(CASES)('each generated file with $name is found alone and in the right state', (damaging) => {
  const { damage, state, ofManifest } = damaging;
  const files = generatedFiles();
  expect(files.length).toBeGreaterThan(60);
  const wrong = files.flatMap(({ path, content }) => {
    // An empty file cannot be emptied, and has no line ending.
    if (content === '' && !['deleted', 'mode', 'wrong-type'].includes(state)) return [];
    const expected = isManifest(path) ? ofManifest : state;
    const found = damaged(path, damage, states);
    return JSON.stringify(found) === JSON.stringify([`${expected} ${path}`]) ? [] : [{ path, expected, found }];
  });
  expect(wrong).toEqual([]);
  expect(states()).toEqual([]);
});

test('a generated manifest with reordered keys counts as edited, although it is equivalent', () => {
  const files = generatedFiles().filter(({ path }) => /\.ya?ml$/.test(path));
  const wrong = files.flatMap(({ path }) => {
    const reorder = rewrite((text) => {
      const documents = parseAllDocuments(text);
      for (const { contents: map } of documents) (map as unknown as { items: unknown[] }).items.reverse();
      return documents.map((document) => document.toString()).join('---\n');
    });
    const found = damaged(path, reorder, states);
    return JSON.stringify(found) === JSON.stringify([`edited ${path}`]) ? [] : [{ path, found }];
  });
  expect(files.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});

describe('an unknown file', () => {
  test.each([
    '.projen/mine.json',
    'argo/mine.yaml',
    'argo/root-app/more/mine.yaml',
    'apps/ledger/argo/mine.yaml',
    'apps/ledger/k8s/base/mine.yaml',
    'apps/ledger/src/gitops_runtime/mine.py',
  ])('%s is foreign in a fully generated folder', (path) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    const [drift, ...rest] = damaged(path, (absolute) => writeFileSync(absolute, ''), driftOf);
    expect(rest).toEqual([]);
    expect([drift.state, drift.path, drift.owner]).toEqual(['foreign', path, 'yours']);
    expect(drift.option).toBe(path.startsWith('apps/') ? 'apps.ledger' : path.startsWith('argo') ? 'apps' : 'name');
  });

  test('that a tool left is ignored, and is yours elsewhere', () => {
    writeFiles(folder, {
      'apps/ledger/src/gitops_runtime/__pycache__/a.pyc': '',
      'apps/ledger/src/own/module.py': '',
      'apps/ledger/k8s/overlays/dev/secrets/sealed.yaml': '',
      'notes.md': '',
    });
    expect(states()).toEqual([]);
  });

  test('that was renamed from a generated one is foreign, and the old path is missing', () => {
    const path = 'apps/ledger/k8s/base/service.yaml';
    const other = `${path}.orig`;
    const rename = (absolute: string): void => renameSync(absolute, join(folder, other));
    expect(damaged(path, rename, () => damaged(other, () => undefined, states))).toEqual([
      `missing ${path}`,
      `foreign ${other}`,
    ]);
  });
});

describe('when the config changes without a synth', () => {
  test('dependent files are outdated, including their hash manifest, and nothing counts as edited', () => {
    const found = states(driftOf({ ...OPTIONS, apps: { ...OPTIONS.apps, checkout: { port: 9090 } } }));
    expect(found).toContain('outdated apps/checkout/k8s/base/deployment.yaml');
    expect(found).toContain('outdated apps/checkout/.generated.sha256');
    expect(found.filter((line) => !line.startsWith('outdated '))).toEqual([]);
  });

  test('an added app is missing, and a removed one is stale', () => {
    const { storefront, ledger } = OPTIONS.apps;
    const found = states(driftOf({ ...OPTIONS, apps: { storefront, ledger, reports: {} } }));
    expect(found).toContain('missing apps/reports/Dockerfile');
    expect(found).toContain('stale apps/checkout/Dockerfile');
    expect(found).toContain('stale apps/checkout/argo/release/kustomization.yaml');
    expect(found.filter((line) => line.startsWith('edited') || line.endsWith('src/server.py'))).toEqual([]);
  });

  test('a stale file shows that it was edited by hand', () => {
    const { storefront, ledger } = OPTIONS.apps;
    const path = 'apps/checkout/Dockerfile';
    const edit = rewrite((text) => `${text}# mine\n`);
    const found = damaged(path, edit, () => driftOf({ ...OPTIONS, apps: { storefront, ledger } }));
    expect(found.find((drift) => drift.path === path)?.detail).toBe('no longer generated, and edited by hand');
  });
});

describe('release files', () => {
  const path = 'apps/ledger/k8s/overlays/dev/release/kustomization.yaml';
  const application = 'apps/ledger/argo/release/kustomization.yaml';

  test('that CI changed are not drift', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const move = rewrite((text) => text.replace(/( *)- name: /, `$1- digest: ${digest}\n$1  name: `));
    expect(damaged(path, move, () => [read(folder, path).includes(digest), states(driftOf(OPTIONS))])).toEqual([
      true,
      [],
    ]);
  });

  test.each([
    ['another app’s image', (text: string) => text.replace('acme/ledger', 'acme/other')],
    ['something else next to the image', (text: string) => `${text}namePrefix: mine-\n`],
    ['no tag', (text: string) => text.replace(/newTag: .*/, 'newTag: "a b"')],
    [
      'conflict markers',
      (text: string) => `<<<<<<< HEAD\n${text}=======\n>>>>>>> other\n`,
      `keep the side that should run: git checkout --ours -- ${path}, or --theirs`,
    ],
  ])('that contain %s have a bad shape, and git heals them', (_what, change, heal = `git checkout HEAD -- ${path}`) => {
    const [drift, ...rest] = damaged(path, rewrite(change), () => driftOf(OPTIONS));
    expect(rest).toEqual([]);
    expect([drift.state, drift.path, drift.owner, drift.heal]).toEqual(['bad-shape', path, 'release', heal]);
  });

  test('are all reported, together with generated ones', () => {
    const found = damaged(
      application,
      rewrite(() => 'kind: Secret\n'),
      () =>
        damaged(
          'Makefile',
          rewrite(() => ''),
          () => states(driftOf(OPTIONS)),
        ),
    );
    expect(found).toEqual(['edited Makefile', `bad-shape ${application}`]);
  });
});

describe('your files', () => {
  test('may change or be deleted: starter files, code, sealed secrets', () => {
    const starters = rendering.tree.files().filter(({ owner }) => owner === 'starter');
    expect(starters.length).toBeGreaterThan(9);
    for (const { path } of starters) {
      expect([
        path,
        damaged(
          path,
          rewrite(() => 'mine\n'),
          states,
        ),
      ]).toEqual([path, []]);
      const isBorn = starters.find((file) => file.path === path)?.bornWith !== undefined;
      if (isBorn) expect([path, damaged(path, (absolute) => rmSync(absolute), states)]).toEqual([path, []]);
    }
  });

  test('include fields of package.json: another version, another field', () => {
    const bump = rewrite((text) => {
      const json = JSON.parse(text) as { devDependencies: Record<string, string>; scripts?: object };
      json.devDependencies.projen = '^0.200.0';
      json.devDependencies.prettier = '^3.0.0';
      json.scripts = { mine: 'true' };
      return `${JSON.stringify(json, undefined, 2)}\n`;
    });
    expect(damaged('package.json', bump, () => states(driftOf(OPTIONS)))).toEqual([]);
  });

  test('but not its name', () => {
    const rename = rewrite((text) => text.replace('"name": "shop"', '"name": "mine"'));
    const [drift] = damaged('package.json', rename, () => driftOf(OPTIONS));
    expect([drift.path, drift.state]).toEqual(['package.json', 'edited']);
  });
});

test('a fresh clone is clean', () => {
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'all');
  const clone = `${folder}-clone`;
  git(folder, 'clone', '--quiet', '.', clone);
  const apps = rendering.repository.apps.map(({ name }) => name);
  const { tree, findings } = renderLeniently(makeProject(clone, OPTIONS), new Folder(clone));
  expect(states(findDrift({ tree, folder: new Folder(clone), apps, findings }))).toEqual([]);
});

test('a link in the place of a folder is reported once and not followed', () => {
  const path = 'apps/ledger/k8s';
  const outside = join(dirname(folder), 'outside');
  renameSync(join(folder, path), outside);
  symlinkSync(outside, join(folder, path));
  try {
    expect(states()).toEqual([`wrong-type ${path}`]);
  } finally {
    rmSync(join(folder, path));
    renameSync(outside, join(folder, path));
  }
});

test('a file without read permission is reported', () => {
  const readable = new Folder(folder);
  const unreadable = Object.assign(Object.create(readable) as Folder, {
    compare: (path: string, text: string) =>
      path === 'Makefile' ? ({ kind: 'unreadable' } as const) : readable.compare(path, text),
  });
  const found = findDrift({ tree: rendering.tree, folder: unreadable, apps: [], findings: [] });
  expect(found.map(({ path, state, heal }) => [path, state, heal])).toEqual([
    ['Makefile', 'unreadable', 'chmod u+rw Makefile'],
  ]);
});

test('the check changes nothing', () => {
  const before = contents(folder);
  damaged(
    'Makefile',
    rewrite(() => 'mine\n'),
    driftOf,
  );
  expect(contents(folder)).toEqual(before);
});
