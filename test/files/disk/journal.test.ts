import { Folder } from '../../../src/files/disk/folder';
import { JOURNAL, readJournal, savedPatches, writeJournal } from '../../../src/files/disk/journal';
import { readPasts } from '../../../src/files/disk/past';
import type { WritePlan } from '../../../src/files/disk/plan';
import { journalOf } from '../../../src/files/disk/transaction';
import { sha256 } from '../../../src/files/tree/hash-manifest';
import { temporaryFolder, writeFiles } from '../../support/repository';

const file = { path: 'a', content: 'new', owner: 'generated', option: 'name', instead: '' } as const;
const PATCH = '.python-gitops/saved/x.patch';
const PLAN: WritePlan = {
  writes: [
    { file, reason: 'healed', edit: Buffer.from('mine'), ours: ['old'] },
    { file: { ...file, path: 'b', owner: 'starter' }, reason: 'new' },
  ],
  removals: [{ path: 'c', ours: ['older'] }],
  unchanged: 0,
  findings: [],
};

function empty(): Folder {
  return new Folder(temporaryFolder());
}

test('a journal with old and new content and saved edits is read as it was written', () => {
  const folder = empty();
  const journal = journalOf(PLAN, readJournal(folder), 7, PATCH);
  writeJournal(journal, folder);
  expect(readJournal(folder)).toEqual(journal);
  expect(journal).toEqual({
    pids: [7],
    entries: new Map([
      ['a', { path: 'a', ours: ['old', sha256('new')], saved: [{ hash: sha256('mine'), patch: PATCH }] }],
      ['b', { path: 'b', ours: [], saved: [] }],
      ['c', { path: 'c', ours: ['older'], saved: [] }],
    ]),
  });
});

test('the journal of a second killed run keeps the entries of the first', () => {
  const first = journalOf(PLAN, readJournal(empty()), 7, PATCH);
  const second = journalOf({ ...PLAN, writes: [{ file: { ...file, content: 'newer' }, reason: 'updated' }] }, first, 8);
  expect(second.pids).toEqual([7, 8]);
  expect(second.entries.get('a')).toEqual({
    path: 'a',
    ours: ['old', sha256('new'), sha256('newer')],
    saved: [{ hash: sha256('mine'), patch: PATCH }],
  });
});

test.each(['', '{', '[]', '{"entries":7}', '{"entries":[7,{"path":1},{"path":"../x","ours":["y"]}]}'])(
  'a broken journal, or one that leads out of the repository, is ignored: %s',
  (text) => {
    const folder = empty();
    writeFiles(folder.root, { [JOURNAL]: text });
    expect(readJournal(folder)).toEqual({ entries: new Map(), pids: [] });
  },
);

test('an edit counts as saved only when its patch exists in the folder of patches', () => {
  const folder = empty();
  const journal = journalOf(PLAN, readJournal(folder), 7, PATCH);
  writeJournal(journal, folder);
  expect([...savedPatches(journal, folder)]).toEqual([]);
  expect(readPasts(folder).get('a')?.saved).toEqual([]);
  writeFiles(folder.root, { [PATCH]: 'x' });
  expect([...savedPatches(journal, folder)]).toEqual([PATCH]);
  expect(readPasts(folder).get('a')?.saved).toEqual([sha256('mine')]);
  const entries = [
    {
      path: 'a',
      ours: [],
      saved: [
        { hash: 'h', patch: '../outside' },
        { hash: 'h', patch: 'Makefile' },
      ],
    },
  ];
  writeFiles(folder.root, { [JOURNAL]: JSON.stringify({ pids: [], entries }) });
  expect(readJournal(folder).entries.get('a')?.saved).toEqual([]);
});
