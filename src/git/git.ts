import { spawnSync } from 'node:child_process';
import type { Commit } from './history';

const MAX_OUTPUT = 1024 * 1024 * 1024;

/** What git should answer and does not. */
export class GitFailed extends Error {}

/** A file of a commit. */
export interface Blob {
  readonly path: string;
  readonly id: string;
}

/**
 * The git repository that a folder is in. It is read and never written: the working tree, the index and the stash stay as
 * they are, and nothing is fetched. Paths are taken from the folder, which may be a part of a larger repository.
 */
export class Git {
  constructor(private readonly root: string) {}

  /** Whether commits may be missing that others name; undefined where git has no repository. */
  isShallow(): boolean | undefined {
    const answer = this.run(['rev-parse', '--is-shallow-repository']);
    return answer === undefined ? undefined : answer.toString('utf8').trim() === 'true';
  }

  /** The commits that these names mean, in their order; undefined for a name that means none here. One call for all. */
  commits(names: readonly string[]): (string | undefined)[] {
    // A line break would be a question of its own.
    const questions = names.map((name) => (/[\n\0]/.test(name) ? '' : `${name}^{commit}`));
    const answers = this.lines(['cat-file', '--batch-check'], questions);
    return names.map((_name, index) => /^([0-9a-f]+) commit \d+$/.exec(answers[index] ?? '')?.[1]);
  }

  /** Every commit that these lead to, with its parents; children come before parents. */
  graph(tips: readonly string[]): Commit[] {
    if (tips.length === 0) return [];
    return this.lines(['rev-list', '--topo-order', '--parents', '--stdin'], tips).map((line) => {
      const [id, ...parents] = line.split(' ');
      return { id, parents };
    });
  }

  /** The paths below a folder that each of these commits changes; of a merge only what differs from all of its parents. */
  changedPaths(commits: readonly string[], folder: string): Map<string, string[]> {
    const paths = new Map<string, string[]>();
    if (commits.length === 0) return paths;
    const args = ['diff-tree', '--stdin', '-z', '-r', '-c', '--root', '--no-renames', '--name-only', '--relative'];
    const answer = this.must([...args, '--', folder], `${commits.join('\n')}\n`);
    let current: string[] = [];
    for (const entry of answer.toString('utf8').split('\0').slice(0, -1)) {
      if (entry.startsWith(`${folder}/`)) {
        current.push(entry);
      } else {
        current = [];
        paths.set(entry, current);
      }
    }
    return paths;
  }

  /** The commit where two histories meet; undefined when they do not, as far as this clone knows. */
  mergeBase(one: string, other: string): string | undefined {
    return this.run(['merge-base', one, other])?.toString('utf8').trim();
  }

  /** Files of a commit below these folders. Links and submodules are left out: they lead to what is no file of it. */
  files(commit: string, folders: readonly string[]): Blob[] {
    const answer = this.must(['ls-tree', '-r', '-z', commit, '--', ...folders]).toString('utf8');
    return answer
      .split('\0')
      .slice(0, -1)
      .flatMap((entry) => {
        const tab = entry.indexOf('\t');
        const [mode, , id] = entry.slice(0, tab).split(' ');
        return mode.startsWith('100') ? [{ path: entry.slice(tab + 1), id }] : [];
      });
  }

  /** Content of blobs, by their ids. One call for all. */
  contents(ids: readonly string[]): Map<string, Buffer> {
    const contents = new Map<string, Buffer>();
    if (ids.length === 0) return contents;
    const answer = this.must(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
    let position = 0;
    for (const id of ids) {
      const end = answer.indexOf('\n', position);
      const [, type, size] = answer.toString('utf8', position, end).split(' ');
      // A partial clone has trees and no blobs.
      if (type !== 'blob') throw new GitFailed(`git has not the file ${id} here: git fetch --refetch --no-filter`);
      contents.set(id, answer.subarray(end + 1, end + 1 + Number(size)));
      position = end + 1 + Number(size) + 1;
    }
    return contents;
  }

  /** Paths that the working tree has otherwise than the last commit, below these folders; what git ignores is left out. */
  workingChanges(folders: readonly string[]): string[] {
    const args = ['status', '--porcelain=v2', '-z', '--no-renames', '--untracked-files=all', '--', ...folders];
    const prefix = this.must(['rev-parse', '--show-prefix']).toString('utf8').replace(/\n$/, '');
    return this.must(args)
      .toString('utf8')
      .split('\0')
      .slice(0, -1)
      .flatMap((entry) => {
        const fields = { '1': 8, u: 10, '?': 1 }[entry[0]];
        return fields === undefined ? [] : [entry.split(' ').slice(fields).join(' ').slice(prefix.length)];
      });
  }

  private lines(args: readonly string[], input: readonly string[]): string[] {
    if (input.length === 0) return [];
    const answer = this.run(args, input.map((line) => `${line}\n`).join(''));
    return answer === undefined ? [] : answer.toString('utf8').split('\n').slice(0, -1);
  }

  private must(args: readonly string[], input?: string): Buffer {
    const answer = this.run(args, input);
    if (answer === undefined) throw new GitFailed(`git ${args[0]} failed in ${this.root}`);
    return answer;
  }

  private run(args: readonly string[], input = ''): Buffer | undefined {
    const { status, stdout } = spawnSync('git', args, {
      cwd: this.root,
      input,
      maxBuffer: MAX_OUTPUT,
      stdio: ['pipe', 'pipe', 'ignore'],
      // Asking for the state of the working tree would write the index anew; a partial clone would fetch what is missing.
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' },
    });
    return status === 0 ? stdout : undefined;
  }
}
