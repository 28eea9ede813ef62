import type { Drift } from '../../../src/checks/drift/drift';
import { driftDiff, driftAnnotations, formatDrift, formatSummary, driftToJson } from '../../../src/checks/drift/report';

const edited: Drift = {
  path: 'Makefile',
  state: 'edited',
  owner: 'generated',
  option: 'name',
  detail: 'edited by hand',
  instead: 'Own targets belong in local.mk.',
  heal: 'npx projen',
  texts: { generated: 'a\nb\n', found: Buffer.from('a\nc\n') },
};
const stale: Drift = {
  ...edited,
  path: 'old.yaml',
  state: 'stale',
  option: null,
  instead: null,
  detail: 'no longer generated',
  texts: undefined,
};

const DIFF = '--- generated/Makefile\n+++ found/Makefile\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n';

test('a diff goes from the generated content to that on disk, and names a binary file', () => {
  expect(driftDiff(edited)).toBe(DIFF);
  expect(driftDiff(stale)).toBeUndefined();
  expect(driftDiff({ ...edited, texts: { generated: 'a', found: Buffer.from([0, 1]) } })).toBe(
    'Binary file Makefile differs\n',
  );
});

test('JSON has each path with state, owner, option, heal, and diff', () => {
  const { schemaVersion, clean, files, notChecked } = driftToJson({
    checked: 9,
    drifts: [edited, stale],
    notChecked: [{ path: 'x', reason: 'why' }],
  }) as {
    schemaVersion: number;
    clean: boolean;
    files: Record<string, unknown>[];
    notChecked: object[];
  };
  expect([schemaVersion, clean, notChecked]).toEqual([1, false, [{ path: 'x', reason: 'why' }]]);
  expect(files[0]).toEqual({
    path: 'Makefile',
    state: 'edited',
    owner: 'generated',
    option: 'name',
    heal: 'npx projen',
    diff: DIFF,
    detail: 'edited by hand',
    instead: 'Own targets belong in local.mk.',
  });
  expect([files[1].option, files[1].diff, files[1].instead]).toEqual([null, null, null]);
  expect(driftToJson({ checked: 9, drifts: [], notChecked: [] })).toMatchObject({ clean: true, files: [] });
});

test('text has the state, the owner, what to change instead, how to heal, and the diff', () => {
  expect(
    formatDrift(
      {
        checked: 9,
        drifts: [edited, stale],
        notChecked: [{ path: 'theirs.json', reason: 'another projen component writes it' }],
      },
      false,
    ),
  ).toBe(
    [
      'Makefile: edited',
      '  what     edited by hand',
      '  owner    generated, by name',
      '  instead  Own targets belong in local.mk.',
      '  heal     npx projen',
      ...DIFF.trimEnd()
        .split('\n')
        .map((line) => `    ${line}`),
      '',
      'old.yaml: stale',
      '  what     no longer generated',
      '  owner    generated',
      '  heal     npx projen',
      '',
      'Not checked:',
      '  theirs.json: another projen component writes it',
      '',
      '2 paths drift. Run npx projen to restore generated files; it saves hand edits first.',
    ].join('\n'),
  );
  expect(formatDrift({ checked: 9, drifts: [], notChecked: [] }, false)).toBe('9 files match .projenrc.ts.');
});

test('a long diff is shortened, many paths are counted, and control characters are escaped', () => {
  const found = Buffer.from(`\u001b[2J${'x\n'.repeat(200)}`);
  const text = formatDrift(
    { checked: 9, drifts: [{ ...edited, texts: { generated: '', found } }], notChecked: [] },
    false,
  );
  expect(text).toContain('+\\x1b[2Jx');
  expect(text).toContain('… and 163 more lines; use --json to see all of them');
  const many = formatDrift({ checked: 200, drifts: Array<Drift>(130).fill(stale), notChecked: [] }, false);
  expect(many).toContain('… and 30 more; use --json to see all of them');
  expect(many).toContain('130 paths drift.');
});

test('color is only used on request', () => {
  const report = { checked: 9, drifts: [edited], notChecked: [] };
  expect(formatDrift(report, true)).toContain('\u001b[31m-b\u001b[39m');
  expect(formatDrift(report, false)).not.toContain('\u001b');
});

test('GitHub annotations have an error for each path', () => {
  expect(driftAnnotations({ checked: 9, drifts: [edited, stale], notChecked: [] }, 'part/')).toEqual([
    '::error file=part/Makefile,title=drift%3A edited::edited by hand; heal: npx projen. To change it: Own targets belong in local.mk.',
    '::error file=part/old.yaml,title=drift%3A stale::no longer generated; heal: npx projen.',
  ]);
});

test('the job summary has a table and the diffs, in a fence that a diff cannot close', () => {
  const ticks = { ...edited, texts: { generated: '', found: Buffer.from('````\n') } };
  const summary = formatSummary({ checked: 9, drifts: [ticks, stale], notChecked: [] });
  expect(summary.split('\n').slice(0, 7)).toEqual([
    '### Drift',
    '',
    '| path | state | option | heal |',
    '| --- | --- | --- | --- |',
    '| `Makefile` | edited | `name` | `npx projen` |',
    '| `old.yaml` | stale |  | `npx projen` |',
    '',
  ]);
  expect(summary).toContain('\n`````diff\n');
  expect(formatSummary({ checked: 9, drifts: [], notChecked: [] })).toBe(
    '### Drift\n\n9 files match `.projenrc.ts`.\n',
  );
});
