import type { Finding } from '../../src/common/findings';
import { STRUCTS } from '../../src/config/definitions';
import { validate } from '../../src/config/validate';

/** A config with nothing wrong in it, and what a test adds. */
export function shop(options: object = {}): Record<string, unknown> {
  return { name: 'shop', ...options };
}

/** Findings as sorted `path code` lines: their order does not matter. */
export function summary(findings: readonly Finding[]): string[] {
  return findings.map((finding) => `${finding.path} ${finding.code}`).sort();
}

/** What is wrong with a config, as `path code`. */
export function check(options: unknown): string[] {
  return summary(validate(options));
}

/** The only finding about a config. */
export function onlyFinding(options: unknown): Finding {
  const findings = validate(options);
  if (findings.length !== 1) throw new Error(`expected one finding, got ${JSON.stringify(findings, undefined, 2)}`);
  return findings[0];
}

/** The value that a finding proposes, as in `use 'x'`. */
export function proposal(finding: Finding): string | undefined {
  return /^use '([^']*)'/.exec(finding.fix)?.[1];
}

/** The fix for an unknown key of a struct with many options, without a good guess. */
export function useOneOf(struct: string): string {
  return `use one of ${Object.keys(STRUCTS[struct].options).join(', ')}`;
}
