import { Folder } from '../../../src/files/disk/folder';
import { planRescue, saveEdits } from '../../../src/files/disk/rescue';
import { listSavedEdits, restoreSavedEdit, savedEditName } from '../../../src/files/disk/saved-edits';
import { git, pathsBelow, read, temporaryFolder, withoutPrograms, writeFiles } from '../../support/repository';

const EDITS = { Makefile: 'all: mine\r\n', 'apps/web/Dockerfile': 'FROM mine \n\t\n--- a/x\ndiff --git a/y b/y\n' };
const GENERATED = { Makefile: 'all:\n', 'apps/web/Dockerfile': 'FROM generated\n' };

/** A folder with generated files, and its saved edits. */
function folderWithSavedEdits(root = temporaryFolder()): Folder {
  writeFiles(root, GENERATED);
  const folder = new Folder(root);
  const writes = Object.entries(GENERATED).map(([path, content]) => ({
    file: { path, content, owner: 'generated', option: 'name', instead: '' } as const,
    reason: 'healed' as const,
    edit: Buffer.from(EDITS[path as keyof typeof EDITS]),
  }));
  const plan = { writes, removals: [], unchanged: 0, findings: [] };
  saveEdits(planRescue(plan, folder, new Date('2031-02-03T04:05:06.789Z')) as never, folder);
  return folder;
}

const NAME = '2031-02-03T04-05-06-789Z';

const edited = (root: string): string[] => Object.keys(EDITS).map((path) => read(root, path));

test('saved edits are listed with their files, newest first', () => {
  const folder = folderWithSavedEdits();
  writeFiles(folder.root, { '.python-gitops/saved/2031-02-03T04-05-07-000Z.patch': 'diff --git a/x y b/x y\n' });
  expect(listSavedEdits(folder)).toEqual([
    { name: '2031-02-03T04-05-07-000Z', path: expect.any(String) as string, files: ['x y'] },
    { name: NAME, path: `.python-gitops/saved/${NAME}.patch`, files: Object.keys(EDITS) },
  ]);
  expect(savedEditName(`.python-gitops/saved/${NAME}.patch`)).toBe(NAME);
  expect(listSavedEdits(new Folder(temporaryFolder()))).toEqual([]);
});

describe.each([
  ['without a repository', () => temporaryFolder()],
  [
    'in a repository whose git would change line endings and blanks',
    () => {
      const root = temporaryFolder();
      git(root, 'init', '--quiet');
      git(root, 'config', 'core.autocrlf', 'true');
      git(root, 'config', 'apply.whitespace', 'fix');
      return root;
    },
  ],
  [
    'in a part of a larger repository',
    () => {
      const root = temporaryFolder();
      git(root, 'init', '--quiet');
      writeFiles(root, { 'a part/x': '' });
      return `${root}/a part`;
    },
  ],
])('%s', (_where, make) => {
  test('an edit is restored byte for byte, and its patch is removed', () => {
    const folder = folderWithSavedEdits(make());
    const [edit] = listSavedEdits(folder);
    expect(restoreSavedEdit(edit, folder)).toEqual({ kind: 'restored' });
    expect(edited(folder.root)).toEqual(Object.values(EDITS));
    expect(listSavedEdits(folder)).toEqual([]);
  });

  test('an edit that fits only one of two files changes none, reports why, and stays', () => {
    const folder = folderWithSavedEdits(make());
    writeFiles(folder.root, { Makefile: 'another:\n' });
    const [edit] = listSavedEdits(folder);
    const outcome = restoreSavedEdit(edit, folder);
    expect(outcome).toMatchObject({
      kind: 'refused',
      reasons: [expect.stringContaining('Makefile:1'), expect.anything()],
    });
    expect(edited(folder.root)).toEqual(['another:\n', GENERATED['apps/web/Dockerfile']]);
    expect(listSavedEdits(folder)).toHaveLength(1);
  });

  test('an edit that is already present changes nothing', () => {
    const folder = folderWithSavedEdits(make());
    writeFiles(folder.root, EDITS);
    const paths = pathsBelow(folder.root);
    expect(restoreSavedEdit(listSavedEdits(folder)[0], folder)).toEqual({ kind: 'present' });
    expect(pathsBelow(folder.root)).toEqual(paths);
    expect(edited(folder.root)).toEqual(Object.values(EDITS));
  });
});

test('without git, it reports what is missing', () => {
  const folder = folderWithSavedEdits();
  const [edit] = listSavedEdits(folder);
  expect(() => withoutPrograms(() => restoreSavedEdit(edit, folder))).toThrow(
    'restoring an edit needs git: spawnSync ENOENT',
  );
});
