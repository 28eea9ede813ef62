import type { FirstCommit } from '../../../src/clients/git/first-commit';
import { FindingsError } from '../../../src/common/findings';
import type { PackageManager } from '../../../src/config/package-managers';
import { PACKAGE_MANAGERS } from '../../../src/config/package-managers';
import type { WritePlan, Removal, Write } from '../../../src/files/disk/plan';
import { Tree } from '../../../src/files/tree/tree';
import type { Rendering } from '../../../src/project/synthesis/rendering';
import {
  formatCreation,
  formatFailedCreation,
  formatNotSet,
  formatSynthesis,
} from '../../../src/project/synthesis/report';

const EVERYTHING_SET = { repoUrl: 'https://github.com/acme/shop', registry: 'docker.io/acme' };

function rendering(set: object = EVERYTHING_SET, tree = new Tree()): Rendering {
  const repository = { name: 'shop', ...set, apps: [{ name: 'web', workloads: [] }] };
  return { repository, tree, releases: new Map(), tightMemory: [] } as unknown as Rendering;
}

function write(path: string, reason: Write['reason'], edit?: string): Write {
  const file = { path, content: '', owner: 'generated', option: 'name', instead: `Change ${path} elsewhere.` } as const;
  return { file, reason, edit: edit === undefined ? undefined : Buffer.from(edit) };
}

function report(
  plan: Partial<WritePlan>,
  savedEdits: readonly string[] = [],
  set?: object,
  otherLocks: readonly PackageManager[] = [],
): string[] {
  const whole: WritePlan = { writes: [], removals: [], unchanged: 0, findings: [], ...plan };
  return formatSynthesis(rendering(set), {
    plan: whole,
    savedEdits,
    otherLocks,
  }).split('\n');
}

describe('the summary of a synth', () => {
  test('reports that nothing changed, and the number of files', () => {
    expect(report({ unchanged: 64 })).toEqual(['64 files match .projenrc.ts; nothing to change.']);
  });

  test('names the lock of another package manager, which you can remove', () => {
    const set = { ...EVERYTHING_SET, packageManager: PACKAGE_MANAGERS.pnpm };
    expect(report({ unchanged: 64 }, [], set, [PACKAGE_MANAGERS.npm])).toEqual([
      '64 files match .projenrc.ts; nothing to change.',
      '',
      'package-lock.json is the lock of npm, but packageManager is pnpm, so it is no longer used.',
      'To remove it: rm package-lock.json',
    ]);
  });

  test('lists written files by reason, and removed files', () => {
    const writes = [
      write('a', 'healed'),
      write('b', 'new'),
      write('c', 'updated'),
      write('d', 'restored'),
      write('e', 'new'),
    ];
    expect(report({ writes, removals: [{ path: 'f' }], unchanged: 3 })).toEqual([
      'wrote 2 files:',
      '  b',
      '  e',
      'updated 1 file:',
      '  c',
      'restored 1 file:',
      '  d',
      'healed 1 file:',
      '  a',
      'removed 1 file:',
      '  f',
    ]);
  });

  test('lists a dozen paths and counts the rest', () => {
    const writes = Array.from({ length: 14 }, (_, index) => write(`file${index}`, 'new'));
    const lines = report({ writes });
    expect(lines).toHaveLength(14);
    expect([lines[0], lines[12], lines[13]]).toEqual(['wrote 14 files:', '  file11', '  … and 2 more']);
    expect(report({ writes: writes.slice(0, 12) })).not.toContain('  … and 0 more');
  });

  test('lists saved edits with what to change instead, and how to bring them back in its last line', () => {
    const removals: Removal[] = [{ path: 'gone', edit: Buffer.from('x') }, { path: 'untouched' }];
    const lines = report({ writes: [write('a', 'healed', 'x'), write('b', 'healed')], removals }, ['saved/x.patch']);
    expect(lines.slice(-4)).toEqual([
      '  a (name): Change a elsewhere.',
      '  gone: no longer generated',
      'Saved in saved/x.patch',
      'To bring it back: npx python-gitops restore x',
    ]);
    expect(lines.at(-5)).toBe('These files were edited by hand. Change these options instead:');
  });

  test('shows how to bring committed edits back with git, with quoted paths', () => {
    const kept = (path: string): Write => ({ ...write(path, 'healed', 'x'), keptBy: 'commit' });
    expect(report({ writes: [kept('a'), kept("it's b")] }).slice(-4)).toEqual([
      'These files were edited by hand, and the edits are committed. Change these options instead:',
      '  a (name): Change a elsewhere.',
      "  it's b (name): Change it's b elsewhere.",
      "To bring them back: git checkout HEAD -- a 'it'\\''s b'",
    ]);
  });

  test('reports where a killed run saved edits that were already overwritten', () => {
    expect(report({ unchanged: 3 }, ['saved/x.patch']).slice(-3)).toEqual([
      'An earlier run that was interrupted has saved hand edits.',
      'Saved in saved/x.patch',
      'To bring it back: npx python-gitops restore x',
    ]);
  });

  test('has it as its last line even when an option is not set', () => {
    const lines = report({ writes: [write('a', 'healed', 'x')] }, ['saved/x.patch'], {});
    expect(lines.at(-1)).toBe('To bring it back: npx python-gitops restore x');
    expect(lines).toContain('Not set yet in .projenrc.ts:');
  });
});

