import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isTemplate, isYaml, SourceTree } from '../../../src/checks/validation/source-tree';
import { commitAll, git, temporaryFolder, writeFiles } from '../../support/repository';

describe('the files of a folder', () => {
  const files = {
    'a.yaml': 'a: 1\n',
    'b/c.txt': '',
    '.github/workflows/main.yml': '',
    '.venv/x.py': '',
    'node_modules/x/y.yaml': '',
  };

  test('exclude those of tools', () => {
    const folder = temporaryFolder();
    writeFiles(folder, files);
    expect(SourceTree.of(folder).paths).toEqual(['.github/workflows/main.yml', 'a.yaml', 'b/c.txt']);
  });

  test('are those that git tracks or would add, in a git repository', () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      ...files,
      '.gitignore': '/.venv/\n/node_modules/\n/ignored.yaml\n',
      'ignored.yaml': '',
      'gone.yaml': '',
    });
    commitAll(folder);
    git(folder, 'rm', '--quiet', '--force', 'gone.yaml');
    writeFiles(folder, { 'new.yaml': '' });
    expect(SourceTree.of(folder).paths).toEqual([
      '.github/workflows/main.yml',
      '.gitignore',
      'a.yaml',
      'b/c.txt',
      'new.yaml',
    ]);
    expect(SourceTree.of(join(folder, 'b')).paths).toEqual(['c.txt']);
  });

  test('exclude links, which lead elsewhere', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a.yaml': '' });
    symlinkSync('/etc/passwd', join(folder, 'link.yaml'));
    const tree = SourceTree.of(folder);
    expect(tree.paths).toEqual(['a.yaml']);
    expect(['a.yaml', 'link.yaml', 'none.yaml'].map((path) => tree.isLink(path))).toEqual([false, true, false]);
  });

  test('are read unless their content is known', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'known.txt': 'on disk', 'other.txt': 'on disk', 'binary.txt': '', 'large.txt': '' });
    const known = new Map([
      ['known.txt', { content: 'known' }],
      ['binary.txt', { content: 'a\0b' }],
      ['large.txt', { content: 'x'.repeat(3 * 1024 * 1024) }],
      ['missing.txt', { content: 'known' }],
    ]);
    const expected = [
      ['binary.txt', undefined],
      ['known.txt', 'known'],
      ['large.txt', undefined],
      ['other.txt', 'on disk'],
    ];
    const textsOf = (tree: SourceTree): unknown[] => tree.paths.map((path) => [path, tree.text(path)]);
    expect(textsOf(SourceTree.of(folder, known))).toEqual(expected);
    commitAll(folder);
    expect(textsOf(SourceTree.of(folder, known))).toEqual(expected);
  });
});

describe('a tree', () => {
  const content: Record<string, Buffer> = {
    'a/b/one.yaml': Buffer.from('x: 1\n'),
    'a/two.txt': Buffer.from('two'),
    'a-b/three.txt': Buffer.from('three'),
    'a.png': Buffer.from([1, 0, 2]),
    'large.txt': Buffer.alloc(3 * 1024 * 1024, 'x'),
  };
  let reads = 0;
  const tree = new SourceTree(Object.keys(content), (path) => {
    reads += 1;
    return content[path];
  });

  test('lists its folders and the files below them', () => {
    expect(tree.below('a')).toEqual(['a/b/one.yaml', 'a/two.txt']);
    expect(tree.below('.')).toHaveLength(5);
    expect(tree.below('none')).toEqual([]);
    expect([tree.hasFolder('a/b'), tree.hasFolder('a/two.txt'), tree.hasFolder('.'), tree.has('a')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  test('reads and parses each file once', () => {
    reads = 0;
    expect([tree.text('a/b/one.yaml'), tree.text('a/b/one.yaml')]).toEqual(['x: 1\n', 'x: 1\n']);
    expect(tree.yaml('a/b/one.yaml')).toBe(tree.yaml('a/b/one.yaml'));
    expect(reads).toBe(1);
  });

  test('has no text of files that are binary, too large, or missing', () => {
    expect(['a.png', 'large.txt', 'none'].map((path) => tree.text(path))).toEqual([undefined, undefined, undefined]);
    expect(tree.yaml('none').values).toEqual([]);
  });
});

test('templates are recognized by folder, YAML by extension', () => {
  expect(
    ['.github/templates/a.yaml', 'apps/.template/a.yaml', 'template.yaml', 'my-templates/a.yaml'].map(isTemplate),
  ).toEqual([true, true, false, false]);
  expect(['a.yaml', 'a.yml', 'x/Kustomization', 'a.yaml.txt', 'yaml'].map(isYaml)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
