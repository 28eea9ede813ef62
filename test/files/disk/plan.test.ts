import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Folder } from '../../../src/files/disk/folder';
import { readHashManifests } from '../../../src/files/disk/past';
import type { WritePlan } from '../../../src/files/disk/plan';
import { plan } from '../../../src/files/disk/plan';
import { renderHashManifests, sha256 } from '../../../src/files/tree/hash-manifest';
import type { TreeFile } from '../../../src/files/tree/tree';
import { Tree } from '../../../src/files/tree/tree';
import { temporaryFolder, writeFiles } from '../../support/repository';

const generated: TreeFile = {
  path: 'apps/web/Dockerfile',
  content: 'FROM python\n',
  owner: 'generated',
  option: 'apps.web',
  instead: 'Set pythonVersion.',
};
const starter: TreeFile = { ...generated, path: 'apps/web/server.py', owner: 'starter', bornWith: generated.path };

function treeOf(...files: TreeFile[]): Tree {
  const tree = new Tree();
  tree.addAll(files);
  return tree;
}

/** A folder with previously generated files and their hash manifest. */
function generatedBefore(...files: TreeFile[]): string {
  const root = temporaryFolder();
  writeFiles(root, Object.fromEntries([...files, ...renderHashManifests(files)].map((f) => [f.path, f.content])));
  return root;
}

function planFor(root: string, ...files: TreeFile[]): WritePlan {
  return plan(treeOf(...files), new Folder(root));
}

/** The plan as one line for each write and removal. */
function lines({ writes, removals, findings }: WritePlan): string[] {
  return [
    ...findings.map(({ code, path, got }) => `${code} ${path} ${got}`),
    ...writes.map(({ file, reason, edit }) => `${reason} ${file.path}${edit ? ` saves ${edit.toString()}` : ''}`),
    ...removals.map(({ path, edit }) => `remove ${path}${edit ? ` saves ${edit.toString()}` : ''}`),
  ];
}

