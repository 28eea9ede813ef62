import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { validate } from '../../../src/config/validate';
import { describeTexts, withOption } from '../../support/config-options';

const BRANCHES = {
  accepted: ['main', 'release/1.2', 'feature/ABC-1_x', 'v1', '1e5', '012', 'on', 'null', 'a', 'b'.repeat(100)],
  refused: [
    'a..b',
    'a.lock',
    'a.lock/b',
    'a/.b',
    'a/',
    'a.',
    '/a',
    '.a',
    '-a',
    'a~1',
    'a^',
    'a:b',
    'a@{1}',
    '@',
    'a+b',
    'b'.repeat(101),
  ],
};

describeTexts({
  defaultBranch: BRANCHES,
  'environments.dev.branch': BRANCHES,
});

describe('a branch that is accepted', () => {
  test.each(BRANCHES.accepted)('%j is one for git as well', (branch) => {
    const git = spawnSync('git', ['check-ref-format', '--branch', branch], { encoding: 'utf8' });
    if (git.error) throw git.error;
    expect([branch, git.status]).toEqual([branch, 0]);
  });

  test('is one for git as well, whatever it is made of', () => {
    const branches = fc.string({
      unit: fc.constantFrom('a', 'Z', '1', '.', '/', '-', '_', '@', '.lock'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(branches, (branch) => {
        if (validate(withOption('defaultBranch', branch)).length > 0) return;
        const git = spawnSync('git', ['check-ref-format', '--branch', branch], { encoding: 'utf8' });
        expect([branch, git.status]).toEqual([branch, 0]);
      }),
      { numRuns: 200 },
    );
  });
});
