import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** Whether the last commit has exactly this content at a path, so that overwriting it loses nothing. */
export type IsCommitted = (path: string, content: Buffer) => boolean;

/**
 * Asks git about a folder, once and on demand, as most runs need no answer. Without git or a commit, nothing is
 * committed.
 */
export function committedIn(root: string): IsCommitted {
  let ids: ReadonlyMap<string, string> | undefined;
  return (path, content) => {
    ids ??= readLastCommit(root);
    const id = ids.get(path);
    return id !== undefined && blobId(content, id) === id;
  };
}

/** IDs of the files of the last commit, by path from this folder, which may be part of a larger repository. */
function readLastCommit(root: string): Map<string, string> {
  const { status, stdout } = spawnSync('git', ['ls-tree', '-r', '-z', 'HEAD'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1024 * 1024 * 1024,
  });
  const lines = status === 0 ? stdout.split('\0').slice(0, -1) : [];
  return new Map(
    lines.map((line) => {
      const tab = line.indexOf('\t');
      return [line.slice(tab + 1), line.slice(0, tab).split(' ')[2]];
    }),
  );
}

/**
 * The ID that git gives to content, by the hash function of this repository.
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export function blobId(content: Buffer, like: string): string {
  return createHash(like.length === 40 ? 'sha1' : 'sha256')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}
