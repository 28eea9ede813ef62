import type { Cache } from './cache';
import { cacheKey } from './cache';
import { isRecord } from '../../common/records';
import { LIBRARY } from '../../config/library';

/** Change it when a result changes for the same text. */
const FORMAT = '2';

/** A new result, and whether JSON can hold it. */
export interface Computed<T> {
  readonly result: T;
  readonly canKeep: boolean;
}

/**
 * What a run computed from single texts of a tree: parsed YAML and Dockerfiles, the schema errors of objects. A result
 * depends only on its kind and text. One cache entry holds those of a whole tree, so they are read at once.
 */
export class TextResults {
  private readonly key: string;
  private readonly kept: Readonly<Record<string, unknown>>;
  private readonly used = new Map<string, unknown>();
  private isChanged = false;

  /** @param root the folder of the tree; each has its own entry */
  constructor(
    private readonly cache: Cache,
    root: string,
  ) {
    this.key = cacheKey(['texts', FORMAT, LIBRARY.version, root]);
    this.kept = cache.get(this.key, isRecord) ?? {};
  }

  /**
   * The kept result for a text, or a new one, which is kept too.
   *
   * @param kind what the result is, and everything besides the text that it depends on
   */
  get<T>(kind: string, text: string, isValid: (value: unknown) => value is T, compute: () => Computed<T>): T {
    const key = cacheKey([kind, text]);
    const known = this.used.get(key) ?? this.kept[key];
    if (isValid(known)) {
      this.used.set(key, known);
      return known;
    }
    const { result, canKeep } = compute();
    if (canKeep) {
      this.used.set(key, result);
      this.isChanged = true;
    }
    return result;
  }

  /** Keeps the results of this run instead of earlier ones, unless all of them were known. */
  save(): void {
    if (this.isChanged) this.cache.put(this.key, Object.fromEntries(this.used));
  }
}
