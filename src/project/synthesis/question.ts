import { openSync, readSync } from 'node:fs';

/**
 * Asks at the terminal; anything but yes means no, and so does no terminal. It blocks, because `synth()` of projen cannot
 * wait for an answer.
 */
export function agrees(question: string): boolean {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  process.stderr.write(`${question} [y/N] `);
  const buffer = Buffer.alloc(64);
  // Standard input is not used: Node.js can have set it to not block.
  const length = readSync(openSync('/dev/tty', 'r'), buffer);
  return /^y(?:es)?$/i.test(buffer.toString('utf8', 0, length).trim());
}
