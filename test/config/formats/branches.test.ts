import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { validate } from '../../../src/config/validate';
import { onlyFinding } from '../../support/config-check';
import { describeTexts, withOption } from '../../support/config-options';

const BRANCHES = {
  accepted: [
    'main',
    'release/1.2',
    'feature/ABC-1_x',
    'v1',
    '1e5',
    '012',
    'on',
    'null',
    'a',
    'b'.repeat(100),
    'HEAD2',
    'heads/main',
    '1.2',
    'v1.2.3',
    'release/1.x',
    'x1',
    '1.xx',
    'x_ray',
  ],
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
    // git's own references, and a commit, which GitHub refuses as the name of a branch.
    'HEAD',
    'refs/heads/main',
    'refs/x',
    '0123456789abcdef0123456789abcdef01234567',
    // Ranges of versions for Argo CD.
    'x',
    'X',
    '1.x',
    'v2.X',
    '1.2.x',
    '1.x.x',
    '1.x.3',
    '1.x-rc.1',
    'x-ray',
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

describe('what a finding about a branch says', () => {
  test('the whole name of a reference is given the short one', () => {
    expect(onlyFinding(withOption('defaultBranch', 'refs/heads/trunk')).fix).toBe("use 'trunk'");
    expect(onlyFinding(withOption('defaultBranch', 'refs/heads/..')).fix).toBe('change defaultBranch');
  });

  test('a range of versions is given a name that is none', () => {
    expect(onlyFinding(withOption('environments.dev.branch', '1.x')).fix).toBe(
      'give the branch another name, such as release/1.x: Argo CD would look for tags',
    );
  });
});
