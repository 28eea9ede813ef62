import { posix } from 'node:path';
import { ObjectReader } from './object-reader';
import { setImages } from './set-images';
import type { FileRef, Files } from './snapshot';
import { joined, splitFolders, separated } from './together';
import { cacheKey } from '../validation/cache';
import type { Build } from '../validation/kustomize';
import type { KubeObject } from '../validation/objects';
import { mapParallel } from '../validation/pool';

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
  /** Whether it can be built together with other apps, as its files are all in its folder. */
  readonly isJoined?: boolean;
}

/** A failed build, with the message of kustomize. */
export class BuildFailed extends Error {}

/** Returns the result after the build. */
export type Pair = () => readonly [KubeObject[], KubeObject[]];

/** Builds only what differs, and each build only once. */
export class Builds {
  private readonly waiting = new Map<string, BuildInput>();
  private readonly results = new Map<string, KubeObject[]>();
  private readonly reader = new ObjectReader();
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
    const all = [...this.waiting].map(([key, input]) => ({ key, ...input }));
    const apart = all.filter(({ isJoined }) => !isJoined).map((input) => [input]);
    let done = 0;
    const failures: unknown[] = [];
    await mapParallel([...apart, ...splitFolders(all.filter(({ isJoined }) => isJoined))], async (part) => {
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
    });
    if (failures.length > 0) throw failures[0];
  }

  private async buildPart(inputs: readonly BuildInput[]): Promise<KubeObject[][]> {
    const built = inputs.length > 1 ? await this.buildJoined(inputs) : undefined;
    if (built) return built;
    const results: KubeObject[][] = [];
    for (const input of inputs) results.push(await this.build(input));
    return results;
  }

  /** Builds several folders in one process; undefined when that fails, so that each can report its own error. */
  private async buildJoined(inputs: readonly BuildInput[]): Promise<KubeObject[][] | undefined> {
    const { folder, files } = joined(inputs.map((input) => input.folder));
    for (const input of inputs) for (const [path, file] of input.files) files.set(path, this.contents.content(file));
    const { ok, output } = await this.builder.build(files, folder, []);
    return ok ? separated(this.reader.read(output), inputs.length) : undefined;
  }

  private async build({ what, folder, files, images }: BuildInput): Promise<KubeObject[]> {
    const contents = new Map([...files].map(([path, file]) => [path, this.contents.content(file)]));
    const path = `${folder}/kustomization.yaml`;
    const kustomization = contents.get(path);
    const edited = kustomization && images.length > 0 ? setImages(kustomization, images) : undefined;
    if (edited) contents.set(path, edited);
    const { ok, output, messages } = await this.builder.build(contents, folder, edited ? [] : images);
    if (!ok) throw new BuildFailed(`kustomize failed to build ${what}: ${messages.trim()}`);
    return this.reader.read(output);
  }

  /** The input with all files, for a kustomization that refers to files outside of its app. */
  private widened(input: BuildInput): BuildInput {
    const root = input.folder.split('/').slice(0, 3).length;
    const leadsOut = [...input.files].some(([path, file]) => {
      if (!isKustomization(path)) return false;
      const depth = posix.dirname(path).split('/').length - root;
      return this.contents.content(file).includes('../'.repeat(depth + 1));
    });
    return leadsOut ? { ...input, files: input.all() } : input;
  }
}

function isKustomization(path: string): boolean {
  return /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/.test(path);
}

/** Covers every input of a build. */
function keyOfInput({ folder, files, images }: BuildInput): string {
  const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([path, { id }]) => [path, id]);
  return cacheKey([folder, ...images, '', ...entries]);
}
