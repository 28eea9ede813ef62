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

/** A file at a commit; its path is taken from the folder. */
export interface FileAt {
  readonly commit: string;
  readonly path: string;
}

/**
 * The git repository that a folder is in. It is read and never written: the working tree, the index and the stash stay as
 * they are. Paths are taken from the folder, which may be a part of a larger repository. What takes many questions answers
 * all of them by one process.
 */
export class Git {
  protected readonly process: GitProcess;
  private knownPrefix?: string;

  /** @param settings without them, nothing is fetched either, also where a partial clone lacks something */
  constructor(folder: string, settings: GitSettings = READ_ONLY) {
    this.process = new GitProcess(folder, settings);
  }

  /** Path of the folder from the root of the checkout, empty or with a `/` at its end. @throws GitError without git or a repository */
  prefix(): string {
    return (this.knownPrefix ??= this.askPrefix());
  }

  /** Whether commits may be missing that others name; undefined where git has no repository. */
  isShallow(): boolean | undefined {
    const { status, stdout } = this.process.run(['rev-parse', '--is-shallow-repository']);
    return status === 0 ? stdout.toString('utf8').trim() === 'true' : undefined;
  }

  /** The commit that a name means; undefined when it means none here. */
  resolve(name: string): string | undefined {
    return this.resolveAll([name])[0];
  }

  /** The commits that names mean, in their order; undefined for a name that means none here. */
  resolveAll(names: readonly string[]): (string | undefined)[] {
    if (names.length === 0) return [];
    // Where there is no repository, no name means anything.
    const { stdout } = this.process.run(DESCRIBE, { input: asLines(names.map((name) => `${name}^{commit}`)) });
    return readIds(stdout, names.length);
  }

  /** The whole message of a commit. */
  message(commit: string): string {
    return this.process.text(['log', '-1', '--format=%B', commit]);
  }

  /** Whether a commit is among those that lead to another one, or is it; undefined when git does not know one of them. */
  isAncestor(commit: string, of: string): boolean | undefined {
    const { status } = this.process.run(['merge-base', '--is-ancestor', commit, of]);
    return status === 0 ? true : status === 1 ? false : undefined;
  }

  /** The commit where two histories meet; undefined when they do not, as far as this clone knows. */
  mergeBase(one: string, other: string): string | undefined {
    const { status, stdout } = this.process.run(['merge-base', one, other]);
    return status === 0 ? stdout.toString('utf8').trim() : undefined;
  }

  /** Every commit that these lead to, with its parents; children come before parents. */
  graph(tips: readonly string[]): Commit[] {
    if (tips.length === 0) return [];
    const args = ['rev-list', '--topo-order', '--parents', '--stdin'];
    return linesOf(this.process.bytes(args, { input: asLines(tips) })).map((line) => {
      const [id, ...parents] = line.split(' ');
      return { id, parents };
    });
  }

  /** The commits that touch some paths up to a commit, the oldest first, each with its whole message. */
  log(commit: string, paths: readonly string[]): LoggedCommit[] {
    // A merge that brought a change is shown beside the commits that it brought.
    const args = ['log', '--reverse', '--topo-order', '--show-pulls', `--format=${LOG_FORMAT}`];
    return readLog(this.process.bytes([...args, commit, '--', ...paths]));
  }

  /** The commits that a branch stood at, one after the other, up to this one: what was merged into it is left out. */
  firstParents(commit: string): string[] {
    return linesOf(this.process.bytes(['rev-list', '--first-parent', commit]));
  }

  /** The commits that others were made upon: the first one is what the branch had before, others were merged into it. */
  parents(commits: readonly string[]): Map<string, readonly string[]> {
    if (commits.length === 0) return new Map();
    // A log that is limited to paths leaves out parents that bring nothing to them.
    const args = ['log', '--no-walk=unsorted', '--stdin', '--format=%H %P'];
    const lines = linesOf(this.process.bytes(args, { input: asLines(commits) }));
    return new Map(lines.map((line) => line.trim().split(' ')).map(([id, ...parents]) => [id, parents]));
  }

  /** The paths below a folder that each of these commits changes; of a merge only what differs from all of its parents. */
  changedPaths(commits: readonly string[], folder: string): Map<string, string[]> {
    if (commits.length === 0) return new Map();
    const args = [...DIFFER, '-c', '--root', '--relative', '--', folder];
    return readChangedPaths(this.process.bytes(args, { input: asLines(commits) }), folder);
  }

  /** Paths that differ between two trees, for each of many pairs. */
  treeDifferences(pairs: readonly (readonly [before: string, after: string])[]): string[][] {
    if (pairs.length === 0) return [];
    const asked = pairs.map((pair) => pair.join(' '));
    const byPair = readTreeDifferences(this.process.bytes(DIFFER, { input: asLines(asked) }));
    return asked.map((pair) => byPair.get(pair) ?? []);
  }

  /** Ids of objects by their names, as in `commit:./path`; undefined where there is none. */
  objectIds(names: readonly string[]): (string | undefined)[] {
    if (names.length === 0) return [];
    // A path that begins with ./ is taken from the folder of the process, which --batch-check does not know.
    const questions = names.map((name) => name.replace(':./', `:${this.prefix()}`));
    const answer = this.process.bytes(DESCRIBE, { input: asLines(questions) });
    return readIds(answer, names.length);
  }

  /** Files of a commit below these folders. Links and submodules are left out: they lead to what is no file of it. */
  files(commit: string, folders: readonly string[]): Blob[] {
    return readTree(this.process.bytes(['ls-tree', '-r', '-z', commit, '--', ...folders]));
  }

  /** Content of blobs, by their ids. */
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

  /** Content of a file at a commit; undefined when there is none. */
  show(commit: string, path: string): string | undefined {
    const { status, stdout } = this.process.run(['cat-file', 'blob', `${commit}:${this.prefix()}${path}`]);
    return status === 0 ? stdout.toString('utf8') : undefined;
  }

  /** Contents of files at commits, in the order of the questions; undefined where there is none. */
  showAll(questions: readonly FileAt[]): (string | undefined)[] {
    const names = questions.map(({ commit, path }) => `${commit}:${this.prefix()}${path}`);
    // A folder of this name is answered with its content, too.
    return this.stored(names).map((object) => (object?.type === 'blob' ? object.content.toString('utf8') : undefined));
  }

  /** The files of a folder, as they are at a commit, as a tar archive that has their paths. */
  archive(commit: string, path: string): Buffer {
    // It takes the path from the folder of the process.
    return this.process.bytes(['archive', '--format=tar', commit, '--', path]);
  }

  /** Paths that the working tree has otherwise than the last commit, below these folders; what git ignores is left out. */
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
    const [why] = answer.stderr.trim().split('\n');
    throw notStarted(answer) ?? new GitError(`git has no repository here: ${why}; run git init first`);
  }
}

const DESCRIBE = ['cat-file', '--batch-check'];
const DIFFER = ['diff-tree', '--stdin', '-z', '-r', '--no-renames', '--name-only'];

/** Questions for the standard input of git. A line break would be a question of its own, so there is no answer to it. */
function asLines(questions: readonly string[]): string {
  return questions.map((question) => `${/[\n\0]/.test(question) ? '' : question}\n`).join('');
}
