import type { Cache } from './cache';
import { keyOf } from './cache';
import type { YamlContent, YamlFile } from './yaml-file';
import { isRecord } from '../../common/records';

/** Change it when a file would be read in another way than before. */
const FORMAT = '1';

/**
 * What the YAML files of a tree said when they were last read, by their content: parsing them costs more than all that is
 * looked for in them. One entry of the cache holds a whole tree, so that it is read at once.
 */
export class YamlStore {
  private readonly key: string;
  private readonly kept: Readonly<Record<string, unknown>>;

  /** @param root the folder of the tree: each has an entry of its own */
  constructor(
    private readonly cache: Cache,
    root: string,
  ) {
    this.key = keyOf(['yaml', FORMAT, root]);
    this.kept = cache.get(this.key, isRecord) ?? {};
  }

  /** What a text said before; undefined when it is new. */
  get(text: string): YamlContent | undefined {
    const content = this.kept[keyOf([text])];
    return isContent(content) ? content : undefined;
  }

  /** Keeps what these files say, and nothing else. */
  put(files: Iterable<YamlFile>): void {
    const entries = [...files].map((file) => [keyOf([file.text]), file.read()] as const);
    const isSame = entries.length > 0 && entries.every(([key]) => this.kept[key] !== undefined);
    if (!isSame) this.cache.put(this.key, Object.fromEntries(entries));
  }
}

function isContent(value: unknown): value is YamlContent {
  return isRecord(value) && Array.isArray(value.values) && Array.isArray(value.errors);
}
