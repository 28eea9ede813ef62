import { posix } from 'node:path';
import { ObjectReader } from './object-reader';
import { setImages } from './set-images';
import type { FileRef, Files } from './snapshot';
import { Cache, cacheKey } from '../validation/cache';
import { isIndependent } from '../validation/independence';
import { Kustomizations } from '../validation/kustomizations';
import type { Build } from '../validation/kustomize';
import type { KubeObject } from '../validation/objects';
import { mapParallel } from '../validation/pool';
import { SourceTree } from '../validation/source-tree';
import { TextResults } from '../validation/text-results';
import { isSmall, joined, separated, splitFolders } from '../validation/together';

/** Builds folders of files that are not on disk. */
export interface SnapshotBuilder {
  /** Builds a folder of these files, with images set as Argo CD does for an Application. */
  build(files: ReadonlyMap<string, Buffer>, folder: string, images: readonly string[]): Promise<Build>;
  /** Called after each build. */
  progress?(done: number, total: number): void;
}

/** Reads files from git. */
export interface Contents {
  load(files: Iterable<FileRef>): void;
  content(file: FileRef): Buffer;
}

/** What to build. */
export interface BuildInput {
  /** For people. */
  readonly what: string;
  readonly folder: string;
  /** The files that it reads, unless it reaches out of them. */
  readonly files: Files;
  /** All files that it could read. */
  readonly all: () => Files;
  readonly images: readonly string[];
  /** Whether Argo CD builds it together with other apps. */
  readonly isJoined?: boolean;
}

/** An input, and how it is built. */
interface Planned {
  readonly key: string;
  readonly input: BuildInput & { readonly isWhole?: boolean };
  /** Its kustomization with images. */
  readonly edited?: Buffer;
  /** The files that a build together with others needs; undefined when it has to be built alone. */
  readonly together?: readonly string[];
}

/** The folder of a build of several apps, which are below `apps`. */
const TOGETHER = 'together';

/** A failed build, with the message of kustomize. */
export class BuildFailed extends Error {}

/** Returns the result after the build. */
export type Pair = () => readonly [KubeObject[], KubeObject[]];

/** Builds only what differs, and each build only once. */
export class Builds {
  private readonly waiting = new Map<string, Planned['input']>();
  private readonly results = new Map<string, KubeObject[]>();
  private readonly reader = new ObjectReader();
  /** Parsed YAML: the two sides of a comparison share most files. */
  private readonly texts = new TextResults(new Cache(undefined), '');
  private readonly pairs: {
    readonly sides: readonly (BuildInput | undefined)[];
    keys?: readonly (string | undefined)[];
  }[] = [];

  constructor(
    private readonly contents: Contents,
    private readonly builder: SnapshotBuilder,
  ) {}

  /** Requests two sides; if their input is equal, neither is built, and both count as empty. */
  pair(before: BuildInput | undefined, after: BuildInput | undefined): Pair {
    const pair: (typeof this.pairs)[number] = { sides: [before, after] };
    this.pairs.push(pair);
    return () => {
      const [old, next] = (pair.keys ?? []).map((key) => (key === undefined ? [] : (this.results.get(key) ?? [])));
      return [old, next];
    };
  }

  /** Runs the requested builds. */
  async run(): Promise<void> {
    const inputs = this.pairs.flatMap(({ sides }) => sides.filter((side) => side !== undefined));
    this.contents.load(
      inputs.flatMap(({ files }) => [...files].filter(([path]) => isKustomization(path)).map(([, file]) => file)),
    );
    for (const pair of this.pairs) {
      const sides = pair.sides.map((side) => side && this.widened(side));
      const keys = sides.map((side) => side && keyOfInput(side));
      pair.keys = keys;
      if (keys[0] === keys[1]) continue;
      sides.forEach((side, index) => side && this.waiting.set(keys[index] as string, side));
    }
    this.contents.load([...this.waiting.values()].flatMap(({ files }) => [...files.values()]));
    await this.buildWaiting();
    this.waiting.clear();
  }

  private async buildWaiting(): Promise<void> {
    const all = [...this.waiting].map(([key, input]) => this.planOf(key, input));
    const isArgocd = ({ input }: Planned): boolean => input.isJoined === true;
    const parts = [
      ...all.filter(({ together }) => together === undefined).map((planned) => [planned]),
      ...splitFolders(all.flatMap(joinable).filter((planned) => !isArgocd(planned))),
      ...splitFolders(all.flatMap(joinable).filter(isArgocd)),
    ];
    let done = 0;
    const failures: unknown[] = [];
    await mapParallel(sequencesOf(parts), async (sequence) => {
      for (const part of sequence) {
        // Waits for parallel builds after a failure, so that nothing is left behind.
        if (failures.length > 0) return;
        try {
          const built = await this.buildPart(part);
          part.forEach(({ key }, index) => this.results.set(key, built[index]));
        } catch (error) {
          failures.push(error);
        }
        done += part.length;
        this.builder.progress?.(done, all.length);
      }
    });
    if (failures.length > 0) throw failures[0];
  }

