import type { RuleName } from '../../config/rule-names';

/** One problem: where, what is wrong, and how to fix it. */
export interface Problem {
  readonly rule: RuleName;
  /** From the root of the tree, with forward slashes. */
  readonly path: string;
  /** Counted from 1; absent when the problem concerns the whole file. */
  readonly line?: number;
  readonly column?: number;
  /** What is wrong, as one sentence without a period. */
  readonly message: string;
  /** How to fix it. */
  readonly fix: string;
}

/** Problems in the order of files and lines, without duplicates. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...unique.values()].sort(
    (a, b) =>
      order(a.path, b.path) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      order(a.rule, b.rule) ||
      order(a.message, b.message),
  );
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
