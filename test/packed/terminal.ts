import { join } from 'node:path';
import type { Result, RunOptions } from './support';
import { run } from './support';

/** Runs a command at its own terminal, answers the first time that a text is shown, and returns all that was shown. */
export function atTerminal(
  command: readonly string[],
  asked: string,
  answer: string,
  options: Omit<RunOptions, 'env'>,
): Result {
  return run('python3', [join(__dirname, '../support/terminal.py'), JSON.stringify([command, asked, answer])], options);
}
