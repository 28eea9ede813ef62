import type { FileRef, Merged } from './snapshot';
import { mergeFiles, Snapshot } from './snapshot';
import type { Branch } from '../../clients/git/branches';
import { findBranches, missingBranch } from '../../clients/git/branches';
import type { Git } from '../../clients/git/git';
import { blobId } from '../../files/disk/committed';
import type { Folder } from '../../files/disk/folder';

/** A side of a comparison that this clone lacks, and how to get it. */
export class MissingHistory extends Error {}

/** The snapshots of a repository, each read once, from git and from the working tree. */
export class Snapshots {
  private readonly heads = new Map<string, Branch>();
  private readonly branches = new Map<string, Snapshot>();
  private readonly merges = new Map<string, Snapshot & { readonly conflicts: readonly string[] }>();
  private readonly revisions = new Map<string, Snapshot>();
  private readonly texts = new Map<string, Buffer>();
  private mine?: { readonly head: string; readonly files: ReadonlyMap<string, FileRef> };

  /** @param base a commit that replaces every branch */
  constructor(
    private readonly git: Git,
    private readonly folder: Folder,
    private readonly base?: string,
  ) {}

  /** The commit of a branch: of the remote branch as last fetched, or else of the local one. */
  head(branch: string): Branch {
    const known = this.heads.get(branch) ?? this.findHead(branch);
    this.heads.set(branch, known);
    return known;
  }

  /** A branch as it is. */
  branch(name: string): Snapshot {
    const { name: called, commit } = this.head(name);
    const snapshot = this.branches.get(name) ?? new Snapshot(`on ${called}`, this.files(commit));
    this.branches.set(name, snapshot);
    return snapshot;
  }

  /** A branch with this checkout, as it is, merged into it. */
  merged(name: string): Snapshot & { readonly conflicts: readonly string[] } {
    const known = this.merges.get(name);
    if (known) return known;
    const { files, conflicts } = this.merge(this.head(name));
    const snapshot = Object.assign(new Snapshot('in this checkout', files), { conflicts });
    this.merges.set(name, snapshot);
    return snapshot;
  }

  /** A commit whose files `prepare` has read for these apps. */
  revision(commit: string): Snapshot {
    return this.revisions.get(commit) ?? new Snapshot(`in commit ${commit.slice(0, 12)}`, new Map());
  }

  /** Reads the files of commits, with one git process for each commit. */
  prepare(needs: readonly { readonly commit: string; readonly app: string }[]): void {
    const apps = new Map<string, Set<string>>();
    for (const { commit, app } of needs) apps.set(commit, (apps.get(commit) ?? new Set()).add(app));
    const commits = [...apps.keys()];
    const found = this.git.resolveAll(commits);
    const lost = commits.filter((_commit, index) => found[index] === undefined);
    if (lost.length > 0) throw this.lost(lost);
    for (const [commit, names] of apps) {
      const folders = [...names].map((app) => `apps/${app}/k8s`);
      const files = new Map(this.git.files(commit, folders).map(({ path, id }) => [path, { id }]));
      this.revisions.set(commit, new Snapshot(`in commit ${commit.slice(0, 12)}`, files));
    }
  }

  /** All files of a commit, for a build that reads files outside of its app. */
  files(commit: string): Map<string, FileRef> {
    return new Map(this.git.files(commit, ['.']).map(({ path, id }) => [path, { id }]));
  }

  /** The commit that the user gave. */
  commit(name: string): string {
    const [commit] = this.git.resolveAll([name]);
    if (commit === undefined) throw this.lost([name]);
    return commit;
  }

  /** Reads the content of many files from git at once. */
  load(files: Iterable<FileRef>): void {
    const ids = new Set<string>();
    for (const { id, content } of files) if (content === undefined && !this.texts.has(id)) ids.add(id);
    for (const [id, content] of this.git.contents([...ids])) this.texts.set(id, content);
  }

  content(file: FileRef): Buffer {
    if (file.content === undefined && !this.texts.has(file.id)) this.load([file]);
    return file.content ?? (this.texts.get(file.id) as Buffer);
  }

  readonly text = (file: FileRef): string => this.content(file).toString('utf8');

  private findHead(branch: string): Branch {
    if (this.base !== undefined) return { name: this.base, commit: this.commit(this.base) };
    const found = findBranches(this.git, [branch]).get(branch);
    if (found) return found;
    if (this.git.isShallow() === undefined) throw new MissingHistory(NO_GIT);
    throw new MissingHistory(`${missingBranch(branch)}; it is needed to tell what runs`);
  }

  private merge({ name, commit }: Branch): Merged {
    const { head, files } = (this.mine ??= this.readWorkingTree());
    const base = head === commit ? commit : this.git.mergeBase(head, commit);
    if (base === undefined) {
      throw new MissingHistory(
        this.git.isShallow()
          ? `this clone is shallow and lacks the commit where this checkout branched off ${name}: run git fetch --unshallow`
          : `this checkout and ${name} have no commit in common, so nothing can be merged`,
      );
    }
    if (base === commit) return { files, conflicts: [] };
    return mergeFiles(this.files(base), files, this.files(commit));
  }

  private readWorkingTree(): { readonly head: string; readonly files: ReadonlyMap<string, FileRef> } {
    const [head] = this.git.resolveAll(['HEAD']);
    if (head === undefined) {
      throw new MissingHistory('this repository has no commits to compare with');
    }
    const files = this.files(head);
    for (const path of this.git.workingChanges(['apps', 'argo'])) {
      const entry = this.folder.read(path);
      if (entry.kind === 'unreadable') throw new MissingHistory(`${path} cannot be read: run chmod u+rw ${path}`);
      if (entry.kind === 'file') files.set(path, { id: blobId(entry.content, head), content: entry.content });
      else files.delete(path);
    }
    return { head, files };
  }

  private lost(names: readonly string[]): MissingHistory {
    const isShallow = this.git.isShallow();
    if (isShallow === undefined) return new MissingHistory(NO_GIT);
    const fix = isShallow ? 'this clone is shallow: run git fetch --unshallow' : 'run git fetch';
    return new MissingHistory(
      `this clone lacks commit ${names.join(', ')}, which is needed to build what runs: ${fix}`,
    );
  }
}

const NO_GIT = 'git cannot read a repository here, so what runs is unknown';