describe('options that are not set', () => {
  test('are not listed when all are set', () => {
    expect(formatNotSet(EVERYTHING_SET)).toEqual([]);
  });

  test.each([
    [
      'repoUrl',
      { registry: 'docker.io/acme' },
      "repoUrl   as in repoUrl: 'https://github.com/acme/shop'; not generated",
    ],
    [
      'registry',
      { repoUrl: 'https://github.com/acme/shop' },
      "registry  as in registry: 'docker.io/acme'; not generated",
    ],
  ])('are listed with an example, and with what is not generated until then: %s', (_option, set, beginning) => {
    const [blank, headline, ...options] = formatNotSet(set);
    expect([blank, headline]).toEqual(['', 'Not set yet in .projenrc.ts:']);
    expect(options).toHaveLength(1);
    expect(options[0]).toContain(beginning);
  });
});

describe('the final message of a creation', () => {
  function words(commit: FirstCommit, set?: object): string {
    const tree = new Tree();
    for (const [path, owner] of [
      ['a', 'generated'],
      ['b', 'generated'],
      ['c', 'release'],
      ['d', 'starter'],
    ] as const) {
      tree.add({ path, content: '', owner, option: 'name', instead: '' });
    }
    const plan: WritePlan = {
      writes: [write('a', 'new'), write('b', 'new')],
      removals: [],
      unchanged: 0,
      findings: [],
    };
    return formatCreation(rendering(set, tree), { plan, savedEdits: [], otherLocks: [] }, commit);
  }

  test('counts files by owner, names the app, and ends with one next step', () => {
    const lines = words('done').split('\n');
    expect(lines).toContain('Created shop: 2 files.');
    expect(lines.find((line) => line.startsWith('  generated'))).toMatch(/^ {2}generated {2}2 files /);
    expect(lines.find((line) => line.startsWith('  release'))).toMatch(/^ {2}release {4}1 files/);
    expect(lines.find((line) => line.startsWith('  yours'))).toContain('apps/web/src/server.py');
    expect(lines.at(-1)).toBe('Next: make dev');
  });

  test('name what is not set yet before the next step', () => {
    const lines = words('done', {}).split('\n');
    expect(lines.indexOf('Not set yet in .projenrc.ts:')).toBeGreaterThan(0);
    expect(lines.at(-1)).toBe('Next: make dev');
  });

  test('report a failed commit only when it failed', () => {
    expect(words('failed')).toContain('The first git commit failed');
    expect(words('done')).not.toContain('commit failed');
  });
});

test.each([
  [false, 'Only the npm packages were installed. Fix this, then run projen new again.'],
  [true, 'Fix this, then run projen new again.'],
])('a failed creation reports packages that were installed, if any are left (folder is empty: %s)', (isEmpty, last) => {
  const finding = { code: 'invalid-value', path: 'name', must: 'x', got: 'y', fix: 'z' } as const;
  expect(formatFailedCreation(new FindingsError([finding]), isEmpty).split('\n')).toEqual([
    '1 finding, nothing was written:',
    '',
    '  name  [invalid-value]',
    '      must x',
    '      got  y',
    '      fix  z',
    '',
    last,
  ]);
});
