import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { TextResults } from './text-results';
import { YamlFile } from './yaml-file';

/** Folders of tools, skipped in trees without git. */
const FOREIGN = /^(?:\.git|node_modules|\.?venv|__pycache__|\.(?:mypy|pytest|ruff)_cache|\.tox|\.terraform)$/;

/** Larger text was not written by a person. */
const MAX_TEXT = 2 * 1024 * 1024;

const MAX_LISTING = 256 * 1024 * 1024;

/** A file whose content is known. */
interface KnownFile {
  readonly content: string;
}

/** The files of a tree, each read and parsed at most once. */
export class SourceTree {
  /**
   * The tree of a folder: files that git tracks or would add; without git, all but the folders of tools.
   *
   * @param known files that need no reading, because they were just compared with this content
   */
  static of(root: string, known: ReadonlyMap<string, KnownFile> = new Map()): SourceTree {
    const listed = listByGit(root);
    const paths =
      listed.length > 0 ? listed.filter((path) => known.has(path) || isFile(join(root, path))) : listByWalking(root);
    return new SourceTree(
      paths,
      (path) => known.get(path)?.content ?? readFileSync(join(root, path)),
      (path) => lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    );
  }

  readonly paths: readonly string[];
  private readonly files: ReadonlySet<string>;
  private readonly folders = new Set<string>(['.']);
  private readonly texts = new Map<string, string | undefined>();
  private readonly yamls = new Map<string, YamlFile>();
  private results?: TextResults;

  /**
   * @param paths from the root of the tree, with forward slashes
   * @param load returns the content of a path; undefined when it is not a file
   * @param isLink whether a symbolic link is at a path
   */
  constructor(
    paths: Iterable<string>,
    private readonly load: (path: string) => Buffer | string | undefined,
    readonly isLink: (path: string) => boolean = () => false,
  ) {
    this.paths = [...paths].sort();
    this.files = new Set(this.paths);
    for (const path of this.paths) {
      for (let folder = posix.dirname(path); !this.folders.has(folder); folder = posix.dirname(folder)) {
        this.folders.add(folder);
      }
    }
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  hasFolder(path: string): boolean {
    return this.folders.has(path);
  }

  /** Text of a file; undefined when it is missing, is binary, or is too large to be written by hand. */
  text(path: string): string | undefined {
    if (!this.texts.has(path)) {
      const content = this.files.has(path) ? this.load(path) : undefined;
      this.texts.set(path, content === undefined ? undefined : asText(content));
    }
    return this.texts.get(path);
  }

  /** A file as YAML; empty when it is missing. */
  yaml(path: string): YamlFile {
    let file = this.yamls.get(path);
    if (!file) {
      file = new YamlFile(path, this.text(path) ?? '', this.results);
      this.yamls.set(path, file);
    }
    return file;
  }

  /** Something that depends only on the text of a file, from an earlier run if possible. */
  result<T>(kind: string, path: string, isValid: (value: unknown) => value is T, compute: (text: string) => T): T {
    const text = this.text(path) ?? '';
    if (!this.results) return compute(text);
    return this.results.get(kind, text, isValid, () => ({ result: compute(text), canKeep: true }));
  }

  /** Uses these results of earlier runs, and adds new ones. */
  keepResultsIn(results: TextResults | undefined): void {
    this.results = results;
  }

  /** Files below a folder. */
  below(folder: string): readonly string[] {
    if (folder === '.') return this.paths;
    const prefix = `${folder}/`;
    return this.paths.slice(this.firstFrom(prefix), this.firstFrom(`${folder}0`));
  }

  /** Index of the first path that sorts at or after a text, by binary search. `0` is the character after `/`. */
  private firstFrom(text: string): number {
    let low = 0;
    let high = this.paths.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.paths[middle] < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether a path is in a templates folder, where placeholders belong. */
export function isTemplate(path: string): boolean {
  return path
    .split('/')
    .slice(0, -1)
    .some((name) => /^\.?templates?$/i.test(name));
}

export function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path) || posix.basename(path) === 'Kustomization';
}

/** The text of a file, unless it is binary or too large. */
function asText(content: Buffer | string): string | undefined {
  if (typeof content === 'string') return isPlain(content) ? content : asText(Buffer.from(content));
  return content.length <= MAX_TEXT && !content.subarray(0, 8000).includes(0) ? content.toString('utf8') : undefined;
}

/** Whether a text certainly is no binary file, and not too large; a quick test. */
function isPlain(text: string): boolean {
  // A UTF-16 unit is at most three bytes.
  return text.length * 3 <= MAX_TEXT && !text.includes('\0');
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function listByGit(root: string): string[] {
  const result = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: MAX_LISTING,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (result.status !== 0) return [];
  // During a merge conflict git lists a path once for each side.
  return [...new Set(result.stdout.split('\0').filter((path) => path !== '' && !path.startsWith('node_modules/')))];
}

function listByWalking(root: string): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !FOREIGN.test(entry.name)) visit(path);
      else if (entry.isFile()) found.push(path);
    }
  };
  visit('.');
  return found;
}
