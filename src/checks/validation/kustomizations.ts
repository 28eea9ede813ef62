import { posix } from 'node:path';
import { at, isKustomization, strings } from './objects';
import type { SourceTree } from './source-tree';
import { isTemplate } from './source-tree';
import type { YamlPath, Position } from './yaml-file';
import { isRecord, records } from '../../common/records';

/** File names that kustomize reads. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** An entry of a kustomization. */
export interface KustomizationEntry {
  /** Its path in the kustomization. */
  readonly at: YamlPath;
  readonly text: string;
  /** The file or folder it refers to, from the root of the tree; undefined for remote resources. */
  readonly target?: string;
  /** `object`: becomes part of the build. `patch`, `file`: changes the build, or is read by a generator. */
  readonly use: 'object' | 'patch' | 'file';
}

export interface Kustomization {
  readonly path: string;
  readonly folder: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly isComponent: boolean;
  readonly isTemplate: boolean;
  readonly entries: readonly KustomizationEntry[];
}

/** The input of a build. */
export interface Closure {
  /** Files, including kustomizations, sorted. */
  readonly files: readonly string[];
  readonly kustomizations: readonly Kustomization[];
  /** Whether the files are the only input: nothing is fetched, and no plugin runs. */
  readonly isComplete: boolean;
}

/** Fields that run other programs, or read files that are not listed. */
const OPEN_FIELDS = [
  'helmCharts',
  'helmChartInflationGenerator',
  'helmGlobals',
  'generators',
  'transformers',
  'validators',
];

/** Every kustomization of a tree, and which lists which. */
export class Kustomizations {
  /** By folder. */
  private readonly byFolder = new Map<string, Kustomization>();
  private readonly closures = new Map<string, Closure>();
  /** Files and folders that a kustomization names in any field. */
  readonly listed: ReadonlySet<string>;
  /** Patch files: they look like objects but are only parts of one. */
  readonly patchFiles: ReadonlySet<string>;

  constructor(private readonly tree: SourceTree) {
    for (const path of tree.paths) {
      if (!KUSTOMIZATION_NAMES.includes(posix.basename(path))) continue;
      const [data] = tree.yaml(path).values;
      if (isRecord(data)) this.byFolder.set(posix.dirname(path), read(path, data));
    }
    const entries = this.all().flatMap((kustomization) => kustomization.entries);
    this.listed = new Set(entries.flatMap(({ target }) => target ?? []));
    this.patchFiles = new Set(entries.flatMap(({ target, use }) => (use !== 'object' && target ? [target] : [])));
  }

  all(): Kustomization[] {
    return [...this.byFolder.values()];
  }

  in(folder: string): Kustomization | undefined {
    return this.byFolder.get(folder);
  }

  position(kustomization: Kustomization, path: YamlPath): Position {
    return this.tree.yaml(kustomization.path).position(0, path);
  }

  /** Whether an entry refers to a file, or to a folder that can be built. */
  exists({ target, use }: KustomizationEntry): boolean {
    return target === undefined || this.tree.has(target) || (use === 'object' && this.hasFile(target));
  }

  /** Whether a folder has a kustomization, even one that does not parse. */
  hasFile(folder: string): boolean {
    return KUSTOMIZATION_NAMES.some((name) => this.tree.has(posix.join(folder, name)));
  }

  /**
   * The folders to build: those that no other kustomization lists, and those that are only listed by kustomizations that
   * list each other.
   */
  roots(): string[] {
    const candidates = this.all().filter(({ isComponent, isTemplate: template }) => !isComponent && !template);
    const roots = candidates.filter(({ folder }) => !this.listed.has(folder)).map(({ folder }) => folder);
    const reached = new Set(roots.flatMap((folder) => this.closure(folder).kustomizations.map((one) => one.folder)));
    for (const { folder } of candidates) {
      if (reached.has(folder)) continue;
      roots.push(folder);
      for (const inner of this.closure(folder).kustomizations) reached.add(inner.folder);
    }
    return roots.sort();
  }

  /** Everything a build of a folder reads. */
  closure(folder: string): Closure {
    let closure = this.closures.get(folder);
    if (!closure) {
      closure = this.collect(folder);
      this.closures.set(folder, closure);
    }
    return closure;
  }

  private collect(start: string): Closure {
    const files = new Set<string>();
    const found = new Map<string, Kustomization>();
    let isComplete = true;
    const visit = (folder: string): void => {
      const kustomization = this.byFolder.get(folder);
      if (found.has(folder)) return;
      if (!kustomization) {
        isComplete = false;
        return;
      }
      found.set(folder, kustomization);
      files.add(kustomization.path);
      if (OPEN_FIELDS.some((field) => kustomization.data[field] !== undefined)) isComplete = false;
      for (const entry of kustomization.entries) {
        if (entry.target === undefined) isComplete = false;
        else if (this.tree.has(entry.target)) files.add(entry.target);
        else visit(entry.target);
      }
    };
    visit(start);
    return { files: [...files].sort(), kustomizations: [...found.values()], isComplete };
  }
}

function read(path: string, data: Record<string, unknown>): Kustomization {
  const folder = posix.dirname(path);
  return {
    path,
    folder,
    data,
    isComponent: isKustomization(data) && data.kind === 'Component',
    isTemplate: isTemplate(path),
    entries: readEntries(folder, data),
  };
}

function readEntries(folder: string, data: Record<string, unknown>): KustomizationEntry[] {
  const entries: KustomizationEntry[] = [];
  const add = (path: YamlPath, text: unknown, use: KustomizationEntry['use']): void => {
    if (typeof text !== 'string' || text === '') return;
    entries.push({ at: path, text, use, target: isRemote(text) ? undefined : resolve(folder, text) });
  };
  const list = (field: string, use: KustomizationEntry['use']): void => {
    if (!Array.isArray(data[field])) return;
    // An entry of several lines is inline content, not a path.
    (data[field] as unknown[]).forEach((text, index) => {
      if (typeof text === 'string' && !text.includes('\n')) add([field, index], text, use);
    });
  };
  for (const field of ['resources', 'bases', 'components']) list(field, 'object');
  list('patchesStrategicMerge', 'patch');
  for (const field of ['configurations', 'crds', 'generators', 'transformers', 'validators']) list(field, 'file');
  for (const field of ['patches', 'patchesJson6902', 'replacements']) {
    records(data[field]).forEach(({ path: text }, index) => add([field, index, 'path'], text, 'patch'));
  }
  for (const field of ['configMapGenerator', 'secretGenerator']) {
    records(data[field]).forEach((generator, index) => {
      strings(generator.files).forEach((text, item) =>
        // `KEY=PATH` renames the file in the map.
        add([field, index, 'files', item], text.slice(text.indexOf('=') + 1), 'file'),
      );
      strings(generator.envs).forEach((text, item) => add([field, index, 'envs', item], text, 'file'));
      add([field, index, 'env'], generator.env, 'file');
    });
  }
  add(['openapi', 'path'], at(data, ['openapi', 'path']), 'file');
  return entries;
}

/** A path from the root of the tree, without a trailing slash. */
function resolve(folder: string, text: string): string {
  return posix.join(folder, text).replace(/(.)\/$/, '$1');
}

/** Whether kustomize fetches this from a remote. */
function isRemote(text: string): boolean {
  return /^[a-z+]+:\/\/|^[\w.-]+@[\w.-]+:|^(?:github|gitlab|bitbucket)\.\w+\/|\?ref=/.test(text);
}
