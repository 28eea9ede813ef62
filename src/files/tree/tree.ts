import { FindingsError } from '../../common/findings';
import { compare } from '../../common/order';

/**
 * The owner of a path. `generated`: rewritten by every synth. `starter`: written once, then yours. `release`: content of
 * CI, shape of the library. `yours`: never written by synth.
 */
export type Owner = 'generated' | 'starter' | 'release' | 'yours';

/** A file of the tree, as it should be on disk. */
export interface TreeFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly content: string;
  readonly executable?: boolean;
  readonly owner: Exclude<Owner, 'yours'>;
  /** Path of the option that governs the file, as in `apps.checkout`. */
  readonly option: string;
  /** How to change the file instead, as one sentence. */
  readonly instead: string;
  /**
   * For a starter file: the generated path that it was created with. Once that path has been generated, the starter file
   * is yours to change or delete.
   */
  readonly bornWith?: string;
  /** Other options that affect the content, besides the one that governs it. */
  readonly changedBy?: readonly string[];
  /** Whether only some fields of the file are generated; the rest, including versions, is yours. */
  readonly byField?: boolean;
  /** The option without which the file is not generated. A team may have had its own, which is never overwritten. */
  readonly optedInBy?: string;
}

const RENDER = Symbol('render');

/** A shared getter keeps all files objects of one shape. It is an own property, so copies include the content. */
const CONTENT = {
  enumerable: true,
  get(this: { readonly [RENDER]: () => string }): string {
    return this[RENDER]();
  },
};

/**
 * A file that is rendered each time its content is read. Filling a template again is cheap; keeping the text of
 * thousands of apps in memory is not.
 */
export function renderedWhenAsked(file: Omit<TreeFile, 'content'>, render: () => string): TreeFile {
  return Object.defineProperties({ ...file, content: '' }, { [RENDER]: { value: render }, content: CONTENT });
}

/** The repository in memory, with each path exactly once. */
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

  /** All files, sorted by path in code unit order. */
  files(): TreeFile[] {
    this.sorted ??= [...this.byPath.values()].sort((a, b) => compare(a.path, b.path));
    return [...this.sorted];
  }

  get size(): number {
    return this.byPath.size;
  }
}
