import {
  linesOf,
  readChangedPaths,
  readIds,
  readLog,
  readObjects,
  readStatus,
  readTree,
  readTreeDifferences,
} from '../../../src/clients/git/answers';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40));
const LONG = 'e'.repeat(64);

test('objects are in the order of the questions, even with long names', () => {
  const output = `${A} commit 12\nnothing missing\n${LONG} tree 0\nabc ambiguous\n`;
  expect(readIds(Buffer.from(output), 5)).toEqual([A, undefined, LONG, undefined, undefined]);
});

test('a question that looks like an answer is not an answer', () => {
  expect(readIds(Buffer.from(`${A} blob 3 missing\n`), 1)).toEqual([undefined]);
});

describe('objects with their content', () => {
  const read = (output: string, count: number): unknown[] =>
    readObjects(Buffer.from(output), count).map((found) => found && [found.type, found.content.toString('utf8')]);

  test('are read by their size, whatever they contain', () => {
    const content = `é\n${B} blob 2\n\0`;
    const size = Buffer.byteLength(content);
    expect(read(`${A} blob ${size}\n${content}\n${B} blob 0\n\n${C} tree 3\nx\ny\n`, 3)).toEqual([
      ['blob', content],
      ['blob', ''],
      ['tree', 'x\ny'],
    ]);
  });

  test('are distinguished from missing ones', () => {
    expect(read(`a:b missing\n${A} blob 1\nx\n${B} submodule\n${C} blob 1\ny\n`, 4)).toEqual([
      undefined,
      ['blob', 'x'],
      undefined,
      ['blob', 'y'],
    ]);
  });

  test('are missing after the end of the output', () => {
    expect(read(`${A} blob 1\nx\n`, 3)).toEqual([['blob', 'x'], undefined, undefined]);
    expect(read('', 1)).toEqual([undefined]);
  });
});

test('a tree has files, but no symlinks or submodules', () => {
  const entries = [
    `100644 blob ${A}\tapps/a file\twith a tab`,
    `100755 blob ${B}\trun.sh`,
    `120000 blob ${C}\tlink`,
    `160000 commit ${D}\tmodule`,
  ];
  expect(readTree(Buffer.from(entries.map((entry) => `${entry}\0`).join('')))).toEqual([
    { path: 'apps/a file\twith a tab', id: A },
    { path: 'run.sh', id: B },
  ]);
});

test('the status of the working tree has all paths, regardless of the change', () => {
  const entries = [
    `1 .M N... 100644 100644 100644 ${A} ${A} changed file`,
    `u UU N... 100644 100644 100644 100644 ${A} ${B} ${C} in conflict`,
    '? new file',
    '! ignored',
  ];
  expect(readStatus(Buffer.from(entries.map((entry) => `${entry}\0`).join('')))).toEqual([
    'changed file',
    'in conflict',
    'new file',
  ]);
});

test('paths belong to the commit before them', () => {
  const output = [A, 'apps/one', 'apps/two\nlines', B, C, 'apps/one'].map((entry) => `${entry}\0`).join('');
  expect([...readChangedPaths(Buffer.from(output), 'apps')]).toEqual([
    [A, ['apps/one', 'apps/two\nlines']],
    [B, []],
    [C, ['apps/one']],
  ]);
});

test('paths belong to the pair of trees before them; equal trees have none', () => {
  const output = `${A} ${B}\none\0two\nlines\0${B} ${C}\n${C} ${D}\none\0${D} ${A}\n`;
  expect([...readTreeDifferences(Buffer.from(output))]).toEqual([
    [`${A} ${B}`, ['one', 'two\nlines']],
    [`${B} ${C}`, []],
    [`${C} ${D}`, ['one']],
    [`${D} ${A}`, []],
  ]);
});

test('commits of a log keep every line of their messages', () => {
  const output = `${A}\x00100\x00Ada\x00one\n\nmore\n\x00\x00\n${B}\x00200\x00Bo, B.\x00two\n\x00\x00\n`;
  expect(readLog(Buffer.from(output))).toEqual([
    { hash: A, time: 100, author: 'Ada', message: 'one\n\nmore\n' },
    { hash: B, time: 200, author: 'Bo, B.', message: 'two\n' },
  ]);
  expect(readLog(Buffer.alloc(0))).toEqual([]);
});

test('lines are as many as line breaks', () => {
  expect([linesOf(Buffer.from('a\n\nb\n')), linesOf(Buffer.alloc(0))]).toEqual([['a', '', 'b'], []]);
});
