import { chmodSync, readdirSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../../../src/cli/errors';
import { toolsFolder } from '../../../src/cli/tools/find';
import { findKustomize, InstalledKustomize, kustomizeBuild, kustomizeSetImage } from '../../../src/cli/tools/kustomize';
import { VERSIONS } from '../../../src/config/defaults';
import { read, temporaryFolder, withEnvironment, withoutPrograms, writeFiles } from '../../support/repository';

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');
const os = jest.requireActual<typeof import('node:os')>('node:os');

/** Looks for kustomize where the cache is empty, and the one on the PATH answers this. */
function findWith(answer: { status: number | null; stdout: string }): string {
  const spy = jest.spyOn(childProcess, 'spawnSync').mockReturnValue(answer as never);
  try {
    return withEnvironment({ PYTHON_GITOPS_CACHE: temporaryFolder() }, findKustomize);
  } finally {
    spy.mockRestore();
  }
}

describe('the folder of the tools', () => {
  test.each([
    ['PYTHON_GITOPS_CACHE', { PYTHON_GITOPS_CACHE: '/own', XDG_CACHE_HOME: '/xdg' }, '/own/bin'],
    ['XDG_CACHE_HOME', { PYTHON_GITOPS_CACHE: undefined, XDG_CACHE_HOME: '/xdg' }, '/xdg/python-gitops/bin'],
    [
      'the home folder',
      { PYTHON_GITOPS_CACHE: undefined, XDG_CACHE_HOME: undefined },
      join(homedir(), '.cache/python-gitops/bin'),
    ],
  ])('is that of %s', (_what, variables, expected) => {
    expect(withEnvironment(variables, toolsFolder)).toBe(expected);
  });
});

test('folders of a tree behind a link are built together from a temporary folder behind a link', async () => {
  const folder = temporaryFolder();
  const object = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
  writeFiles(folder, {
    'deep/tree/a/kustomization.yaml': 'resources: [map.yaml]\n',
    'deep/tree/a/map.yaml': object('one'),
    'deep/tree/b/kustomization.yaml': 'resources: [map.yaml]\n',
    'deep/tree/b/map.yaml': object('other'),
    'deep/er/temporary/.keep': '',
  });
  symlinkSync(join(folder, 'deep/tree'), join(folder, 'tree'));
  symlinkSync(join(folder, 'deep/er/temporary'), join(folder, 'temporary'));
  const tree = new InstalledKustomize(findKustomize(), join(folder, 'tree'));
  const spy = jest.spyOn(os, 'tmpdir').mockReturnValue(join(folder, 'temporary'));
  try {
    const { ok, output, messages } = await tree.buildTogether(['a', 'b']);
    expect({ ok, messages }).toEqual({ ok: true, messages: '' });
    expect(output.match(/(?<=name: ).*/g)).toEqual(['"0"', 'one', '"1"', 'other']);
  } finally {
    expect(spy).toHaveBeenCalled();
    spy.mockRestore();
  }
  expect(readdirSync(join(folder, 'temporary'))).toEqual(['.keep']);
});

describe('kustomize is found', () => {
  test('in the cache, by its version', () => {
    const cache = temporaryFolder();
    writeFiles(cache, { [`bin/kustomize-${VERSIONS.kustomize}`]: '', 'bin/kustomize-5.0.0': '' });
    expect(withEnvironment({ PYTHON_GITOPS_CACHE: cache }, findKustomize)).toBe(
      join(cache, `bin/kustomize-${VERSIONS.kustomize}`),
    );
  });

  test('on the PATH when it has the pinned version', () => {
    expect(findWith({ status: 0, stdout: `v${VERSIONS.kustomize}\n` })).toBe('kustomize');
  });

  test.each([
    ['another version', { status: 0, stdout: 'v5.0.1\n' }, 'found 5.0.1'],
    ['one that cannot say its version', { status: 1, stdout: '' }, 'found none'],
  ])('not when there is %s: the message says how to install it', (_what, result, found) => {
    expect(() => findWith(result)).toThrow(
      new CommandError(
        `kustomize ${VERSIONS.kustomize} is required, ${found}. Run make tools, which installs it in your ` +
          'cache folder, or install that version yourself.',
      ),
    );
  });

  test('not when there is none at all', () => {
    const cache = temporaryFolder();
    expect(() => withoutPrograms(() => withEnvironment({ PYTHON_GITOPS_CACHE: cache }, findKustomize))).toThrow(
      'found none',
    );
  });
});

describe('a build', () => {
  test('answers with its output', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      'kustomization.yaml': 'resources: [map.yaml]\nnamePrefix: my-\n',
      'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n',
    });
    expect(await kustomizeBuild(findKustomize(), folder)).toEqual({
      ok: true,
      output: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: my-map\n',
      messages: '',
    });
  });

  test('that fails answers with what kustomize says', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'kustomization.yaml': 'resources: [missing.yaml]\n' });
    const { ok, messages } = await kustomizeBuild(findKustomize(), folder);
    expect([ok, messages]).toEqual([false, expect.stringContaining('missing.yaml')]);
  });

  test.each([
    ['seldom', undefined, '400\n'],
    ['as the machine says', '50', '50\n'],
  ])('collects garbage %s', async (_what, GOGC, output) => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'kustomize.sh': '#!/bin/sh\necho "$GOGC"\n' });
    chmodSync(join(folder, 'kustomize.sh'), 0o755);
    const build = withEnvironment({ GOGC }, () => kustomizeBuild(join(folder, 'kustomize.sh'), folder));
    expect(await build).toEqual({ ok: true, output, messages: '' });
  });

  test('that does not run at all is an error of the command', async () => {
    await expect(kustomizeBuild('/nonexistent/kustomize', temporaryFolder())).rejects.toThrow(
      /^kustomize did not run: .*ENOENT/,
    );
    const folder = temporaryFolder();
    writeFiles(folder, { notExecutable: '' });
    chmodSync(join(folder, 'notExecutable'), 0o644);
    await expect(kustomizeBuild(join(folder, 'notExecutable'), folder)).rejects.toThrow(/EACCES/);
  });
});

