import type { Cache } from './cache';
import { cacheKey } from './cache';
import type { YamlContent, YamlFile } from './yaml-file';
import { isRecord } from '../../common/records';

/** Change it when parsing changes. */
const FORMAT = '1';

/**
 * The parsed YAML of a tree by the content of its files: parsing costs more than all checks. One cache entry holds a
 * whole tree, so it is read at once.
 */
export class YamlStore {
  private readonly key: string;
  private readonly kept: Readonly<Record<string, unknown>>;

  /** @param root the folder of the tree; each has its own entry */
  constructor(
    private readonly cache: Cache,
    root: string,
  ) {
    this.key = cacheKey(['yaml', FORMAT, root]);
    this.kept = cache.get(this.key, isRecord) ?? {};
  }

  /** The parsed content of a text; undefined when it is new. */
  get(text: string): YamlContent | undefined {
    const content = this.kept[cacheKey([text])];
    return isContent(content) ? content : undefined;
  }

  /** Replaces the store with the content of these files. */
  put(files: Iterable<YamlFile>): void {
    const entries = [...files].map((file) => [cacheKey([file.text]), file.read()] as const);
    const isSame = entries.length > 0 && entries.every(([key]) => this.kept[key] !== undefined);
    if (!isSame) this.cache.put(this.key, Object.fromEntries(entries));
  }
}

function isContent(value: unknown): value is YamlContent {
  return isRecord(value) && Array.isArray(value.values) && Array.isArray(value.errors);
}
