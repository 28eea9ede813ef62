/**
 * Characters that text must not contain: tools that rewrite YAML, such as kustomize, drop them or read them as line
 * breaks. Tabs and newlines are fine.
 *
 * @see https://yaml.org/spec/1.2.2/#51-character-set
 */
const UNSAFE = /[^\P{Cc}\t\n]|[\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

/** Whether every tool on the way to the cluster keeps a text unchanged. */
export function isSafeText(value: string): boolean {
  return !UNSAFE.test(value);
}

/** Completes "without". */
export const UNSAFE_TEXT = 'control characters other than tabs and newlines, line separators and unpaired surrogates';
