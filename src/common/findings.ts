import { isConfidentialValue, isCredential, withoutCredentials } from './credentials';

/** The closed set of finding codes and their meanings; docs/errors.md has an example of each. */
export const CODES = {
  'unknown-key': 'there is no option with this name',
  'wrong-type': 'the value has the wrong type',
  'type-error': 'TypeScript reports an error in `.projenrc.ts` or in a file that it imports',
  'changing-value': 'the value of an option changes from run to run of `.projenrc.ts`, or from machine to machine',
  'invalid-value': 'the value has the right type, but the option does not accept it',
  'missing-option': 'another option requires an option that is not set',
  'conflicting-options': 'two options cannot be combined',
  'not-unique': 'this name, place, or value is already in use',
  'unknown-environment': 'there is no environment with this name',
  'unknown-app': 'there is no app with this name',
  'unknown-workload': 'the app has no suitable workload with this name',
  'unknown-file': 'no generated file has this path',
  'missing-file': 'a file of yours that the config names does not exist, or is not a file',
  'plaintext-secret': 'an option or a file of yours contains a plaintext secret',
  'patch-failed': 'a patch matches nothing, changes nothing, or cannot be applied',
  'invalid-manifest': 'a patch or an extra manifest results in an object that Kubernetes or Argo CD rejects',
  forbidden: 'the organization disallows this escape hatch',
  'removes-release': 'something that is released is removed or moves, so Argo CD would delete it or leave it behind',
  'bad-release-file': 'a release file has invalid content',
  'lock-too-old': 'a lock lacks a version that the runtime module needs',
  'path-conflict': 'two renderers write the same path',
  'unsafe-path': 'a path cannot be written without losing data',
} as const;

/** The code of a finding. */
export type FindingCode = keyof typeof CODES;

/** One thing that is wrong: where, what is required, what was found, and how to fix it. */
export interface Finding {
  readonly code: FindingCode;
  /** Path of the option, as in `apps.checkout.port`, or path of a file. */
  readonly path: string;
  /** Completes "must". */
  readonly must: string;
  /** What was found. */
  readonly got: string;
  /** How to fix it. */
  readonly fix: string;
  /** The option behind it, if that is another one: of several findings with the same cause, only the first is reported. */
  readonly cause?: string;
}

/** Receives the findings of a check. */
export type Report = (finding: Finding) => void;

/** A report that drops duplicates, such as findings of several apps with one cause. */
export function once(report: Report, keyOf = ({ path, must }: Finding): string => `${path} ${must}`): Report {
  const known = new Set<string>();
  return (finding) => {
    const key = keyOf(finding);
    if (known.has(key)) return;
    known.add(key);
    report(finding);
  };
}

/** How many findings are printed in full; the rest is counted. */
const PRINTED_FINDINGS = 50;

/** Thrown with all findings at once, before anything is written. */
export class FindingsError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    super(formatFindings(findings));
    this.name = 'FindingsError';
    // The reader needs the findings; a stack of our own frames would bury them.
    this.stack = this.message;
  }
}

/** Throws if there are findings. */
export function throwAny(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new FindingsError(findings);
}

/** Formats findings under one headline, which contains what they prevent. */
export function formatFindings(findings: readonly Finding[], outcome = 'nothing was written'): string {
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const blocks = findings
    .slice(0, PRINTED_FINDINGS)
    .map((f) => `  ${f.path}  [${f.code}]\n      must ${f.must}\n      got  ${f.got}\n      fix  ${f.fix}`);
  const rest = findings.slice(PRINTED_FINDINGS);
  if (rest.length > 0) blocks.push(`  … and ${rest.length} more: ${countByCode(rest)}`);
  return [`${count}, ${outcome}:`, '', blocks.join('\n\n')].join('\n');
}

/** Counts the findings that are not printed, most frequent code first. */
function countByCode(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].sort(([a, of], [b, others]) => others - of || (a < b ? -1 : 1));
  return sorted.map(([code, count]) => `${count} ${code}`).join(', ');
}

/** What a finding shows in place of a confidential value, which would end up in logs. */
export const NOT_SHOWN = 'a value that is not shown here';

/** Shows a value as in `.projenrc.ts`, shortened and without credentials. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  const text = withoutCredentials(safeJson(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function hideCredentials(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || isConfidentialValue(value)) return value;
  return isCredential(key, value) ? '…' : value;
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value, hideCredentials) ?? String(value);
  } catch {
    // The value refers to itself, is too deep, or throws.
    return Array.isArray(value) ? 'a list' : 'an object';
  }
}
