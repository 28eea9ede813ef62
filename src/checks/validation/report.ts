import { createColors } from 'picocolors';
import type { BuildTarget } from './builds';
import type { Problem } from './problem';
import type { Validation } from './validate-tree';
import { annotation } from '../../common/annotations';
import { count } from '../../common/printed';
import type { TightMemory } from '../../config/memory';
import type { NotSet } from '../../config/model';
import { RULES } from '../../config/rule-names';

/** The output of `--json`. Fields may be added; existing fields keep their name and meaning within one version. */
export interface ValidationOutput {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly checks: readonly ReportedCheck[];
  readonly problems: readonly Problem[];
  /** Kinds without a known schema. */
  readonly notChecked: Validation['notChecked'];
  readonly notSet: readonly NotSet[];
  readonly notReleased: readonly NotReleased[];
  readonly notSealed: readonly NotSealed[];
  /** Not a problem: only the cluster shows it for sure. */
  readonly tightMemory: readonly TightMemory[];
}

/** One check: the generated files, a folder that is built, or the rules over all files. */
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

/** Up to this many passing builds are listed; more are only counted. */
const LISTED_BUILDS = 24;

/** How many problems are printed; `--json` has all of them. */
const PRINTED_PROBLEMS = 200;

/** The checks of the builds and the files. */
export function describeChecks(
  { targets, problems, kubernetes }: Validation,
  files: number,
  generated: readonly ReportedCheck[],
): ReportedCheck[] {
  const paths = new Set(problems.map(({ path }) => path));
  const builds = targets.map((target) => describeTarget(target, paths));
  const rules = Object.keys(RULES).length;
  const detail = `${files} files, ${rules} rules, schemas of Kubernetes ${kubernetes}`;
  return [...generated, ...builds, { name: 'files', ok: problems.length === 0, detail }];
}

function describeTarget(
  { folder, path, ok, objects, closure }: BuildTarget,
  broken: ReadonlySet<string>,
): ReportedCheck {
  const isSound = ok && !broken.has(path) && !closure.files.some((file) => broken.has(file));
  return { name: folder, ok: isSound, detail: ok ? `builds, ${count(objects.length, 'object')}` : 'does not build' };
}

/** The report as text for a terminal. */
export function formatReport(report: ValidationOutput, colored: boolean): string {
  const { checks, problems, notChecked, notReleased, notSealed, ok } = report;
  const color = createColors(colored);
  const lines = formatChecks(checks).map((line) =>
    line.startsWith('ok') ? color.green('ok') + line.slice(2) : color.red('FAIL') + line.slice(4),
  );
  for (const problem of problems.slice(0, PRINTED_PROBLEMS)) {
    lines.push('', `${color.bold(placeOf(problem))}: ${problem.message}  ${color.dim(`[${problem.rule}]`)}`);
    lines.push(`      fix  ${problem.fix}`);
  }
  const rest = problems.length - PRINTED_PROBLEMS;
  if (rest > 0) lines.push('', `… and ${rest} more; use --json to see all of them`);
  if (notChecked.length > 0) {
    lines.push('', 'Not checked (kinds without a schema):');
    lines.push(...notChecked.map(({ kind, objects }) => `  ${kind}  ${objects}`));
  }
  if (notReleased.length > 0) {
    lines.push('', 'Not released yet (their Applications are held back):');
    lines.push(...notReleased.map(({ app, environments }) => `  ${app}  ${environments.join(', ')}`));
  }
  if (notSealed.length > 0) {
    lines.push('', 'Not sealed yet (required before a release; run make seal APP=… ENV=… KEY=…):');
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
  return `${count(problems.length, 'problem')} in ${count(files, 'file')}.`;
}

/** `path:line:column`, which editors and terminals open. */
function placeOf({ path, line, column }: Problem): string {
  return [path, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
}

/**
 * GitHub Actions annotations: an error for each problem, and a notice for each option that is not set.
 * @param prefix path of the checked folder from the root of the repository: empty, or ending with `/`
 */
export function validationAnnotations({ problems, notSet }: ValidationOutput, prefix: string): string[] {
  const errors = problems.map(({ rule, path, line, column, message, fix }) =>
    annotation(
      'error',
      { file: prefix + path, line, col: line === undefined ? undefined : column, title: rule },
      `${message}; fix: ${fix}`,
    ),
  );
  const notices = notSet.map(({ option, leavesOut }) =>
    annotation('notice', { title: `${option} is not set in .projenrc.ts` }, `Not generated until then: ${leavesOut}`),
  );
  return [...errors, ...notices];
}
