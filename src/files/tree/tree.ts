import { FindingsError } from '../../common/findings';
import { compare } from '../../common/order';

/**
 * Who a path belongs to. `generated`: rewritten at every synth. `starter`: written once, then the user's.
 * `release`: moved by CI, only its shape is the library's. `yours`: never written by synth.
 */
export type Owner = 'generated' | 'starter' | 'release' | 'yours';

/** One file of the tree, as it is to be on disk. */
export interface TreeFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly content: string;
  readonly executable?: boolean;
  readonly owner: Exclude<Owner, 'yours'>;
  /** Path of the option that governs the file, as in `apps.checkout`. */
  readonly option: string;
  /** Where a wish to change the file belongs, as one sentence. */
  readonly instead: string;
  /**
   * For a starter file: the generated path that it was born with. Once that one has been generated, the starter file
   * is the user's, to change or to delete.
   */
  readonly bornWith?: string;
  /** Paths of options that change what the library renders, beyond the option that governs it. */
  readonly changedBy?: readonly string[];
  /** Only fields of the file are generated; the rest of it, versions among it, is the user's. */
  readonly byField?: boolean;
}

/** The whole repository in memory: each path exactly once. */
export class Tree {
  private readonly byPath = new Map<string, TreeFile>();
  private sorted?: readonly TreeFile[];

  add(file: TreeFile): void {
    const other = this.byPath.get(file.path);
    if (other) {
      throw new FindingsError([
        {
          code: 'path-conflict',
          path: file.path,
          must: 'be written by one renderer',
          got: `two: ${other.option} and ${file.option}`,
          fix: 'rename one of them',
        },
      ]);
    }
    this.byPath.set(file.path, file);
    this.sorted = undefined;
  }

  addAll(files: Iterable<TreeFile>): void {
    for (const file of files) this.add(file);
  }

  get(path: string): TreeFile | undefined {
    return this.byPath.get(path);
  }

  has(path: string): boolean {
    return this.byPath.has(path);
  }

  /** All files, sorted by path in the order of their code units. */
  files(): TreeFile[] {
    this.sorted ??= [...this.byPath.values()].sort((a, b) => compare(a.path, b.path));
    return [...this.sorted];
  }

  get size(): number {
    return this.byPath.size;
  }
}