describe('a generated file', () => {
  test('that does not exist is new, or restored when it was generated before', () => {
    expect(lines(planFor(temporaryFolder(), generated))).toEqual(['new apps/web/Dockerfile']);
    const root = temporaryFolder();
    writeFiles(root, { 'apps/web/.generated.sha256': `${sha256('x')}  ${generated.path}\n` });
    expect(lines(planFor(root, generated))).toContain('restored apps/web/Dockerfile');
  });

  test('that is up to date is left alone', () => {
    const { writes, unchanged } = planFor(generatedBefore(generated), generated, ...renderHashManifests([generated]));
    expect([writes, unchanged]).toEqual([[], 3]);
  });

  test('with the previous content is updated, and nothing is saved', () => {
    const root = generatedBefore({ ...generated, content: 'FROM older\n' });
    expect(lines(planFor(root, generated))).toContain('updated apps/web/Dockerfile');
  });

  test('with other content is healed, and the edit is saved', () => {
    const root = generatedBefore({ ...generated, content: 'FROM older\n' });
    writeFiles(root, { [generated.path]: 'FROM mine\n' });
    expect(lines(planFor(root, generated))).toContain('healed apps/web/Dockerfile saves FROM mine\n');
  });

  test.each([
    ['a line ending', 'FROM python\r\n'],
    ['a byte order mark', '\uFEFFFROM python\n'],
    ['a missing newline at the end', 'FROM python'],
    ['nothing at all', ''],
  ])('that differs by %s is healed', (_what, content) => {
    const root = generatedBefore(generated);
    writeFiles(root, { [generated.path]: content });
    expect(lines(planFor(root, generated, ...renderHashManifests([generated])))).toEqual([
      `healed apps/web/Dockerfile saves ${content}`,
    ]);
  });

  test('that was never in a hash manifest is yours: its content is saved', () => {
    const root = temporaryFolder();
    writeFiles(root, { [generated.path]: 'mine\n' });
    expect(lines(planFor(root, generated))).toEqual(['healed apps/web/Dockerfile saves mine\n']);
  });

  test('with a wrong executable bit is healed; there is no text to save', () => {
    const root = generatedBefore(generated);
    const script = { ...generated, executable: true };
    const manifests = renderHashManifests([generated]);
    expect(lines(planFor(root, script, ...manifests))).toEqual(['healed apps/web/Dockerfile']);
    chmodSync(join(root, generated.path), 0o755);
    expect(lines(planFor(root, script, ...manifests))).toEqual([]);
    expect(lines(planFor(root, generated, ...manifests))).toEqual(['healed apps/web/Dockerfile']);
  });

  test('that was replaced by a link is healed: the link itself is replaced', () => {
    const root = generatedBefore({ ...generated, path: 'other' });
    mkdirSync(join(root, 'apps/web'), { recursive: true });
    symlinkSync('../../other', join(root, generated.path));
    expect(lines(planFor(root, generated))).toContain('healed apps/web/Dockerfile');
  });

  test('that was replaced by a folder is a finding', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, generated.path), { recursive: true });
    expect(planFor(root, generated).findings).toEqual([
      {
        code: 'unsafe-path',
        path: generated.path,
        must: 'be a file',
        got: 'a folder',
        fix: 'move the folder away: a file with this name is generated',
      },
    ]);
  });

  test.each([
    ['pyrightconfig.json', 'editorSettings'],
    ['.devcontainer/devcontainer.json', 'devContainer'],
    ['apps/web/compose.yaml', 'development.services'],
  ])('that an option adds does not replace a file of the team: %s', (path, optedInBy) => {
    const offered = { ...generated, path, optedInBy };
    const root = temporaryFolder();
    writeFiles(root, { [path]: 'mine\n' });
    const expected = {
      code: 'unsafe-path',
      path,
      must: `not exist before ${optedInBy} generates it`,
      got: 'your own file',
      fix: `rename or delete it, or remove ${optedInBy} from .projenrc.ts`,
    };
    expect(planFor(root, offered)).toMatchObject({ writes: [], findings: [expected] });
    // Once it was generated, an edit is an edit.
    const later = generatedBefore(offered);
    writeFiles(later, { [path]: 'mine\n' });
    expect(lines(planFor(later, offered, ...renderHashManifests([offered])))).toEqual([`healed ${path} saves mine\n`]);
    expect(lines(planFor(temporaryFolder(), offered))).toEqual([`new ${path}`]);
    const equal = temporaryFolder();
    writeFiles(equal, { [path]: offered.content });
    expect(lines(planFor(equal, offered))).toEqual([]);
  });

  test('that an option adds does not replace a link of the team', () => {
    const root = temporaryFolder();
    symlinkSync('../elsewhere', join(root, 'pyrightconfig.json'));
    const offered = { ...generated, path: 'pyrightconfig.json', optedInBy: 'editorSettings' };
    expect(lines(planFor(root, offered))).toEqual(['unsafe-path pyrightconfig.json your own file']);
  });

  test('below a link or a file is a finding, one for all paths below it', () => {
    const root = temporaryFolder();
    symlinkSync('elsewhere', join(root, 'apps'));
    writeFiles(root, { docs: 'a file' });
    const document = { ...generated, path: 'docs/A.md' };
    expect(lines(planFor(root, generated, starter, document))).toEqual([
      'unsafe-path apps a symbolic link',
      'unsafe-path docs a file',
    ]);
  });
});

describe('a starter file', () => {
  test('is written when it is missing and was not created yet', () => {
    expect(lines(planFor(temporaryFolder(), starter))).toEqual(['new apps/web/server.py']);
  });

  test('is never changed', () => {
    const root = temporaryFolder();
    writeFiles(root, { [starter.path]: 'my code\n' });
    expect(lines(planFor(root, starter))).toEqual([]);
  });

  test('that was deleted stays deleted once its generated file exists', () => {
    expect(lines(planFor(generatedBefore(generated), generated, starter))).not.toContain('new apps/web/server.py');
  });

  test('is created again when its generated file is in no hash manifest', () => {
    const other = { ...generated, path: 'apps/other/Dockerfile' };
    expect(lines(planFor(generatedBefore(other), generated, starter))).toContain('new apps/web/server.py');
  });
});

