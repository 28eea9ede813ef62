/** The closed set of reasons for a finding, and what each means; docs/errors.md has an example of each. */
export const CODES = {
  'unknown-key': 'there is no option of this name',
  'wrong-type': 'the value is of another type than the option',
  'type-error': 'TypeScript refuses a line of `.projenrc.ts`, or of what it imports',
  'invalid-value': 'the value is of the right type and not one that the option takes',
  'missing-option': 'something else makes an option necessary that is not set',
  'conflicting-options': 'two options do not go together',
  'not-unique': 'something else has this name, place or value already',
  'unknown-environment': 'there is no environment of this name',
  'unknown-app': 'there is no app of this name',
  'unknown-workload': 'the app has no workload of this name that would do',
  'unknown-file': 'no generated file has this path',
  'missing-file': 'a file that is yours, and that the config names, is not there',
  'plaintext-secret': 'a file of yours holds a Secret that everyone with access to the repository can read',
  'patch-failed': 'a patch matches nothing, changes nothing or does not fit',
  'invalid-manifest': 'a patch would make an object that Kubernetes refuses',
  forbidden: 'the organization forbids this way around the options',
  'bad-release-file': 'a release file is not what the design allows in it',
  'lock-too-old': 'a lock lacks what the runtime module needs',
  'path-conflict': 'two renderers claim one path',
  'unsafe-path': 'a path cannot be written without losing something',
} as const;

/** The name of a reason. */
export type FindingCode = keyof typeof CODES;

/** One thing that is wrong: where, what it must be, what it is, and what to do. */
export interface Finding {
  readonly code: FindingCode;
  /** Path of the option, as in `apps.checkout.port`, or path of a file. */
  readonly path: string;
  /** Completes "must". */
  readonly must: string;
  /** What was found, as a person would write it. */
  readonly got: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Takes what a check finds. */
export type Report = (finding: Finding) => void;

/** A report that says what several apps have from one place once. */
export function once(report: Report): Report {
  const known = new Set<string>();
  return (finding) => {
    const key = `${finding.path} ${finding.must}`;
    if (known.has(key)) return;
    known.add(key);
    report(finding);
  };
}

/** How many findings are printed in full; the rest is counted. */
const PRINTED_FINDINGS = 50;

/** Thrown with every finding at once, before anything is written. */
export class FindingsError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(formatFindings(findings));
    this.name = 'FindingsError';
    // The reader needs the findings; a stack of our own frames would bury them.
    this.stack = this.message;
  }
}

/** Throws when there is any finding. */
export function throwAny(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new FindingsError(findings);
}

/** Renders findings for a person, all of them under one headline. */
export function formatFindings(findings: readonly Finding[]): string {
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const blocks = findings
    .slice(0, PRINTED_FINDINGS)
    .map((f) => `  ${f.path}  [${f.code}]\n      must ${f.must}\n      got  ${f.got}\n      do   ${f.fix}`);
  const rest = findings.slice(PRINTED_FINDINGS);
  if (rest.length > 0) blocks.push(`  … and ${rest.length} more: ${countByCode(rest)}`);
  return [`${count}, nothing was written:`, '', blocks.join('\n\n')].join('\n');
}

/** What is not printed in full, the most frequent reason first. */
function countByCode(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].sort(([a, of], [b, others]) => others - of || (a < b ? -1 : 1));
  return sorted.map(([code, count]) => `${count} ${code}`).join(', ');
}

/** Shows a value the way it would be written in `.projenrc.ts`, shortened. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  const text = safeJson(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A value that refers to itself, is too deep, or refuses to become text.
    return Array.isArray(value) ? 'a list' : 'an object';
  }
}
