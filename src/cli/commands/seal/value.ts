import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from '../../errors';

/** Where a value is typed or piped in, and where the prompt appears. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** Reads a value from a file; inside of the repository, git must ignore the file. */
export function readSecretFile(root: string, cwd: string, written: string): Buffer {
  const path = existingFile(resolve(cwd, written), written);
  const top = git(root, 'rev-parse', '--show-toplevel');
  const inside = relative(realpathSync(top.status === 0 ? top.stdout.trim() : root), path);
  const isOutside = inside.startsWith('..') || isAbsolute(inside);
  if (!isOutside && git(root, 'check-ignore', '--quiet', '--', path).status !== 0) {
    throw new CommandError(
      `${written} is in the repository and git does not ignore it, so it could be committed: move it out of the ` +
        'repository, or add it to .git/info/exclude; *.secret.yaml and .env are already ignored',
    );
  }
  return readFileSync(path);
}

/** The file itself, even if the path is a link. */
function existingFile(path: string, written: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return realpathSync(path);
  throw new CommandError(`${written} is not a file`);
}

function git(cwd: string, ...args: string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return { status, stdout };
}

/** Reads standard input to its end; at a terminal it prompts for one line, which is not shown. */
export async function readSecretInput(question: string, { input, output }: Terminal): Promise<Buffer> {
  if (input.isTTY) return Buffer.from(await ask(question, { input, output }));
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** How long to wait for further pasted lines, in milliseconds. */
const PASTE = 50;

/** Prompts for a line without showing it. If several lines are pasted, all are read: the shell would run the rest. */
function ask(question: string, { input, output }: Terminal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  // The prompt comes after the reader takes the terminal: until then, typed text is visible.
  output.write(question);
  const lines: string[] = [];
  return new Promise((resolveLine, reject) => {
    const end = (error?: string): void => {
      clearTimeout(timer);
      reader.removeAllListeners();
      reader.close();
      output.write('\n');
      if (error === undefined) resolveLine(lines[0]);
      else reject(new CommandError(error));
    };
    const judge = (): void => end(lines.length === 1 && reader.line === '' ? undefined : SEVERAL_LINES);
    let timer: NodeJS.Timeout | undefined;
    reader.on('line', (line) => {
      lines.push(line);
      timer ??= setTimeout(judge, PASTE);
    });
    reader.on('SIGINT', () => end('canceled: nothing was sealed'));
    reader.on('close', () => (lines.length > 0 ? judge() : end('canceled: nothing was sealed')));
  });
}

const SEVERAL_LINES =
  'the value has several lines, but a terminal passes only one: write it to a file and set FILE=PATH';
