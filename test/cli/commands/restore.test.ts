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
    stderr: `say which one, as in python-gitops restore 2031-01-02T00-00-00-000Z:\n${LIST}`,
  });
  expect(await run(folder, 'other')).toEqual({
    code: 2,
    stdout: '',
    stderr: `no saved edit other; there is:\n${LIST}`,
  });
  expect(contents(folder)).toEqual(files);
});

test.each([OLD, `./${OLD}`, OLD.split('/')[2], OLD.split('/')[2].replace('.patch', '')])(
  'it is found as %s',
  async (name) => {
    const folder = folderWith(OLD, NEW);
    const { code, stdout } = await run(folder, name, { json: true });
    expect([code, JSON.parse(stdout)]).toEqual([0, { schemaVersion: 1, restored: true, files: ['file0'] }]);
    expect([read(folder, 'file0'), read(folder, 'file1')]).toEqual(['mine\n', 'generated\n']);
  },
);

test('--list names them, the newest first, and gives none back', async () => {
  const folder = folderWith(OLD, NEW);
  expect(await run(folder, undefined, { list: true })).toEqual({ code: 0, stdout: LIST, stderr: '' });
  const { stdout } = await run(folder, undefined, { list: true, json: true });
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, savedEdits: [{ path: NEW }, { path: OLD }] });
  expect((await run(temporaryRepository(), undefined, { list: true })).stdout).toBe('No hand edit is saved here.\n');
});

test('none at all', async () => {
  expect(await run(temporaryRepository())).toEqual({
    code: 2,
    stdout: '',
    stderr: 'no hand edit is saved here: there is nothing to give back\n',
  });
});

test('one that does not fit is refused, with the reasons and what to do', async () => {
  const folder = folderWith(OLD);
  writeFiles(folder, { file0: 'another\n' });
  const { code, stderr } = await run(folder);
  expect([code, stderr.split('\n')]).toEqual([
    1,
    [
      `${OLD} does not apply to what is generated now; nothing was changed, and it stays there:`,
      '  patch failed: file0:1',
      '  file0: patch does not apply',
      'Read it, and change what python-gitops owners PATH says instead; or take what fits with git apply --reject ' +
        OLD,
      '',
    ],
  ]);
  expect(read(folder, OLD)).toBe(patch('file0'));
});

test('one that the files hold already', async () => {
  const folder = folderWith(OLD);
  writeFiles(folder, { file0: 'mine\n' });
  const { code, stdout } = await run(folder);
  expect([code, stdout]).toEqual([0, 'These files hold the edit already; nothing was changed:\n  file0\n']);
});

function temporaryRepository(): string {
  return folderWith();
}
