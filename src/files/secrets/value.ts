import { SealError } from './error';

/** What a Secret may hold in all; a value that is sealed alone may not be larger either. */
const MAX_BYTES = 1024 * 1024;

/** A value as it is sealed. */
export interface Value {
  readonly bytes: Buffer;
  /** Whether the line break at its end was dropped. */
  readonly isTrimmed: boolean;
}

/** What a key is to the app's containers. */
export type KeyKind = 'variable' | 'file';

/**
 * Makes what was read a value. Of a variable the one line break at its end is dropped, which editors and `echo` add and
 * nobody means; a file keeps every byte.
 */
export function toValue(bytes: Buffer, kind: KeyKind): Value {
  const end = kind === 'file' ? '' : (/\r?\n$/.exec(bytes.subarray(-2).toString('latin1'))?.[0] ?? '');
  const value = bytes.subarray(0, bytes.length - end.length);
  if (value.length === 0) {
    throw new SealError('the value is empty: give it on standard input, or name a file with --file PATH');
  }
  if (value.length > MAX_BYTES) {
    throw new SealError(`the value has ${value.length} bytes, and a Secret holds at most ${MAX_BYTES} in all`);
  }
  if (kind === 'variable') requireVariable(value);
  return { bytes: value, isTrimmed: end !== '' };
}

/** An environment variable is text that ends with its first zero byte. */
function requireVariable(value: Buffer): void {
  const instead = 'declare the key in secretFiles, and read it as a file';
  if (value.includes(0)) {
    throw new SealError(`the value holds a zero byte, which no environment variable can: ${instead}`);
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(value);
  } catch {
    throw new SealError(`the value is no text in UTF-8, as an environment variable has to be: ${instead}`);
  }
}
