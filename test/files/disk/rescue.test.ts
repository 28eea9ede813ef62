import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { applyPlan, stage } from '../../../src/files/disk/apply';
import { Folder } from '../../../src/files/disk/folder';
import type { WritePlan } from '../../../src/files/disk/plan';
import { planRescue, saveEdits } from '../../../src/files/disk/rescue';
import { git, pathsBelow, read, temporaryFolder, writeFiles } from '../../support/repository';

const NOW = new Date('2031-02-03T04:05:06.789Z');

/** A plan that replaces an edit with generated text, or removes the file when there is none. */
function planOf(edits: readonly { path: string; generated?: string; edit: string | Buffer }[]): WritePlan {
  const of = (path: string, content: string) =>
    ({ path, content, owner: 'generated', option: 'name', instead: 'Nothing.' }) as const;
  return {
    writes: edits.flatMap(({ path, generated, edit }) =>
      generated === undefined ? [] : [{ file: of(path, generated), reason: 'healed', edit: Buffer.from(edit) }],
    ),
    removals: edits.flatMap(({ path, generated, edit }) =>
      generated === undefined ? [{ path, edit: Buffer.from(edit) }] : [],
    ),
    unchanged: 0,
    findings: [],
  };
}

/** Saves the edits of a plan; returns the path of the patch. */
function save(plan: WritePlan, folder: Folder): string | undefined {
  const rescue = planRescue(plan, folder, NOW);
  if (rescue) saveEdits(rescue, folder);
  return rescue?.path;
}

/** Saves, carries out the plan, and returns the path of the patch. */
function heal(root: string, edits: Parameters<typeof planOf>[0]): string {
  writeFiles(root, Object.fromEntries(edits.map(({ path, edit }) => [path, edit])));
  const plan = planOf(edits);
  const folder = new Folder(root);
  const saved = save(plan, folder);
  applyPlan(plan, stage(plan.writes, folder), folder);
  if (saved === undefined) throw new Error('nothing was saved');
  return saved;
}

function gitFolder(): string {
  const root = temporaryFolder();
  git(root, 'init', '--quiet');
  return root;
}

describe('git apply restores a saved edit exactly', () => {
  test.each([
    ['a changed line', 'one\ntwo\nthree\n', 'one\n2\nthree\n'],
    ['an edit without newline at the end', 'one\ntwo\n', 'one\ntwo\nmine'],
    ['only a newline at the end that is gone', 'one\ntwo\n', 'one\ntwo'],
    ['generated text without newline at the end', 'one\ntwo', 'one\ntwo\nthree\n'],
    ['both without newline at the end', 'one\ntwo', 'one\n2'],
    ['line endings of Windows', 'one\ntwo\nthree\n', 'one\r\ntwo\r\nthree\r\n'],
    ['one line ending of Windows', 'one\ntwo\nthree\n', 'one\ntwo\r\nthree\n'],
    ['a byte order mark', 'one\n', '\uFEFFone\n'],
    ['a file that was emptied', 'one\ntwo\n', ''],
    ['text in a file that is generated empty', '', 'one\n'],
    ['letters beyond ASCII', 'gruen\n', 'grün 緑 💚\n'],
    ['lines that look like a patch', 'a\nb\n', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n'],
    ['a line that looks like the end of a mail', 'a\nb\nc\n', 'a\n-- \nc\n'],
    ['blanks at the end of lines and empty lines', 'a\n\nb\n', 'a  \n\t\n\nb \n\n\n'],
    ['two edits far apart', lines(40), lines(40).replace('line 3\n', 'mine\n').replace('line 35\n', 'mine too\n')],
  ])('%s', (_what, generated, edit) => {
    const root = gitFolder();
    const saved = heal(root, [{ path: 'apps/web/Dockerfile', generated, edit }]);
    expect(read(root, 'apps/web/Dockerfile')).toBe(generated);
    git(root, 'apply', saved);
    expect(read(root, 'apps/web/Dockerfile')).toBe(edit);
  });

  test('any text over any other', () => {
    const root = gitFolder();
    const text = fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '', ' ', '-', '+', '\\', '@@'), fc.constantFrom('\n', '\r\n', '')))
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(text, text, (generated, edit) => {
        fc.pre(generated !== edit);
        const saved = heal(root, [{ path: 'file', generated, edit }]);
        git(root, 'apply', saved);
        expect(read(root, 'file')).toBe(edit);
      }),
      { numRuns: 40 },
    );
  });

  test('a file that is no longer generated is restored as a new file', () => {
    const root = gitFolder();
    const saved = heal(root, [{ path: 'apps/old/stale.yaml', edit: 'edited: true\nno newline' }]);
    expect(pathsBelow(root)).toEqual([saved]);
    git(root, 'apply', saved);
    expect(read(root, 'apps/old/stale.yaml')).toBe('edited: true\nno newline');
  });

  test('several files with one patch', () => {
    const root = gitFolder();
    const edits = [
      { path: 'Makefile', generated: 'all:\n', edit: 'all: mine\n' },
      { path: 'docs/with blank.md', generated: 'a\n', edit: 'b' },
      { path: 'apps/old/stale.yaml', edit: 'edited\n' },
      { path: 'z.yaml', generated: 'a\n', edit: 'z\n' },
    ];
    git(root, 'apply', heal(root, edits));
    expect(edits.map(({ path }) => read(root, path))).toEqual(edits.map(({ edit }) => edit));
  });

  test('binary content is kept', () => {
    const root = gitFolder();
    const edit = Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0xe9, 0x0a]);
    git(root, 'apply', heal(root, [{ path: 'file', generated: 'a\nb\n', edit }]));
    expect(readFileSync(join(root, 'file')).toString('hex')).toBe(edit.toString('hex'));
  });
});

