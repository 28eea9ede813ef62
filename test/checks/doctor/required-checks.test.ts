import type { Asked } from '../../../src/checks/doctor/check';
import {
  checksOfProtection,
  checksOfRules,
  requiredChecksCheck,
  STABLE_CHECK,
} from '../../../src/checks/doctor/required-checks';
import { RICH } from '../../support/render-cases';
import { wholeTree } from '../../support/render-whole';

const ADDRESS = { host: 'github.com', path: 'acme/shop', url: 'https://github.com/acme/shop' };
const SETTINGS = 'https://github.com/acme/shop/settings/rules and https://github.com/acme/shop/settings/branches';

function check(asked: Asked<readonly string[]>) {
  return requiredChecksCheck(asked, 'main', ['web', 'checkout'], ADDRESS as never);
}

test('the stable job has this name in the workflow and in the documents', () => {
  const files = wholeTree(RICH).files();
  const contentOf = (path: string): string => files.find((file) => file.path === path)?.content ?? '';
  expect(contentOf('.github/workflows/main.yml')).toMatch(new RegExp(`^    name: ${STABLE_CHECK}$`, 'm'));
  expect(contentOf('IMPLEMENTATION_SUMMARY.md').replace(/\s+/g, ' ')).toContain(
    `require the check \`${STABLE_CHECK}\`, and no other`,
  );
});

test('without a required check there is nothing to compare', () => {
  expect(check({ answer: [] })).toEqual([]);
});

test('the stable job is the right check, with or without checks of other workflows', () => {
  for (const answer of [['All checks'], ['license/cla', 'All checks', 'website']]) {
    expect(check({ answer })).toMatchObject([{ state: 'ok', detail: '"All checks" is required' }]);
  }
});

test.each([
  [['Check'], 'required: "Check", but not "All checks"', 'add "All checks", and remove "Check"'],
  [['main'], 'required: "main", but not "All checks"', 'add "All checks"'],
  [
    ['license/cla', 'web / Test'],
    'required: "license/cla", "web / Test", but not "All checks"',
    'add "All checks", and remove "web / Test"',
  ],
  [
    ['All checks', 'Check'],
    '"Check" is required, but skipped if nothing changed there',
    'remove "Check"; "All checks" waits for all jobs',
  ],
  [
    ['All checks', 'web / Test', 'checkout'],
    '"web / Test", "checkout" are required, but skipped if nothing changed there',
    'remove "web / Test", "checkout"; "All checks" waits for all jobs',
  ],
])('%j is the wrong list', (answer, detail, fix) => {
  expect(check({ answer })).toMatchObject([
    { id: 'github.required-checks', state: 'failed', detail, fix: `${fix}: ${SETTINGS}` },
  ]);
});

test('what is not visible has no line', () => {
  expect(check({ why: 'offline' })).toEqual([]);
});

test('names come from both forms of a branch protection, and from rulesets', () => {
  const both = { contexts: ['Check', 'web'], checks: [{ context: 'Check', app_id: 15368 }] };
  expect(checksOfProtection({ required_status_checks: both })).toEqual(['Check', 'web']);
  expect(checksOfProtection({ required_status_checks: { contexts: ['All checks'] } })).toEqual(['All checks']);
  expect(checksOfProtection({ required_status_checks: null })).toEqual([]);
  const parameters = { required_status_checks: [{ context: 'All checks', integration_id: 15368 }, { context: 'cla' }] };
  const rules = [
    { type: 'deletion' },
    { type: 'required_status_checks', parameters },
    { type: 'pull_request', parameters: {} },
  ];
  expect(checksOfRules(rules)).toEqual(['All checks', 'cla']);
});
