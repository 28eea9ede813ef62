import { createInterface } from 'node:readline';
import { CommandError, EXIT } from '../errors';

/** Whether a person sits there who can be asked. */
export function isAtTerminal(): boolean {
  return Boolean(process.stdin.isTTY) && Boolean(process.stderr.isTTY);
}

/**
 * Asks a person at a terminal; anything but a yes is a no. Without a terminal nobody is asked: a pipeline has its
 * approval elsewhere.
 * @throws CommandError for a no
 */
export async function confirm(question: string): Promise<void> {
  if (!isAtTerminal()) return;
  const answer = await ask(`${question} [y/N] `);
  if (/^y(?:es)?$/i.test(answer.trim())) return;
  throw new CommandError('not confirmed: nothing was changed', EXIT.findings);
}

/** The question goes to standard error: what a command prints on standard output is its answer. */
function ask(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    let answer = '';
    // Ctrl-C and the end of the input close it, too.
    prompt.once('close', () => resolve(answer));
    prompt.question(question, (line) => {
      answer = line;
      prompt.close();
    });
  });
}
