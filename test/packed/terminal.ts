import type { Result, RunOptions } from './support';
import { run } from './support';

/** Runs a command at its own terminal, answers the first time that a text is shown, and returns all that was shown. */
export function atTerminal(
  command: readonly string[],
  asked: string,
  answer: string,
  options: Omit<RunOptions, 'env'>,
): Result {
  const program = [
    'import json, os, pty, sys',
    'command, asked, answer = json.loads(sys.argv[1])',
    'pid, fd = pty.fork()',
    'if pid == 0: os.execvp(command[0], command)',
    "seen, typed = b'', False",
    'while True:',
    '    try: chunk = os.read(fd, 4096)',
    '    except OSError: break',
    '    if not chunk: break',
    '    seen += chunk',
    '    if asked.encode() in seen and not typed:',
    '        typed = True',
    '        os.write(fd, answer.encode())',
    'sys.stdout.buffer.write(seen)',
    'sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))',
  ].join('\n');
  return run('python3', ['-c', program, JSON.stringify([command, asked, answer])], options);
}
