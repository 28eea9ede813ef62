/**
 * Characters that free text must not have: tools that rewrite YAML, kustomize among them, drop some of them or take them
 * for the end of a line. Tabs and newlines are fine.
 *
 * @see https://yaml.org/spec/1.2.2/#51-character-set
 */
const UNSAFE = /[^\P{Cc}\t\n]|[\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

/** Whether every tool on the way to the cluster carries a text as it is. */
export function isSafeText(value: string): boolean {
  return !UNSAFE.test(value);
}

/** Completes "without". */
export const UNSAFE_TEXT = 'control characters other than tabs and newlines, line separators and half characters';
