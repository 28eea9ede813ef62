import { SealError } from './error';

/** The size limit of a Secret, and so of a single value. */
const MAX_BYTES = 1024 * 1024;

/** A value, ready to seal. */
export interface Value {
  readonly bytes: Buffer;
  /** Whether a trailing line break was dropped. */
  readonly isTrimmed: boolean;
}

/** How the app's containers use a key. */
export type KeyKind = 'variable' | 'file';

/**
 * Prepares input for sealing. The trailing line break of a variable is dropped, which editors and `echo` add by accident;
 * a file keeps every byte.
 */
export function toValue(bytes: Buffer, kind: KeyKind): Value {
  const end = kind === 'file' ? '' : (/\r?\n$/.exec(bytes.subarray(-2).toString('latin1'))?.[0] ?? '');
  const value = bytes.subarray(0, bytes.length - end.length);
  if (value.length === 0) {
    throw new SealError('the value is empty: pass it on standard input, or use --file PATH');
  }
  if (value.length > MAX_BYTES) {
    throw new SealError(`the value has ${value.length} bytes, but a Secret holds at most ${MAX_BYTES} in total`);
  }
  if (kind === 'variable') requireVariable(value);
  return { bytes: value, isTrimmed: end !== '' };
}

/** An environment variable is text that ends at its first zero byte. */
function requireVariable(value: Buffer): void {
  const instead = 'declare the key in secretFiles and read it as a file';
  if (value.includes(0)) {
    throw new SealError(`the value contains a zero byte, which an environment variable cannot: ${instead}`);
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    throw new SealError(`the value is not UTF-8 text, which an environment variable requires: ${instead}`);
  }
}
