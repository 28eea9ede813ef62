import { createColors } from 'picocolors';
import type { Target } from './builds';
import type { Problem } from './problem';
import type { Validation } from './validate-tree';
import { annotation } from '../../common/annotations';
import type { NotSet } from '../../config/model';
import { RULES } from '../../config/rule-names';

/** What `--json` prints. A field may be added; a field that is there keeps its name and meaning within one version. */
export interface Report {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly checks: readonly ReportedCheck[];
  readonly problems: readonly Problem[];
  /** Kinds that no schema is known for. */
  readonly notChecked: Validation['notChecked'];
  readonly notSet: readonly NotSet[];
  readonly notReleased: readonly NotReleased[];
  readonly notSealed: readonly NotSealed[];
}

/** One thing that was looked at as a whole: the generated files, a folder that is built, or all files by the rules. */
export interface ReportedCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface NotReleased {
  readonly app: string;
  readonly environments: readonly string[];
}

/** Keys that an app declares and that are not sealed for an environment. */
export interface NotSealed {
  readonly app: string;
  readonly environment: string;
  readonly keys: readonly string[];
}

/** Builds that pass are listed one by one up to here, and counted above it. */
const LISTED_BUILDS = 24;

/** How many problems a person gets to read; `--json` has all of them. */
const PRINTED_PROBLEMS = 200;

/** The checks of what was built, and of the files. */
export function describeChecks(
  { targets, problems, kubernetes }: Validation,
  files: number,
  generated: readonly ReportedCheck[],
): ReportedCheck[] {
  const paths = new Set(problems.map(({ path }) => path));
  const builds = targets.map((target) => describeTarget(target, paths));
  const rules = Object.keys(RULES).length;
  const detail = `${files} files by ${rules} rules, with the schemas of Kubernetes ${kubernetes}`;
  return [...generated, ...builds, { name: 'files', ok: problems.length === 0, detail }];
}

function describeTarget({ folder, path, ok, objects, closure }: Target, broken: ReadonlySet<string>): ReportedCheck {
  const count = `${objects.length} ${objects.length === 1 ? 'object' : 'objects'}`;
  const isSound = ok && !broken.has(path) && !closure.files.some((file) => broken.has(file));
  return { name: folder, ok: isSound, detail: ok ? `builds, ${count}` : 'does not build' };
}

/** For a person. */
export function formatReport(report: Report, colored: boolean): string {
  const { checks, problems, notChecked, notReleased, notSealed, ok } = report;
  const color = createColors(colored);
  const lines = formatChecks(checks).map((line) =>
    line.startsWith('ok') ? color.green('ok') + line.slice(2) : color.red('FAIL') + line.slice(4),
  );
  for (const problem of problems.slice(0, PRINTED_PROBLEMS)) {
    lines.push('', `${color.bold(placeOf(problem))}: ${problem.message}  ${color.dim(`[${problem.rule}]`)}`);
    lines.push(`      do   ${problem.fix}`);
  }
  const rest = problems.length - PRINTED_PROBLEMS;
  if (rest > 0) lines.push('', `… and ${rest} more; --json prints all of them`);
  if (notChecked.length > 0) {
    lines.push('', 'Not checked, because no schema of these kinds is known here:');
    lines.push(...notChecked.map(({ kind, objects }) => `  ${kind}  ${objects}`));
  }
  if (notReleased.length > 0) {
    lines.push('', 'Not released yet, so their Applications are held back:');
    lines.push(...notReleased.map(({ app, environments }) => `  ${app}  ${environments.join(', ')}`));
  }
  if (notSealed.length > 0) {
    lines.push('', 'Not sealed yet, so nothing is released there (make seal APP=… ENV=… KEY=…):');
    lines.push(...notSealed.map(({ app, environment, keys }) => `  ${app}  ${environment}  ${keys.join(', ')}`));
  }
  lines.push('', ok ? color.green(`${checks.length} checks passed.`) : color.red(summary(problems)));
  return lines.join('\n');
}

function formatChecks(checks: readonly ReportedCheck[]): string[] {
  const passed = checks.filter(({ ok, detail }) => ok && detail.startsWith('builds'));
  const isLong = passed.length > LISTED_BUILDS;
  const listed = isLong ? checks.filter((check) => !passed.includes(check)) : checks;
  const width = Math.max(...listed.map(({ name }) => name.length), 0);
  const lines = listed.map(({ ok, name, detail }) => `${ok ? 'ok   ' : 'FAIL '} ${name.padEnd(width)}  ${detail}`);
  return isLong ? [`ok    ${passed.length} overlays and roots build`, ...lines] : lines;
}

function summary(problems: readonly Problem[]): string {
  const files = new Set(problems.map(({ path }) => path)).size;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${count} in ${files === 1 ? '1 file' : `${files} files`}.`;
}

/** `path:line:column`, which editors and terminals open. */
function placeOf({ path, line, column }: Problem): string {
  return [path, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
}

/**
 * Commands of GitHub Actions: an error at the place of each problem, and a notice of what is not set.
 * @param prefix the folder that is judged, from the root of the repository: empty or with a `/` at its end
 */
export function formatAnnotations({ problems, notSet }: Report, prefix: string): string[] {
  const errors = problems.map(({ rule, path, line, column, message, fix }) =>
    annotation(
      'error',
      { file: prefix + path, line, col: line === undefined ? undefined : column, title: rule },
      `${message}; do: ${fix}`,
    ),
  );
  const notices = notSet.map(({ option, leavesOut }) =>
    annotation('notice', { title: `${option} is not set in .projenrc.ts` }, `Left out until then: ${leavesOut}`),
  );
  return [...errors, ...notices];
}
