import { createInterface } from 'node:readline';
import { CommandError, EXIT } from '../errors';

/** Whether a person can answer. */
export function isAtTerminal(): boolean {
  return Boolean(process.stdin.isTTY) && Boolean(process.stderr.isTTY);
}

/**
 * Asks at a terminal; anything but yes means no. Without a terminal it does not ask, since pipelines have other approvals.
 * @throws CommandError unless the answer is yes
 */
export async function confirm(question: string): Promise<void> {
  if (!isAtTerminal()) return;
  const answer = await ask(`${question} [y/N] `);
  if (/^y(?:es)?$/i.test(answer.trim())) return;
  throw new CommandError('canceled: nothing was changed', EXIT.findings);
}

/** The question goes to standard error: standard output is for the result. */
function ask(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    let answer = '';
    // Ctrl-C and the end of the input also close it.
    prompt.once('close', () => resolve(answer));
    prompt.question(question, (line) => {
      answer = line;
      prompt.close();
    });
  });
}
