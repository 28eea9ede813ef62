import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './repository';

/** What a stand-in prints, and how it ends. */
export interface Reply {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly status?: number;
}

/** A folder for the PATH in which nothing is but git and what a test puts there. */
export function pathWithGit(): string {
  const folder = temporaryFolder('bin');
  const git = spawnSync('bash', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
  symlinkSync(git, join(folder, 'git'));
  return folder;
}

/** Puts a program there that answers by its last argument, and notes how it was called. */
export function standIn(
  folder: string,
  name: string,
  replies: Readonly<Record<string, Reply>>,
  otherwise: Reply = { status: 1 },
): void {
  const cases = Object.entries(replies).map(([last, reply]) => `(${quote(last)}) ${print(reply)} ;;`);
  const lines = [
    '#!/bin/sh',
    `printf '%s\\n' "$*" >>${quote(join(folder, `${name}.calls`))}`,
    'for last; do :; done',
    'case "$last" in',
    ...cases,
    `(*) ${print(otherwise)} ;;`,
    'esac',
    '',
  ];
  writeFileSync(join(folder, name), lines.join('\n'));
  chmodSync(join(folder, name), 0o755);
}

/** Puts a program there that never answers, and notes the number of the process that it started. */
export function silentStandIn(folder: string, name: string): void {
  writeFileSync(
    join(folder, name),
    `#!/bin/sh\n/bin/sleep 60 &\necho $! >${quote(join(folder, `${name}.pid`))}\nwait\n`,
  );
  chmodSync(join(folder, name), 0o755);
}

/** How a stand-in was called, a line for each time. */
export function callsOf(folder: string, name: string): string[] {
  return readFileSync(join(folder, `${name}.calls`), 'utf8')
    .trimEnd()
    .split('\n');
}

function print({ stdout = '', stderr = '', status = 0 }: Reply): string {
  return `printf '%s' ${quote(stdout)}; printf '%s' ${quote(stderr)} >&2; exit ${status}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
