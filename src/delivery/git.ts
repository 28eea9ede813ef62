import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Git cannot do what was asked: what, and what to do. */
export class GitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GitError';
  }
}

/** What became of a push: somebody else was faster, which is worth another try; or it is refused for good. */
export type Pushed =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'raced' | 'refused';
      readonly why: string;
      /** What to do about it, where that is known. */
      readonly todo?: string;
    };

/** How the remote is reached: what git is told for one run, and what is written nowhere. */
export interface Access {
  /** Settings of git, as `-c` takes them. */
  readonly config: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What to do about something that git or the server said; undefined when it is not about access. */
  explain(said: string): string | undefined;
}

/** A file or a whole history may be long. */
const MAX_OUTPUT = 1024 * 1024 * 1024;

/** What git and servers say when another push, or another lock, came between. */
const RACED =
  /fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i;

/** What git says when the network failed: the same push may go through later. */
const UNREACHABLE =
  /could not resolve host|connection (?:timed out|reset|refused)|operation timed out|early EOF|unexpected disconnect|RPC failed|HTTP 5\d\d|the remote end hung up/i;

/**
 * A token in GH_TOKEN reaches git through this helper alone: it is in no file and on no command line. The empty value
 * before it keeps out helpers of the machine, which might remember it.
 */
const TOKEN_HELPER = '!f() { test "$1" = get && printf "username=x-access-token\\npassword=%s\\n" "$GH_TOKEN"; }; f';

/** By the token where there is one, and otherwise as git reaches it by itself. */
function byToken(): Access {
  const config = process.env.GH_TOKEN ? ['credential.helper=', `credential.helper=${TOKEN_HELPER}`] : [];
  return { config, env: {}, explain: () => undefined };
}

/** Who commits where nobody is named: GitHub's own bot. */
const BOT = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };

interface GitOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Git in one repository. Everything here works on git's objects and on the remote: the files of the user, the index and
 * the branches stay as they are, so that a release needs no clean tree.
 */
export class Git {
  /** Path of the folder from the root of the checkout, empty or with a `/` at its end. */
  private readonly prefix: string;

  constructor(
    private readonly root: string,
    private readonly access: Access = byToken(),
    private readonly remote = 'origin',
  ) {
    const { status, stdout, stderr } = this.run(['rev-parse', '--show-prefix']);
    if (status !== 0) throw new GitError(`git has no repository here: ${firstLine(stderr)}; run git init first`);
    this.prefix = stdout.trim();
  }

  /** Address of the remote, as git takes it. */
  address(): string {
    const { status, stdout } = this.run(['remote', 'get-url', this.remote]);
    if (status === 0) return stdout.trim();
    throw new GitError(`git has no remote ${this.remote}: add it with git remote add ${this.remote} ADDRESS`);
  }

  /** Fetches a branch of the remote and returns its newest commit. */
  fetch(branch: string): string {
    this.address();
    const ref = `refs/remotes/${this.remote}/${branch}`;
    const { status, stderr } = this.run(['fetch', '--quiet', '--no-tags', this.remote, `+refs/heads/${branch}:${ref}`]);
    if (status !== 0) {
      const hint = /couldn't find remote ref/.test(stderr)
        ? `the remote has no branch ${branch}: push it first, with git push ${this.remote} ${branch}`
        : `git fetch failed: ${this.access.explain(stderr) ?? lastLine(stderr)}`;
      throw new GitError(hint);
    }
    return this.text(['rev-parse', '--verify', ref]);
  }

  /** Fetches a branch of the remote that need not be there; undefined where there is none. */
  fetchIfThere(branch: string): string | undefined {
    const { status, stdout, stderr } = this.run(['ls-remote', this.remote, `refs/heads/${branch}`]);
    if (status !== 0) throw new GitError(`git ls-remote failed: ${lastLine(stderr)}`);
    return stdout.trim() === '' ? undefined : this.fetch(branch);
  }

  /** Content of a file at a commit; undefined when there is none. */
  show(commit: string, path: string): string | undefined {
    const { status, stdout } = this.run(['cat-file', 'blob', `${commit}:${this.prefix}${path}`]);
    return status === 0 ? stdout : undefined;
  }

  /** Full name of a commit; undefined when git knows none of this name. */
  resolve(name: string): string | undefined {
    const { status, stdout } = this.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
    return status === 0 ? stdout.trim() : undefined;
  }

  /** The whole message of a commit. */
  message(commit: string): string {
    return this.text(['log', '-1', '--format=%B', commit]);
  }

  /** Whether a commit is among those that lead to another one, or is it; undefined when git does not know one of them. */
  isAncestor(commit: string, of: string): boolean | undefined {
    const { status } = this.run(['merge-base', '--is-ancestor', commit, of]);
    return status === 0 ? true : status === 1 ? false : undefined;
  }