describe('setting an image', () => {
  test('changes the kustomization of the folder', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'kustomization.yaml': 'images:\n- name: docker.io/acme/web\n  newTag: old\n' });
    kustomizeSetImage(findKustomize(), folder, 'docker.io/acme/web:new');
    expect(read(folder, 'kustomization.yaml')).toContain('  newTag: new\n');
  });

  test('where there is no kustomization says what kustomize says', () => {
    expect(() => kustomizeSetImage(findKustomize(), temporaryFolder(), 'a:b')).toThrow(
      /^kustomize edit set image failed: .*kustomization/i,
    );
  });
});

describe('the kustomize of this machine', () => {
  const kustomize = (root: string): InstalledKustomize => new InstalledKustomize(findKustomize(), root);

  test('builds a folder of a tree, and has the pinned version', async () => {
    const root = temporaryFolder();
    writeFiles(root, {
      'a/kustomization.yaml': 'resources: [map.yaml]\n',
      'a/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n',
    });
    expect((await kustomize(root).build('a')).output).toContain('kind: ConfigMap\n');
    expect(kustomize(root).version).toBe(VERSIONS.kustomize);
  });

  test('says what an edit of several images would make of a file, and leaves no folder behind', () => {
    const root = temporaryFolder();
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('python-gitops-edit-'));
    const text = kustomize(root).editImages('images:\n  - name: a\n    newTag: old\n  - name: b\n    newTag: x\n', [
      'a:new',
      'b:x',
    ]);
    expect(text).toContain('images:\n- name: a\n  newTag: new\n- name: b\n  newTag: x\n');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('python-gitops-edit-'))).toEqual(before);
    expect(readdirSync(root)).toEqual([]);
  });
});