test('the patch is in a separate folder, named after the time of the run', () => {
  const saved = heal(temporaryFolder(), [{ path: 'a', generated: 'x\n', edit: 'y\n' }]);
  expect(saved).toBe('.python-gitops/saved/2031-02-03T04-05-06-789Z.patch');
});

test('two runs at the same moment keep both edits', () => {
  const root = temporaryFolder();
  heal(root, [{ path: 'a', generated: 'x\n', edit: 'first\n' }]);
  heal(root, [{ path: 'a', generated: 'x\n', edit: 'second\n' }]);
  const patches = pathsBelow(root).filter((path) => path.endsWith('.patch'));
  const all = patches.map((path) => read(root, path)).join('');
  expect([all.includes('+first'), all.includes('+second')]).toEqual([true, true]);
});

test('a plan without edits saves nothing and creates no folder', () => {
  const root = temporaryFolder();
  const plan: WritePlan = { ...planOf([]), removals: [{ path: 'stale' }] };
  expect(save(plan, new Folder(root))).toBeUndefined();
  expect(pathsBelow(root)).toEqual([]);
});

test('the patch has the format of git', () => {
  const root = temporaryFolder();
  const saved = heal(root, [
    { path: 'a.txt', generated: 'one\ntwo\n', edit: 'one\n2\n' },
    { path: 'b.txt', edit: 'new\n' },
  ]);
  expect(read(root, saved).split('\n')).toEqual([
    'diff --git a/a.txt b/a.txt',
    '--- a/a.txt',
    '+++ b/a.txt',
    '@@ -1,2 +1,2 @@',
    ' one',
    '-two',
    '+2',
    'diff --git a/b.txt b/b.txt',
    'new file mode 100644',
    '--- /dev/null',
    '+++ b/b.txt',
    '@@ -0,0 +1,1 @@',
    '+new',
    '',
  ]);
});

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `line ${index}\n`).join('');
}

test('an executable that is no longer generated is restored as an executable', () => {
  const root = gitFolder();
  writeFiles(root, { 'scripts/old.sh': 'mine\n' });
  const plan: WritePlan = {
    ...planOf([]),
    removals: [{ path: 'scripts/old.sh', edit: Buffer.from('mine\n'), executable: true }],
  };
  const folder = new Folder(root);
  const saved = save(plan, folder) as string;
  applyPlan(plan, stage(plan.writes, folder), folder);
  git(root, 'apply', saved);
  expect(folder.read('scripts/old.sh')).toMatchObject({ kind: 'file', executable: true });
});
