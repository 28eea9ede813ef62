import type { Check } from '../../../src/checks/doctor/check';
import { failed, notChecked, ok } from '../../../src/checks/doctor/check';
import { formatDoctor, isHealthy, checksToJson } from '../../../src/checks/doctor/report';

const one = { id: 'git.one', group: 'git', title: 'one' } as const;
const three = { id: 'machine.three', group: 'machine', title: 'a longer title' } as const;
const CHECKS: Check[] = [
  failed(three, 'not found', 'you', 'install it'),
  ok(one, 'found'),
  notChecked({ ...one, id: 'git.two', title: 'two' }, 'offline', 'platform team', 'look'),
];

test('groups are in blocking order, and the first failure is the next step', () => {
  expect(formatDoctor([...CHECKS].reverse(), false).split('\n')).toEqual([
    'This machine',
    '  ✗ failed       a longer title  not found',
    '                 you: install it',
    '',
    'Git',
    '  ? not checked  two             offline',
    '                 platform team: look',
    '  ✓ ok           one             found',
    '',
    '1 ok, 1 failed, 1 not checked.',
    'Next (you): install it',
  ]);
});

test('color changes no text', () => {
  const colored = formatDoctor(CHECKS, true);
  expect(colored).toContain('\u001b[31m');
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(formatDoctor(CHECKS, false));
});

test('output of other programs cannot move the cursor', () => {
  expect(formatDoctor([failed(one, 'a\u001b[2Jb', 'you', 'c\rd')], false)).toContain('a\\x1b[2Jb\n');
  expect(formatDoctor([failed(one, 'a', 'you', 'c\rd')], false)).toContain('you: c\\x0dd\n');
});

test('not-checked is not a failure', () => {
  expect(isHealthy(CHECKS.slice(1))).toBe(true);
  expect(isHealthy(CHECKS)).toBe(false);
  expect(formatDoctor(CHECKS.slice(1), false)).toMatch(
    /Nothing failed\. For what was not checked, run the commands above\.$/,
  );
  expect(formatDoctor(CHECKS.slice(1, 2), false)).toMatch(/1 ok, 0 failed, 0 not checked\.$/);
});

test('JSON has all checks and the overall result', () => {
  expect(checksToJson(CHECKS)).toEqual({ schemaVersion: 1, ok: false, checks: CHECKS });
});