  /** Decides whether an input can be built together with others, and the files that it then needs. */
  private planOf(key: string, input: Planned['input']): Planned {
    const edited = this.withImages(input);
    if (input.isJoined) return { key, input, edited, together: [...input.files.keys()] };
    if (input.isWhole || (input.images.length > 0 && edited === undefined)) return { key, input, edited };
    const contents = (path: string): Buffer => this.contents.content(input.files.get(path) as FileRef);
    const tree = new SourceTree(input.files.keys(), contents);
    tree.keepResultsIn(this.texts);
    const closure = new Kustomizations(tree).closure(input.folder);
    const isTogether = isSmall(closure.files.length) && isIndependent(closure, tree);
    return { key, input, edited, together: isTogether ? closure.files : undefined };
  }

  private async buildPart(part: readonly Planned[]): Promise<KubeObject[][]> {
    const built = part.length > 1 ? await this.buildTogether(part) : undefined;
    if (built) return built;
    const results: KubeObject[][] = [];
    for (const planned of part) results.push(await this.build(planned));
    return results;
  }

  /** Builds several folders in one process; undefined when that fails, so that each can report its own error. */
  private async buildTogether(part: readonly Planned[]): Promise<KubeObject[][] | undefined> {
    const files = new Map<string, Buffer>();
    for (const [name, content] of joined(part.map(({ input }) => `../${input.folder}`))) {
      files.set(`${TOGETHER}/${name}`, content);
    }
    for (const planned of part) {
      for (const path of planned.together ?? []) files.set(path, this.contentOf(planned, path));
    }
    const { ok, output } = await this.builder.build(files, TOGETHER, []);
    return ok ? separated(this.reader.read(output), part.length) : undefined;
  }

  private async build(planned: Planned): Promise<KubeObject[]> {
    const { what, folder, files, images } = planned.input;
    const contents = new Map([...files.keys()].map((path) => [path, this.contentOf(planned, path)]));
    const { ok, output, messages } = await this.builder.build(contents, folder, planned.edited ? [] : images);
    if (!ok) throw new BuildFailed(`kustomize failed to build ${what}: ${messages.trim()}`);
    return this.reader.read(output);
  }

  /** The kustomization with the images of the Application; undefined without images, and where kustomize sets them. */
  private withImages({ folder, files, images }: BuildInput): Buffer | undefined {
    const kustomization = files.get(`${folder}/kustomization.yaml`);
    return kustomization && images.length > 0 ? setImages(this.contents.content(kustomization), images) : undefined;
  }

  private contentOf({ input, edited }: Planned, path: string): Buffer {
    const isEdited = edited !== undefined && path === `${input.folder}/kustomization.yaml`;
    return isEdited ? edited : this.contents.content(input.files.get(path) as FileRef);
  }

  /** The input with all files, for a kustomization that refers to files outside of its app. */
  private widened(input: BuildInput): Planned['input'] {
    const root = input.folder.split('/').slice(0, 3).length;
    const leadsOut = [...input.files].some(([path, file]) => {
      if (!isKustomization(path)) return false;
      const depth = posix.dirname(path).split('/').length - root;
      return this.contents.content(file).includes('../'.repeat(depth + 1));
    });
    return leadsOut ? { ...input, files: input.all(), isWhole: true } : input;
  }
}

/** With fewer sequences of builds, processors could wait for the last one. */
const ENOUGH = 8;

/** Orders parts so that the sides of the same apps follow each other: the builder then has most of their files. */
function sequencesOf(parts: readonly (readonly Planned[])[]): (readonly Planned[])[][] {
  const sequences = new Map<string, (readonly Planned[])[]>();
  for (const part of parts) {
    const { folder } = part[0].input;
    sequences.set(folder, [...(sequences.get(folder) ?? []), part]);
  }
  return sequences.size < ENOUGH ? parts.map((part) => [part]) : [...sequences.values()];
}

/** An input for `splitFolders`: the two sides of an app cannot share a folder. */
function joinable(planned: Planned): (Planned & { readonly place: string; readonly files: number })[] {
  const { input, together } = planned;
  if (together === undefined) return [];
  return [{ ...planned, place: input.folder.split('/').slice(0, 2).join('/'), files: together.length }];
}

function isKustomization(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

/** Covers every input of a build. */
function keyOfInput({ folder, files, images }: BuildInput): string {
  const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([path, { id }]) => [path, id]);
  return cacheKey([folder, ...images, '', ...entries]);
}
