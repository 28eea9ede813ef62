import { spawnSync } from 'node:child_process';

/** Git cannot do what was asked: what, and what to do. */
export class GitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GitError';
  }
}

/** What git is told for one run, and what is written nowhere. */
export interface GitSettings {
  /** Settings of git, as `-c` takes them. */
  readonly config: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * For whoever only looks: asking for the state of the working tree would write the index anew, and a partial clone would
 * fetch what is missing.
 */
export const READ_ONLY: GitSettings = { config: [], env: { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' } };

/** What one run of git gets beyond its arguments. */
export interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** How one run of git ended. */
export interface Answer {
  /** Undefined when git did not start. */
  readonly status?: number;
  readonly stdout: Buffer;
  /** What git said of it, or why it did not start. */
  readonly stderr: string;
}

/** A file or a whole history may be long. */
const MAX_OUTPUT = 1024 * 1024 * 1024;

/** The one place that starts git, in one folder and always with the same settings. */
export class GitProcess {
  constructor(
    private readonly folder: string,
    private readonly settings: GitSettings,
  ) {}

  /** Runs git, and leaves it to whoever asks what the answer means. */
  run(args: readonly string[], { input = '', env }: RunOptions = {}): Answer {
    const { config, env: own } = this.settings;
    const { error, status, stdout, stderr } = spawnSync('git', [...config.flatMap((one) => ['-c', one]), ...args], {
      cwd: this.folder,
      input,
      maxBuffer: MAX_OUTPUT,
      // Nobody is there to answer a question, and what git says is read by this program.
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...own, ...env },
    });
    // A git that ends before it has read all of its input is an error, too, and it says by itself why it ended.
    if (error && status === null) return { stdout: Buffer.alloc(0), stderr: error.message };
    return { status: status ?? 1, stdout, stderr: stderr.toString('utf8') };
  }

  /** What git prints. @throws GitError when it fails */
  bytes(args: readonly string[], options?: RunOptions): Buffer {
    const answer = this.run(args, options);
    if (answer.status === 0) return answer.stdout;
    throw notStarted(answer) ?? notFetched(answer) ?? new GitError(`git ${args[0]} failed: ${lastLine(answer.stderr)}`);
  }

  /** What git prints as a text, without blanks and line breaks around it. @throws GitError when it fails */
  text(args: readonly string[], options?: RunOptions): string {
    return this.bytes(args, options).toString('utf8').trim();
  }
}

/** The error for a git that did not start; undefined for one that did, however it ended. */
export function notStarted({ status, stderr }: Answer): GitError | undefined {
  return status === undefined ? new GitError(`git is needed and could not be started: ${stderr}`) : undefined;
}

/** The error for an object that a partial clone lacks; undefined when git failed for another reason. */
function notFetched({ stderr }: Answer): GitError | undefined {
  const [, id] = /could not fetch ([0-9a-f]+) from promisor remote/.exec(stderr) ?? [];
  return id === undefined ? undefined : missingObject(id);
}

/** The error for an object that should be here, by what a commit says. */
export function missingObject(id: string): GitError {
  return new GitError(`git has not the object ${id} here: git fetch --refetch --no-filter`);
}

/** What git adds when a remote cannot be read, whatever the reason was. */
const HINT =
  /^(?:fatal: Could not read from remote repository\.|Please make sure you have the correct access rights|and the repository exists\.)$/;

/** The line in which git says what it is about: what stands before are details, and behind may be a hint for everything. */
export function lastLine(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.filter((line) => !HINT.test(line)).at(-1) ?? lines[0] ?? '';
}
