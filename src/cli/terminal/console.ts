import { visibleText } from '../../common/printed';
import { isColored } from '../printing/output';

/** The colors that commands print. */
// eslint-disable-next-line no-control-regex -- it is about control characters
const COLORS = /\u001b\[[0-9;]*m/;

/** Whether the console escapes what it prints. */
let isGuarded = false;

type Print = (...texts: unknown[]) => void;

/**
 * Escapes the control characters of everything that a body prints with the console: names, paths, and errors come from files
 * that others wrote, and could move the cursor or hide text. Only a terminal gets colors, and only on standard output.
 */
export async function withGuardedConsole<T>(body: () => Promise<T>): Promise<T> {
  const { log, error } = console;
  const before = isGuarded;
  isGuarded = true;
  const guarded =
    (print: Print, escape: (text: string) => string): Print =>
    (...texts) =>
      print(...(isGuarded ? texts.map((text) => (typeof text === 'string' ? escape(text) : text)) : texts));
  console.log = guarded(log, (text) => (isColored() ? exceptColors(text) : visibleText(text)));
  console.error = guarded(error, visibleText);
  try {
    return await body();
  } finally {
    isGuarded = before;
    Object.assign(console, { log, error });
  }
}

/** Prints what a body prints as it is: a config may use colors. */
export function unguarded(body: () => void): void {
  const before = isGuarded;
  isGuarded = false;
  try {
    body();
  } finally {
    isGuarded = before;
  }
}

function exceptColors(text: string): string {
  const colors = text.match(new RegExp(COLORS, 'g')) ?? [];
  return text
    .split(COLORS)
    .map((part, index) => visibleText(part) + (colors[index] ?? ''))
    .join('');
}
