import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from '../../errors';

/** Where a value is typed or piped in, and where a person is asked for it. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/** Reads the bytes of a file that holds a value; one inside of the repository has to be ignored by git. */
export function readSecretFile(root: string, cwd: string, written: string): Buffer {
  const path = existingFile(resolve(cwd, written), written);
  const top = git(root, 'rev-parse', '--show-toplevel');
  const inside = relative(realpathSync(top.status === 0 ? top.stdout.trim() : root), path);
  const isOutside = inside.startsWith('..') || isAbsolute(inside);
  if (!isOutside && git(root, 'check-ignore', '--quiet', '--', path).status !== 0) {
    throw new CommandError(
      `${written} is in the repository and git does not ignore it, so the value could be committed: move it out of the ` +
        'repository, or name it in .git/info/exclude; files called *.secret.yaml or .env are ignored already',
    );
  }
  return readFileSync(path);
}

/** The file itself, where a link leads to it. */
function existingFile(path: string, written: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return realpathSync(path);
  throw new CommandError(`${written} is no file that could hold a value`);
}

function git(cwd: string, ...args: string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return { status, stdout };
}

/** Reads standard input to its end; at a terminal it asks for one line, which is not shown. */
export async function readSecretInput(question: string, { input, output }: Terminal): Promise<Buffer> {
  if (input.isTTY) return Buffer.from(await ask(question, { input, output }));
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** How long to wait for further lines of what was pasted, in milliseconds. */
const PASTE = 50;

/** Asks for a line without showing it. What was pasted may have several, which the shell would take for commands. */
function ask(question: string, { input, output }: Terminal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  // Not before: until the reader has the terminal, what is typed is shown.
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
    reader.on('SIGINT', () => end('nothing was sealed'));
    reader.on('close', () => (lines.length > 0 ? judge() : end('nothing was sealed')));
  });
}

const SEVERAL_LINES =
  'the value has several lines, of which a terminal gives one: put it into a file, and name that with FILE=PATH';