test('a release file and package.json are updated in place: their content is not an edit', () => {
  const release: TreeFile = { ...generated, path: 'apps/web/argo/release/kustomization.yaml', owner: 'release' };
  const byField: TreeFile = { ...generated, path: 'package.json', byField: true };
  const root = temporaryFolder();
  writeFiles(root, { [release.path]: 'older\n', 'package.json': '{}' });
  expect(lines(planFor(root, release, byField))).toEqual([
    'updated apps/web/argo/release/kustomization.yaml',
    'updated package.json',
  ]);
});

describe('a path that is no longer generated', () => {
  const stale: TreeFile = { ...generated, path: 'apps/web/old.yaml', content: 'old\n' };

  test('is removed, and an edit is saved', () => {
    const root = generatedBefore(generated, stale);
    const manifests = renderHashManifests([generated]);
    expect(lines(planFor(root, generated, ...manifests))).toEqual([
      'updated apps/web/.generated.sha256',
      'remove apps/web/old.yaml',
    ]);
    writeFiles(root, { [stale.path]: 'edited\n' });
    expect(lines(planFor(root, generated, ...manifests))).toContain('remove apps/web/old.yaml saves edited\n');
  });

  test('and is missing or a folder is skipped', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'apps/web/folder'), { recursive: true });
    const hash = sha256('x');
    writeFiles(root, { '.generated.sha256': `${hash}  gone\n${hash}  apps/web/folder\n` });
    expect(lines(planFor(root))).toEqual([]);
  });

  test('also removes the release files of its environment and of its app', () => {
    const files = ['argo', 'k8s/overlays/dev'].map((path) => ({
      ...generated,
      path: `apps/web/${path}/kustomization.yaml`,
    }));
    const root = generatedBefore(...files);
    for (const { path } of files) {
      writeFiles(root, { [path.replace('kustomization', 'release/kustomization')]: 'any\n' });
    }
    expect(
      planFor(root)
        .removals.map(({ path }) => path)
        .sort(),
    ).toEqual([
      'apps/web/.generated.sha256',
      'apps/web/argo/kustomization.yaml',
      'apps/web/argo/release/kustomization.yaml',
      'apps/web/k8s/overlays/dev/kustomization.yaml',
      'apps/web/k8s/overlays/dev/release/kustomization.yaml',
    ]);
  });

  test('is only one that a hash manifest lists: your files are not touched', () => {
    const root = generatedBefore(generated);
    writeFiles(root, { 'apps/web/mine.py': '', 'apps/web/k8s/extra/mine.yaml': '', 'apps/other/mine.py': '' });
    expect(lines(planFor(root))).toEqual(['remove apps/web/Dockerfile', 'remove apps/web/.generated.sha256']);
  });

  test('is never outside of the repository, whatever a hash manifest contains', () => {
    const root = temporaryFolder();
    writeFiles(root, { '../victim': 'not ours', linked: '' });
    symlinkSync('..', join(root, 'up'));
    const paths = ['../victim', join(root, '../victim'), 'a/../../victim', 'up/victim', './victim'];
    writeFiles(root, { '.generated.sha256': paths.map((path) => `${sha256('x')}  ${path}\n`).join('') });
    expect(lines(planFor(root))).toEqual([]);
  });
});

test('hash manifests are read from the root and from every app, despite conflict markers', () => {
  const root = temporaryFolder();
  const [a, b] = [sha256('a'), sha256('b')];
  writeFiles(root, {
    '.generated.sha256': `<<<<<<< HEAD\n${a}  Makefile\n=======\n${b}  Makefile\n>>>>>>> theirs\n`,
    'apps/one/.generated.sha256': `${a}  apps/one/Dockerfile\r\n`,
    'apps/two/.generated.sha256': `${b} *apps/two/Dockerfile\n`,
    'apps/file': '',
  });
  expect(Object.fromEntries(readHashManifests(new Folder(root)))).toEqual({
    Makefile: b,
    'apps/one/Dockerfile': a,
    'apps/two/Dockerfile': b,
  });
});

test('a plan for an empty tree and folder is empty', () => {
  expect(planFor(temporaryFolder())).toEqual({ writes: [], removals: [], unchanged: 0, findings: [] });
});
