import { createColors } from 'picocolors';
import type { Check, CheckState, Group } from './check';
import { GROUPS } from './check';
import { visible } from '../../common/printed';

/** A mark and a word, for output without marks or color. */
const MARKS: Readonly<Record<CheckState, string>> = { ok: '✓ ok', failed: '✗ failed', 'not-checked': '? not checked' };

const WIDEST = Math.max(...Object.values(MARKS).map(({ length }) => length));

/** Whether nothing failed; `not-checked` is not a failure. */
export function isHealthy(checks: readonly Check[]): boolean {
  return checks.every(({ state }) => state !== 'failed');
}

/** The output of `--json`. Fields may be added; existing fields keep their name and meaning within one version. */
export function checksToJson(checks: readonly Check[]): object {
  return { schemaVersion: 1, ok: isHealthy(checks), checks };
}

/** The report as text: each group with its checks, and under each open check who does what. */
export function formatDoctor(checks: readonly Check[], isColored: boolean): string {
  const color = createColors(isColored);
  const paint = { ok: color.green, failed: color.red, 'not-checked': color.yellow };
  const width = Math.max(...checks.map(({ title }) => title.length));
  const indent = ' '.repeat(2 + WIDEST + 2);
  const lines = (check: Check): string[] => {
    const mark = paint[check.state](MARKS[check.state].padEnd(WIDEST));
    const first = `  ${mark}  ${check.title.padEnd(width)}  ${visible(check.detail)}`;
    return [first, ...(check.fix === null ? [] : [`${indent}${color.bold(`${check.who}:`)} ${visible(check.fix)}`])];
  };
  const groups = (Object.keys(GROUPS) as Group[]).flatMap((group) => {
    const own = checks.filter((check) => check.group === group);
    return own.length === 0 ? [] : [[color.bold(GROUPS[group]), ...own.flatMap(lines)].join('\n')];
  });
  return [...groups, summary(checks)].join('\n\n');
}

function summary(checks: readonly Check[]): string {
  const number = (state: CheckState): number => checks.filter((check) => check.state === state).length;
  const counts = `${number('ok')} ok, ${number('failed')} failed, ${number('not-checked')} not checked.`;
  const first = checks.find(({ state }) => state === 'failed');
  if (first) return `${counts}\nNext (${first.who}): ${first.fix}`;
  return number('not-checked') === 0
    ? counts
    : `${counts}\nNothing failed. For what was not checked, run the commands above.`;
}
