import { createColors } from 'picocolors';
import type { Drift } from './drift';
import { annotation } from '../../common/annotations';
import { codeSpan, count, fenced, shortened, visible } from '../../common/printed';

/** The result of the check. */
export interface DriftReport {
  /** How many files were compared. */
  readonly checked: number;
  readonly drifts: readonly Drift[];
  readonly notChecked: readonly NotChecked[];
}

/** A path that could not be checked. */
export interface NotChecked {
  readonly path: string;
  readonly reason: string;
}

/** How many lines of a diff are printed; `--json` has all of them. */
const PRINTED_DIFF = 40;

/** How many paths are printed with all details. */
const PRINTED_PATHS = 100;

/** The output of `--json`. Fields may be added; existing fields keep their name and meaning within one version. */
export function driftToJson({ drifts, notChecked }: DriftReport): object {
  return {
    schemaVersion: 1,
    clean: drifts.length === 0,
    files: drifts.map((drift) => {
      const { path, state, owner, option, heal, detail, instead } = drift;
      return { path, state, owner, option, heal, diff: driftDiff(drift) ?? null, detail, instead };
    }),
    notChecked,
  };
}

/** The report as text for a terminal. */
export function formatDrift({ checked, drifts, notChecked }: DriftReport, isColored: boolean): string {
  const color = createColors(isColored);
  const lines: string[] = [];
  for (const drift of drifts.slice(0, PRINTED_PATHS)) {
    lines.push(`${color.bold(drift.path)}: ${color.red(drift.state)}`, `  what     ${drift.detail}`);
    lines.push(`  owner    ${drift.owner}${drift.option === null ? '' : `, by ${drift.option}`}`);
    if (drift.instead !== null) lines.push(`  instead  ${drift.instead}`);
    lines.push(`  heal     ${drift.heal}`);
    lines.push(...diffLines(drift).map((line) => paint(color, line)));
    lines.push('');
  }
  const rest = drifts.length - PRINTED_PATHS;
  if (rest > 0) lines.push(`… and ${rest} more; use --json to see all of them`, '');
  if (notChecked.length > 0) {
    lines.push('Not checked:', ...notChecked.map(({ path, reason }) => `  ${path}: ${reason}`), '');
  }
  lines.push(
    drifts.length === 0
      ? color.green(`${checked} files match .projenrc.ts.`)
      : `${color.red(`${count(drifts.length, 'path drifts', 'paths drift')}.`)} Run npx projen to restore generated files; it saves hand edits first.`,
  );
  return lines.join('\n');
}

/** GitHub Actions annotations: an error for each path that drifts. */
export function driftAnnotations({ drifts }: DriftReport, prefix: string): string[] {
  return drifts.map(({ path, state, detail, instead, heal }) => {
    const advice = instead === null ? '' : ` To change it: ${instead}`;
    return annotation('error', { file: prefix + path, title: `drift: ${state}` }, `${detail}; heal: ${heal}.${advice}`);
  });
}

/** Markdown for a job summary. */
export function formatSummary(report: DriftReport): string {
  const { drifts, checked } = report;
  if (drifts.length === 0) return `### Drift\n\n${checked} files match \`.projenrc.ts\`.\n`;
  const rows = drifts.map(({ path, state, option, heal }) =>
    ['', codeSpan(path), state, option === null ? '' : codeSpan(option), codeSpan(heal), ''].join(' | ').trim(),
  );
  const diffs = drifts.slice(0, PRINTED_PATHS).flatMap((drift) => {
    const diff = diffLines(drift).join('\n');
    if (diff === '') return [];
    return ['', ...fenced('diff', diff)];
  });
  const head = ['| path | state | option | heal |', '| --- | --- | --- | --- |'];
  return ['### Drift', '', ...head, ...rows, ...diffs, ''].join('\n');
}

/** A unified diff from the generated content to the content on disk. */
export function driftDiff({ path, texts }: Drift): string | undefined {
  if (texts === undefined) return undefined;
  const { generated, found } = texts;
  if (found.includes(0)) return `Binary file ${path} differs\n`;
  // Loaded on demand: most runs have no difference.
  const { createTwoFilesPatch } = require('diff') as typeof import('diff');
  const labels = [`generated/${path}`, `found/${path}`] as const;
  const patch = createTwoFilesPatch(...labels, generated, found.toString('utf8'), undefined, undefined);
  return patch.slice(patch.indexOf('--- '));
}

function paint(color: ReturnType<typeof createColors>, line: string): string {
  const safe = visible(line);
  if (line.startsWith('-')) return `    ${color.red(safe)}`;
  return `    ${line.startsWith('+') ? color.green(safe) : safe}`;
}

/** The diff of a file, shortened. */
function diffLines(drift: Drift): string[] {
  const lines = (driftDiff(drift) ?? '').split('\n').slice(0, -1);
  return shortened(lines, PRINTED_DIFF, ' lines; use --json to see all of them');
}
