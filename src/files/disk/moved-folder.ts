import type { Entry, Same } from './entry';
import { Folder } from './folder';
import type { Finding } from '../../common/findings';
import { HASH_MANIFEST } from '../tree/hash-manifest';

/** A view of a folder as if the folder of an app had been moved, to check the move beforehand. */
export class MovedFolder extends Folder {
  private readonly from: string;
  private readonly to: string;
  /** The folder as it is. */
  private readonly real: Folder;

  constructor(
    root: string,
    private readonly app: { readonly from: string; readonly to: string },
    /** New paths of files that are not moved. */
    private readonly without: ReadonlySet<string>,
  ) {
    super(root);
    this.real = new Folder(root);
    this.from = `apps/${app.from}`;
    this.to = `apps/${app.to}`;
  }

  override obstacle(path: string): Finding | undefined {
    return this.real.obstacle(this.now(path) ?? path);
  }

  override read(path: string): Entry {
    const now = this.now(path);
    if (now === undefined) return { kind: 'missing' };
    const entry = this.real.read(now);
    if (entry.kind !== 'file' || path !== `${this.to}/${HASH_MANIFEST}`) return entry;
    const text = movedManifest(entry.content.toString('utf8'), this.app.from, this.app.to);
    return { ...entry, content: Buffer.from(text) };
  }

  override compare(path: string, text: string): Entry | Same {
    const entry = this.read(path);
    const isSame = entry.kind === 'file' && entry.content.equals(Buffer.from(text));
    return isSame ? { kind: 'same', executable: entry.executable } : entry;
  }

  override isMissing(path: string): boolean {
    const now = this.now(path);
    return now === undefined || this.real.isMissing(now);
  }

  override exists(path: string): boolean {
    const now = this.now(path);
    return now !== undefined && this.real.exists(now);
  }

  override isFolder(path: string): boolean {
    const now = this.now(path);
    return now !== undefined && this.real.isFolder(now);
  }

  override names(path: string): string[] {
    const now = this.now(path);
    const names = now === undefined ? [] : this.real.names(now);
    return path === 'apps' ? names.map((name) => (name === this.app.from ? this.app.to : name)) : names;
  }

  override entries(path: string): ReturnType<Folder['entries']> {
    return this.names(path).map((name) => ({ name, isFolder: this.isFolder(`${path}/${name}`) }));
  }

  /** The current location of a path; undefined when the move removes it. */
  private now(path: string): string | undefined {
    if (this.without.has(path) || isAtOrBelow(path, this.from)) return undefined;
    return isAtOrBelow(path, this.to) ? `${this.from}${path.slice(this.to.length)}` : path;
  }
}

/** The hash manifest of an app with its paths renamed. */
export function movedManifest(text: string, from: string, to: string): string {
  return text.replaceAll(new RegExp(`^([0-9a-f]{64} [ *])apps/${from}/`, 'gm'), `$1apps/${to}/`);
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
