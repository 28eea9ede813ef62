import { spawnSync } from 'node:child_process';

/** Git failed. The message explains the problem and the fix. */
export class GitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GitError';
  }
}

/** Settings for one run of git. They are not stored. */
export interface GitSettings {
  /** Settings in the form of `git -c`. */
  readonly config: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/**
 * For reading only. Without these settings, `git status` would write the index and a partial clone would fetch missing
 * objects.
 */
export const READ_ONLY: GitSettings = { config: [], env: { GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' } };

/** Options for one run of git. */
export interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds that git may take; by default, as long as it needs. */
  readonly limit?: number;
}

/** Milliseconds that reading from a remote may take: a server that hangs must not hang this program. */
export const REMOTE_LIMIT = 180_000;

/** How one run of git ended. */
export interface GitResult {
  /** Undefined if git did not start. */
  readonly status?: number;
  readonly stdout: Buffer;
  /** Git's error output, or the reason it did not start. */
  readonly stderr: string;
}

/** Large, for long files and histories. */
const MAX_OUTPUT = 1024 * 1024 * 1024;

/** Starts git in one folder, always with the same settings. No other code starts git for a repository. */
export class GitProcess {
  constructor(
    private readonly folder: string,
    private readonly settings: GitSettings,
  ) {}

  /** Runs git. The caller interprets the answer. */
  run(args: readonly string[], { input = '', env, limit }: RunOptions = {}): GitResult {
    const { config, env: own } = this.settings;
    const { error, status, stdout, stderr } = spawnSync('git', [...config.flatMap((one) => ['-c', one]), ...args], {
      cwd: this.folder,
      input,
      maxBuffer: MAX_OUTPUT,
      timeout: limit,
      // Without prompts, and in English, because this program reads the output.
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...own, ...env },
    });
    if (limit !== undefined && isTimeout(error)) {
      return { status: 1, stdout: Buffer.alloc(0), stderr: `no answer within ${limit / 1000} seconds` };
    }
    // spawnSync also fails if git ends before it has read its input; then git's own output has the reason.
    if (error && status === null) return { stdout: Buffer.alloc(0), stderr: error.message };
    return { status: status ?? 1, stdout, stderr: stderr.toString('utf8') };
  }

  /** Returns the output of git. @throws GitError if it fails */
  bytes(args: readonly string[], options?: RunOptions): Buffer {
    const answer = this.run(args, options);
    if (answer.status === 0) return answer.stdout;
    throw (
      notStarted(answer) ?? notFetched(answer) ?? new GitError(`git ${args[0]} failed: ${reasonLine(answer.stderr)}`)
    );
  }

  /** Returns the output of git as trimmed text. @throws GitError if it fails */
  text(args: readonly string[], options?: RunOptions): string {
    return this.bytes(args, options).toString('utf8').trim();
  }
}

function isTimeout(error: NodeJS.ErrnoException | undefined): boolean {
  return error?.code === 'ETIMEDOUT';
}

/** The error if git did not start; undefined if it did, however it ended. */
export function notStarted({ status, stderr }: GitResult): GitError | undefined {
  return status === undefined ? new GitError(`git is required but failed to start: ${stderr}`) : undefined;
}

/** The error if a partial clone lacks an object; undefined if git failed for another reason. */
function notFetched({ stderr }: GitResult): GitError | undefined {
  const [, id] = /could not fetch ([0-9a-f]+) from promisor remote/.exec(stderr) ?? [];
  return id === undefined ? undefined : missingObject(id);
}

/** The error for an object that a commit refers to and this clone lacks. */
export function missingObject(id: string): GitError {
  return new GitError(`this clone lacks object ${id}: git fetch --refetch --no-filter`);
}

/** Lines that git adds to every failure to read a remote. */
const HINT =
  /^(?:fatal: Could not read from remote repository\.|Please make sure you have the correct access rights|and the repository exists\.)$/;

/** The line of an error output that has the reason. Lines before it are details; a general hint may follow. */
export function reasonLine(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.filter((line) => !HINT.test(line)).at(-1) ?? lines[0] ?? '';
}
