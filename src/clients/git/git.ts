import type { Blob, LoggedCommit } from './answers';
import {
  linesOf,
  LOG_FORMAT,
  readChangedPaths,
  readIds,
  readLog,
  readObjects,
  readStatus,
  readTree,
  readTreeDifferences,
} from './answers';
import type { Commit } from './history';
import type { GitSettings } from './process';
import { GitError, GitProcess, missingObject, notStarted, READ_ONLY } from './process';

/** A file at a commit; its path is relative to the folder. */
export interface FileAt {
  readonly commit: string;
  readonly path: string;
}

/**
 * Reads the git repository that a folder is in, and never writes: not even the index. Paths are relative to the folder,
 * which may be part of a larger repository. A method that takes many questions answers them with one process.
 */
export class Git {
  protected readonly process: GitProcess;
  private knownPrefix?: string;
  private readonly shown = new Map<string, string>();

  /** @param settings by default, nothing is fetched, even if a partial clone lacks an object */
  constructor(folder: string, settings: GitSettings = READ_ONLY) {
    this.process = new GitProcess(folder, settings);
  }

  /** Path of the folder from the root of the checkout: empty, or ending in `/`. @throws GitError without git or a repository */
  prefix(): string {
    return (this.knownPrefix ??= this.askPrefix());
  }

  /** Whether the clone is shallow; undefined without a repository. */
  isShallow(): boolean | undefined {
    const { status, stdout } = this.process.run(['rev-parse', '--is-shallow-repository']);
    return status === 0 ? stdout.toString('utf8').trim() === 'true' : undefined;
  }

  /** Whether this clone has fetched a branch of a remote. */
  hasFetched(remote: string): boolean {
    const { stdout } = this.process.run(['for-each-ref', '--count=1', `refs/remotes/${remote}`]);
    return stdout.length > 0;
  }

  /** The commit that a name refers to; undefined if there is none. */
  resolve(name: string): string | undefined {
    return this.resolveAll([name])[0];
  }

  /** The commits that names refer to, in order; undefined for a name without a commit. */
  resolveAll(names: readonly string[]): (string | undefined)[] {
    if (names.length === 0) return [];
    // Without a repository, every answer is undefined.
    const { stdout } = this.process.run(DESCRIBE, { input: asLines(names.map((name) => `${name}^{commit}`)) });
    return readIds(stdout, names.length);
  }

  /** The whole message of a commit. */
  message(commit: string): string {
    return this.process.text(['log', '-1', '--format=%B', commit]);
  }

  /** Whether a commit is an ancestor of another one, or the same; undefined if git lacks one of them. */
  isAncestor(commit: string, of: string): boolean | undefined {
    const { status } = this.process.run(['merge-base', '--is-ancestor', commit, of]);
    return status === 0 ? true : status === 1 ? false : undefined;
  }

  /** The best common ancestor of two commits; undefined if this clone has none. */
  mergeBase(one: string, other: string): string | undefined {
    const { status, stdout } = this.process.run(['merge-base', one, other]);
    return status === 0 ? stdout.toString('utf8').trim() : undefined;
  }

  /** The history of these commits, each with its parents; children come before parents. */
  graph(tips: readonly string[]): Commit[] {
    if (tips.length === 0) return [];
    const args = ['rev-list', '--topo-order', '--parents', '--stdin'];
    return linesOf(this.process.bytes(args, { input: asLines(tips) })).map((line) => {
      const [id, ...parents] = line.split(' ');
      return { id, parents };
    });
  }

  /** The commits up to this one that change some paths, oldest first, each with its whole message. */
  log(commit: string, paths: readonly string[]): LoggedCommit[] {
    // Also lists the merge that brought a change, not only the commits that it merged.
    const args = ['log', '--reverse', '--topo-order', '--show-pulls', `--format=${LOG_FORMAT}`];
    return readLog(this.process.bytes([...args, commit, '--', ...paths]));
  }

  /** The commits of a branch itself up to this one, without what was merged into it. */
  firstParents(commit: string): string[] {
    return linesOf(this.process.bytes(['rev-list', '--first-parent', commit]));
  }

  /** The parents of commits. The first parent is the branch before the commit; the others were merged into it. */
  parents(commits: readonly string[]): Map<string, readonly string[]> {
    if (commits.length === 0) return new Map();
    // A log that is limited to paths omits parents that don't change them.
    const args = ['log', '--no-walk=unsorted', '--stdin', '--format=%H %P'];
    const lines = linesOf(this.process.bytes(args, { input: asLines(commits) }));
    return new Map(lines.map((line) => line.trim().split(' ')).map(([id, ...parents]) => [id, parents]));
  }

