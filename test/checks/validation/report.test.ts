import type { Problem } from '../../../src/checks/validation/problem';
import { sortProblems } from '../../../src/checks/validation/problem';
import type { ValidationOutput } from '../../../src/checks/validation/report';
import { validationAnnotations, formatReport } from '../../../src/checks/validation/report';

const problem = (path: string, line?: number): Problem => ({
  rule: 'yaml',
  path,
  line,
  column: 2,
  message: 'no YAML',
  fix: 'fix it',
});

function report(problems: readonly Problem[], builds = 2): ValidationOutput {
  const checks = Array.from({ length: builds }, (_, index) => ({
    name: `overlays/${index}`,
    ok: true,
    detail: 'builds, 1 object',
  }));
  return {
    schemaVersion: 1,
    ok: problems.length === 0,
    checks,
    problems,
    notChecked: [],
    notSet: [],
    notReleased: [],
    notSealed: [],
    tightMemory: [],
  };
}

test('a problem has its file, line, and column, which editors can open', () => {
  expect(
    formatReport(report([problem('a.yaml', 3), problem('b.yaml')]), false)
      .split('\n')
      .slice(2),
  ).toEqual([
    '',
    'a.yaml:3:2: no YAML  [yaml]',
    '      fix  fix it',
    '',
    'b.yaml: no YAML  [yaml]',
    '      fix  fix it',
    '',
    '2 problems in 2 files.',
  ]);
});

test('color is only used in a terminal', () => {
  const escape = '\u001b[';
  expect(formatReport(report([problem('a')]), true)).toContain(escape);
  expect(formatReport(report([problem('a')]), false)).not.toContain(escape);
});

test('many builds are counted, and failing ones are listed', () => {
  const many = report([], 30);
  const failing = { ...many, checks: [...many.checks, { name: 'overlays/x', ok: false, detail: 'does not build' }] };
  expect(formatReport(failing, false).split('\n').slice(0, 2)).toEqual([
    'ok    30 overlays and roots build',
    'FAIL  overlays/x  does not build',
  ]);
});

test('many problems are counted', () => {
  const many = Array.from({ length: 203 }, (_, index) => problem(`${index}.yaml`));
  expect(formatReport(report(many), false)).toContain('\n\n… and 3 more; use --json to see all of them\n');
});

test('problems are in the order of files and lines, without duplicates', () => {
  const sorted = sortProblems([problem('b', 2), problem('a', 10), problem('a', 9), problem('b', 2), problem('B', 1)]);
  expect(sorted.map(({ path, line }) => `${path}:${line}`)).toEqual(['B:1', 'a:9', 'a:10', 'b:2']);
});

test('an annotation keeps its line, whatever a message or a path contains', () => {
  const odd = { ...problem('a:b,c%.yaml', 1), message: 'one\r\ntwo: 50%, ::error::' };
  expect(validationAnnotations(report([odd]), 'x/')).toEqual([
    '::error file=x/a%3Ab%2Cc%25.yaml,line=1,col=2,title=yaml::one%0D%0Atwo: 50%25, ::error::; fix: fix it',
  ]);
});