  /** Whether older commits are missing here. */
  isShallow(): boolean {
    return this.text(['rev-parse', '--is-shallow-repository']) === 'true';
  }

  /** The commits that touch some paths up to a commit, the oldest first, each with its whole message. */
  log(commit: string, paths: readonly string[]): Commit[] {
    const format = '%H%x00%ct%x00%an%x00%B%x00%x00';
    const { status, stdout, stderr } = this.run([
      'log',
      '--reverse',
      '--topo-order',
      // A merge that brought a change is shown beside the commits that it brought.
      '--show-pulls',
      `--format=${format}`,
      commit,
      '--',
      ...paths,
    ]);
    if (status !== 0) throw new GitError(`git log failed: ${lastLine(stderr)}`);
    return stdout.split('\0\0').flatMap((record) => {
      const [hash, time, author, message] = record.replace(/^\n/, '').split('\0');
      return message === undefined ? [] : [{ hash, time: Number(time), author, message }];
    });
  }

  /** The commits that a branch stood at, one after the other, up to this one: what was merged into it is left out. */
  firstParents(commit: string): string[] {
    return this.text(['rev-list', '--first-parent', commit]).split('\n');
  }

  /** The commits that others were made upon: the first one is what the branch had before, others were merged into it. */
  parents(commits: readonly string[]): Map<string, readonly string[]> {
    if (commits.length === 0) return new Map();
    // A log that is limited to paths leaves out parents that bring nothing to them.
    const args = ['log', '--no-walk=unsorted', '--stdin', '--format=%H %P'];
    const lines = this.text(args, { input: commits.map((commit) => `${commit}\n`).join('') }).split('\n');
    return new Map(lines.map((line) => line.trim().split(' ')).map(([hash, ...parents]) => [hash, parents]));
  }

  /** Contents of files at commits, in the order of the questions, by one process; undefined where there is none. */
  showAll(questions: readonly { readonly commit: string; readonly path: string }[]): (string | undefined)[] {
    const input = questions.map(({ commit, path }) => `${commit}:${this.prefix}${path}\n`).join('');
    const result = spawnSync('git', ['cat-file', '--batch'], { cwd: this.root, input, maxBuffer: MAX_OUTPUT });
    if (result.status !== 0) throw new GitError(`git cat-file failed: ${lastLine(String(result.stderr))}`);
    return readBatch(result.stdout, questions.length);
  }

  /** Ids of objects by their names, as in `commit:./path`; undefined where there is none. One process for all. */
  objectIds(names: readonly string[]): (string | undefined)[] {
    if (names.length === 0) return [];
    // A path that begins with ./ is taken from the folder of the process, which --batch-check does not know.
    const input = names.map((name) => `${name.replace(':./', `:${this.prefix}`)}\n`).join('');
    const lines = this.text(['cat-file', '--batch-check=%(objectname)'], { input }).split('\n');
    return names.map((_, index) => (/^[0-9a-f]{40,64}$/.test(lines[index]) ? lines[index] : undefined));
  }

  /** Paths that differ between two trees, for many pairs by one process. */
  treeDifferences(pairs: readonly (readonly [before: string, after: string])[]): string[][] {
    if (pairs.length === 0) return [];
    const input = pairs.map(([before, after]) => `${before} ${after}\n`).join('');
    const output = this.text(['diff-tree', '--stdin', '-r', '-z', '--name-only', '--no-renames'], { input });
    const byPair = new Map<string, string[]>();
    let current: string[] = [];
    for (const entry of output.split('\0').flatMap((part) => part.split('\n'))) {
      if (/^[0-9a-f]{40,64} [0-9a-f]{40,64}$/.test(entry)) {
        current = [];
        byPair.set(entry, current);
      } else if (entry !== '') {
        current.push(entry);
      }
    }
    return pairs.map(([before, after]) => byPair.get(`${before} ${after}`) ?? []);
  }

  /** Writes the files of a folder, as they are at a commit, below another folder: where they are in the repository. */
  extract(commit: string, path: string, target: string): void {
    const archive = join(target, '.archive.tar');
    // From the folder of the process, so that paths are taken from it, too.
    this.text(['archive', '--format=tar', `--output=${archive}`, commit, '--', path]);
    const { status, stderr, error } = spawnSync('tar', ['-xf', archive, '-C', target], { encoding: 'utf8' });
    if (status !== 0) throw new GitError(`tar failed: ${error?.message ?? lastLine(stderr)}`);
    rmSync(archive);
  }