  /** The paths below a folder that each commit changes; for a merge, only those that differ from all parents. */
  changedPaths(commits: readonly string[], folder: string): Map<string, string[]> {
    if (commits.length === 0) return new Map();
    const args = [...DIFFER, '-c', '--root', '--relative', '--', folder];
    return readChangedPaths(this.process.bytes(args, { input: asLines(commits) }), folder);
  }

  /** The paths that differ between the two trees of each pair. */
  treeDifferences(pairs: readonly (readonly [before: string, after: string])[]): string[][] {
    if (pairs.length === 0) return [];
    const asked = pairs.map((pair) => pair.join(' '));
    const byPair = readTreeDifferences(this.process.bytes(DIFFER, { input: asLines(asked) }));
    return asked.map((pair) => byPair.get(pair) ?? []);
  }

  /** The ids of objects by name, as in `commit:./path`; undefined for a missing object. */
  objectIds(names: readonly string[]): (string | undefined)[] {
    if (names.length === 0) return [];
    // --batch-check does not support paths relative to the working directory.
    const questions = names.map((name) => name.replace(':./', `:${this.prefix()}`));
    const answer = this.process.bytes(DESCRIBE, { input: asLines(questions) });
    return readIds(answer, names.length);
  }

  /** Files of a commit below these folders, without symlinks and submodules. */
  files(commit: string, folders: readonly string[]): Blob[] {
    return readTree(this.process.bytes(['ls-tree', '-r', '-z', commit, '--', ...folders]));
  }

  /** The content of blobs, by id. */
  contents(ids: readonly string[]): Map<string, Buffer> {
    const found = this.stored(ids);
    return new Map(
      ids.map((id, index) => {
        const object = found[index];
        if (object?.type !== 'blob') throw missingObject(id);
        return [id, object.content];
      }),
    );
  }

  /** The content of a file at a commit; undefined if there is none. */
  show(commit: string, path: string): string | undefined {
    const name = `${commit}:${this.prefix()}${path}`;
    const known = this.shown.get(name);
    if (known !== undefined) return known;
    const { status, stdout } = this.process.run(['cat-file', 'blob', name]);
    if (status !== 0) return undefined;
    const content = stdout.toString('utf8');
    // A branch moves, a commit does not.
    if (FULL_ID.test(commit)) this.shown.set(name, content);
    return content;
  }

  /** The contents of files at commits, in order; undefined for a missing file. */
  showAll(questions: readonly FileAt[]): (string | undefined)[] {
    const names = questions.map(({ commit, path }) => `${commit}:${this.prefix()}${path}`);
    // A folder with this name has content, too.
    return this.stored(names).map((object) => (object?.type === 'blob' ? object.content.toString('utf8') : undefined));
  }

  /** A tar archive of the files of a folder at a commit, with their paths. */
  archive(commit: string, path: string): Buffer {
    // git archive takes a path relative to the working directory.
    return this.process.bytes(['archive', '--format=tar', commit, '--', path]);
  }

  /** Paths below these folders that differ from the last commit, without ignored files. */
  workingChanges(folders: readonly string[]): string[] {
    const prefix = this.prefix();
    const args = ['status', '--porcelain=v2', '-z', '--no-renames', '--untracked-files=all', '--', ...folders];
    return readStatus(this.process.bytes(args)).map((path) => path.slice(prefix.length));
  }

  private stored(names: readonly string[]): ReturnType<typeof readObjects> {
    if (names.length === 0) return [];
    return readObjects(this.process.bytes(['cat-file', '--batch'], { input: asLines(names) }), names.length);
  }

  private askPrefix(): string {
    const answer = this.process.run(['rev-parse', '--show-prefix']);
    if (answer.status === 0) return answer.stdout.toString('utf8').replace(/\n$/, '');
    throw notStarted(answer) ?? new GitError(unreadable(answer.stderr.trim()));
  }
}

/** Why git cannot read the repository. For most reasons, such as another owner of the folder, git adds how to fix it. */
function unreadable(reason: string): string {
  return reason.includes('not a git repository')
    ? 'not a git repository: run git init first, or clone the repository'
    : `git cannot read the repository here: ${reason}`;
}

const FULL_ID = /^[0-9a-f]{40,64}$/;
const DESCRIBE = ['cat-file', '--batch-check'];
const DIFFER = ['diff-tree', '--stdin', '-z', '-r', '--no-renames', '--name-only'];

/** Questions for git's standard input. One with a line break becomes empty, because it would be two questions. */
function asLines(questions: readonly string[]): string {
  return questions.map((question) => `${/[\n\0]/.test(question) ? '' : question}\n`).join('');
}
