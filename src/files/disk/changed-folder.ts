import type { Entry, Same } from './entry';
import { Folder } from './folder';

/** A view of a folder as if some files had changed, to check the change beforehand. */
export class ChangedFolder extends Folder {
  /** @param texts the changed files by path; undefined for a removed one */
  constructor(
    root: string,
    private readonly texts: ReadonlyMap<string, string | undefined>,
  ) {
    super(root);
  }

  override read(path: string): Entry {
    if (!this.texts.has(path)) return super.read(path);
    const text = this.texts.get(path);
    return text === undefined ? { kind: 'missing' } : { kind: 'file', content: Buffer.from(text), executable: false };
  }

  override compare(path: string, text: string): Entry | Same {
    if (!this.texts.has(path)) return super.compare(path, text);
    return this.texts.get(path) === text ? { kind: 'same', executable: false } : this.read(path);
  }

  override isMissing(path: string): boolean {
    return this.texts.has(path) ? this.texts.get(path) === undefined : super.isMissing(path);
  }

  override exists(path: string): boolean {
    return this.texts.has(path) ? this.texts.get(path) !== undefined : super.exists(path);
  }
}
