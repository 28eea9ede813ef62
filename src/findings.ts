/** The closed set of reasons for a finding. */
export type FindingCode =
  | 'unknown-key'
  | 'wrong-type'
  | 'invalid-value'
  | 'not-unique'
  | 'unknown-environment'
  | 'unknown-workload'
  | 'missing-option'
  | 'conflicting-options'
  | 'patch-failed'
  | 'invalid-manifest'
  | 'missing-file'
  | 'unknown-app'
  | 'unknown-file'
  | 'forbidden'
  | 'bad-release-file'
  | 'lock-too-old'
  | 'path-conflict'
  | 'unsafe-path';

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
  const rest = findings.length - PRINTED_FINDINGS;
  if (rest > 0) blocks.push(`  … and ${rest} more`);
  return [`${count}, nothing was written:`, '', blocks.join('\n\n')].join('\n');
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