  /** Makes a commit upon another one in which these files have new content, and returns its name. */
  commit(parent: string, files: ReadonlyMap<string, string>, message: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'python-gitops-index-'));
    try {
      const env = { GIT_INDEX_FILE: join(folder, 'index') };
      this.text(['read-tree', parent], { env });
      const entries = [...files].map(([path, content]) => {
        const blob = this.text(['hash-object', '-w', '--stdin'], { input: content });
        return `100644 ${blob}\t${this.prefix}${path}\0`;
      });
      this.text(['update-index', '-z', '--index-info'], { env, input: entries.join('') });
      const tree = this.text(['write-tree'], { env });
      return this.text(['commit-tree', '-p', parent, '-F', '-', tree], { input: message, env: this.identity() });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Pushes a commit to a branch of the remote, which has to lead to it. */
  push(commit: string, branch: string): Pushed {
    return this.pushTo(commit, branch, []);
  }

  /** Puts a commit in the place of what a branch of the remote holds, if that is still so; undefined is no branch. */
  replace(commit: string, branch: string, held: string | undefined): Pushed {
    return this.pushTo(commit, branch, [`--force-with-lease=refs/heads/${branch}:${held ?? ''}`]);
  }

  private pushTo(commit: string, branch: string, options: readonly string[]): Pushed {
    const target = `${commit}:refs/heads/${branch}`;
    const args = ['push', '--porcelain', '--no-verify', ...options, this.remote, target];
    const { status, stdout, stderr } = this.run(args);
    if (status === 0) return { kind: 'done' };
    const said = `${stdout}\n${stderr}`;
    const why = /^!\t\S+\t(.+)$/m.exec(stdout)?.[1] ?? lastLine(stderr);
    const todo = this.access.explain(said);
    const isWorthIt = todo === undefined && (RACED.test(said) || UNREACHABLE.test(said));
    return { kind: isWorthIt ? 'raced' : 'refused', why: explain(why, stderr), todo };
  }

  /** Name and address of who commits: git's own, or in GitHub Actions that of its bot. */
  private identity(): NodeJS.ProcessEnv {
    if (this.run(['var', 'GIT_COMMITTER_IDENT']).status === 0) return {};
    if (process.env.GITHUB_ACTIONS !== 'true') {
      throw new GitError('git does not know who commits: git config --global user.name NAME, and user.email ADDRESS');
    }
    return {
      GIT_AUTHOR_NAME: BOT.name,
      GIT_AUTHOR_EMAIL: BOT.email,
      GIT_COMMITTER_NAME: BOT.name,
      GIT_COMMITTER_EMAIL: BOT.email,
    };
  }

  private text(args: readonly string[], options: GitOptions = {}): string {
    const { status, stdout, stderr } = this.run(args, options);
    if (status !== 0) throw new GitError(`git ${args[0]} failed: ${lastLine(stderr)}`);
    return stdout.trim();
  }

  private run(args: readonly string[], { input, env }: GitOptions = {}): Answer {
    const { config, env: own } = this.access;
    const result = spawnSync('git', [...config.flatMap((setting) => ['-c', setting]), ...args], {
      cwd: this.root,
      encoding: 'utf8',
      input: input ?? '',
      maxBuffer: MAX_OUTPUT,
      // Nobody is there to answer a question, and what git says is read by this program.
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...own, ...env },
    });
    if (result.error) throw new GitError(`git is needed and could not be started: ${result.error.message}`);
    return { status: result.status ?? 1, stdout: result.stdout, stderr: result.stderr };
  }
}

/** A commit, as the history is read from. */
export interface Commit {
  readonly hash: string;
  /** Seconds since 1970, of the commit. */
  readonly time: number;
  readonly author: string;
  readonly message: string;
}

/** Takes the answers of `git cat-file --batch` apart: a line with the size, then so many bytes. */
function readBatch(output: Buffer, count: number): (string | undefined)[] {
  const answers: (string | undefined)[] = [];
  let at = 0;
  while (answers.length < count) {
    const end = output.indexOf('\n', at);
    const head = output.toString('utf8', at, end);
    at = end + 1;
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(head)?.[1];
    if (size === undefined) {
      answers.push(undefined);
      // A folder of this name is answered with its content, too.
      const other = /^[0-9a-f]+ \w+ (\d+)$/.exec(head)?.[1];
      if (other !== undefined) at += Number(other) + 1;
      continue;
    }
    answers.push(output.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return answers;
}

/** The reason of a refused push, with what the server said of it. */
function explain(why: string, stderr: string): string {
  const said = stderr
    .split('\n')
    .filter((line) => line.startsWith('remote: '))
    .map((line) => line.slice('remote: '.length).trim())
    .filter((line) => line !== '');
  return [why, ...said].join('; ');
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0];
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
