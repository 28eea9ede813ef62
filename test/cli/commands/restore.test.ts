import { runRestore } from '../../../src/cli/commands/restore/run';
import type { Answer } from '../../support/command';
import { answer } from '../../support/command';
import { contents, read, temporaryFolder, writeFiles } from '../../support/repository';

const patch = (path: string): string =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-generated\n+mine\n`;

const OLD = '.python-gitops/saved/2031-01-01T00-00-00-000Z.patch';
const NEW = '.python-gitops/saved/2031-01-02T00-00-00-000Z.patch';

function folderWith(...patches: string[]): string {
  const folder = temporaryFolder();
  const saved = patches.map((path, index) => [path, patch(`file${index}`)]);
  const files = patches.map((_, index) => [`file${index}`, 'generated\n']);
  writeFiles(folder, { '.projenrc.ts': '', ...Object.fromEntries([...saved, ...files]) });
  return folder;
}

const run = (folder: string, name?: string, flags = {}): Promise<Answer> =>
  answer(() => runRestore(folder, name, flags));

const LIST = '2031-01-02T00-00-00-000Z\n  file1\n2031-01-01T00-00-00-000Z\n  file0\n';

test('one of several has to be named; which ones there are is said', async () => {
  const folder = folderWith(OLD, NEW);
  const files = contents(folder);
  expect(await run(folder)).toEqual({
    code: 2,
    stdout: '',
    stderr: `several edits are saved: name one, as in python-gitops restore 2031-01-02T00-00-00-000Z:\n${LIST}`,
  });
  expect(await run(folder, 'other')).toEqual({
    code: 2,
    stdout: '',
    stderr: `no saved edit other; saved edits:\n${LIST}`,
  });
  expect(contents(folder)).toEqual(files);
});

test.each([OLD, `./${OLD}`, OLD.split('/')[2], OLD.split('/')[2].replace('.patch', '')])(
  'it is found as %s',
  async (name) => {
    const folder = folderWith(OLD, NEW);
    const { code, stdout } = await run(folder, name, { json: true });
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { schemaVersion: 1, dryRun: false, restored: true, files: ['file0'], diff: patch('file0') },
    ]);
    expect([read(folder, 'file0'), read(folder, 'file1')]).toEqual(['mine\n', 'generated\n']);
  },
);

test('--list names them, the newest first, and gives none back', async () => {
  const folder = folderWith(OLD, NEW);
  expect(await run(folder, undefined, { list: true })).toEqual({ code: 0, stdout: LIST, stderr: '' });
  const { stdout } = await run(folder, undefined, { list: true, json: true });
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, savedEdits: [{ path: NEW }, { path: OLD }] });
  expect((await run(temporaryRepository(), undefined, { list: true })).stdout).toBe('No saved edits.\n');
});

test('--dry-run shows the edit and writes nothing; one that does not apply is refused', async () => {
  const folder = folderWith(OLD);
  const before = contents(folder);
  expect(await run(folder, undefined, { dryRun: true })).toEqual({
    code: 0,
    stdout: `${patch('file0')}\nDry run: nothing was changed.\n`,
    stderr: '',
  });
  const { stdout } = await run(folder, undefined, { dryRun: true, json: true });
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    dryRun: true,
    restored: false,
    files: ['file0'],
    diff: patch('file0'),
  });
  expect(contents(folder)).toEqual(before);
  writeFiles(folder, { file0: 'another\n' });
  expect((await run(folder, undefined, { dryRun: true })).code).toBe(1);
});

test('none at all', async () => {
  expect(await run(temporaryRepository())).toEqual({
    code: 2,
    stdout: '',
    stderr: 'no saved edits to restore\n',
  });
});

test('one that does not fit is refused, with the reasons and what to do', async () => {
  const folder = folderWith(OLD);
  writeFiles(folder, { file0: 'another\n' });
  const { code, stderr } = await run(folder);
  expect([code, stderr.split('\n')]).toEqual([
    1,
    [
      `${OLD} does not apply to the generated files; nothing was changed, and the patch is kept:`,
      '  patch failed: file0:1',
      '  file0: patch does not apply',
      'Next: change .projenrc.ts instead (python-gitops owners PATH shows the option), or apply what fits:',
      `  git apply --reject ${OLD}`,
      '',
    ],
  ]);
  expect(read(folder, OLD)).toBe(patch('file0'));
});

test('one that the files hold already', async () => {
  const folder = folderWith(OLD);
  writeFiles(folder, { file0: 'mine\n' });
  const { code, stdout } = await run(folder);
  expect([code, stdout]).toEqual([0, 'These files already contain the edit; nothing was changed:\n  file0\n']);
});

function temporaryRepository(): string {
  return folderWith();
}
