import { posix } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Cache } from './cache';
import { cacheKey } from './cache';
import { isIndependent } from './independence';
import type { Closure, Kustomizations } from './kustomizations';
import type { Kustomize } from './kustomize';
import type { KubeObject } from './objects';
import { objectsOf } from './objects';
import { mapParallel } from './pool';
import type { SchemaError, Schemas } from './schemas';
import type { SourceTree } from './source-tree';
import { isSmall, separated, splitFolders } from './together';
import { DIALECT } from './yaml-dialect';
import { isRecord } from '../../common/records';
import { readBlockYaml } from '../../common/yaml-block';

/** Change it when the format or meaning of cached results changes; older entries are then ignored. */
const FORMAT = '2';

/** A folder and what it builds to. */
export interface BuildTarget {
  readonly folder: string;
  /** Path of its kustomization. */
  readonly path: string;
  readonly closure: Closure;
  readonly ok: boolean;
  /** The output of kustomize: its error, or its warnings. */
  readonly messages: string;
  readonly objects: readonly BuiltObject[];
  /** Whether the result comes from the cache. */
  readonly isCached: boolean;
}

interface BuiltObject {
  readonly object: KubeObject;
  readonly errors: readonly SchemaError[];
}

/** The cached part of a build. */
interface Result {
  readonly ok: boolean;
  readonly messages: string;
  readonly objects: readonly BuiltObject[];
}

export interface Builder {
  readonly tree: SourceTree;
  readonly kustomizations: Kustomizations;
  readonly kustomize: Kustomize;
  readonly schemas: Schemas;
  readonly cache: Cache;
  /** Called after each build. */
  readonly progress?: (done: number, total: number) => void;
}

/** Builds folders in parallel and as few processes as possible, skipping those whose input has not changed. */
export async function buildAll(folders: readonly string[], builder: Builder): Promise<BuildTarget[]> {
  const requests = folders.map((folder) => requestOf(folder, builder));
  const missing = requests.filter(({ kept }) => kept === undefined);
  const isJoined = ({ files, closure }: Request): boolean => isSmall(files) && isIndependent(closure, builder.tree);
  const [together, alone] = partition(missing, isJoined);
  const parts = [
    // Large folders, such as the root, come first, so that no processor waits for one at the end.
    ...alone.sort((a, b) => b.files - a.files).map((request) => [request]),
    ...splitFolders(together),
  ];
  let done = folders.length - missing.length;
  const results = new Map<Request, Result>();
  const outputs = new Outputs(builder);
  await mapParallel(parts, async (part) => {
    const built = await outputs.of(part.map(({ folder }) => folder));
    part.forEach((request, index) => {
      const result = checked(built[index], builder);
      if (request.key !== undefined) builder.cache.put(request.key, result);
      results.set(request, result);
      builder.progress?.(++done, folders.length);
    });
  });
  return requests.map((request) => targetOf(request, results.get(request), builder));
}

/** A folder to build, and its cached result. */
interface Request {
  readonly folder: string;
  readonly closure: Closure;
  readonly key?: string;
  readonly kept?: Result;
  /** The app of an overlay. */
  readonly place: string;
  readonly files: number;
}

function requestOf(folder: string, builder: Builder): Request {
  const closure = builder.kustomizations.closure(folder);
  const key = closure.isComplete ? buildKey(folder, closure, builder) : undefined;
  const kept = key === undefined ? undefined : builder.cache.get(key, isResult);
  return { folder, closure, key, kept, place: posix.dirname(folder), files: closure.files.length };
}

function targetOf({ folder, closure, kept }: Request, built: Result | undefined, builder: Builder): BuildTarget {
  const path = builder.kustomizations.in(folder)?.path ?? `${folder}/kustomization.yaml`;
  return { folder, path, closure, ...((kept ?? built) as Result), isCached: kept !== undefined };
}

/** A build before its objects are checked. */
interface Output {
  readonly ok: boolean;
  readonly messages: string;
  readonly objects: readonly KubeObject[];
}

/** Builds several folders in one process where that works, and each alone where it does not. */
class Outputs {
  /** False after folders that build only alone, for example because all of them have the same object. */
  private worksTogether = true;

  constructor(private readonly builder: Builder) {}

  async of(folders: readonly string[]): Promise<Output[]> {
    const together = folders.length > 1 && this.worksTogether ? await this.together(folders) : undefined;
    if (together) return together;
    const outputs: Output[] = [];
    for (const folder of folders) outputs.push(await this.alone(folder));
    if (folders.length > 1 && outputs.every(({ ok }) => ok)) this.worksTogether = false;
    return outputs;
  }

  /** Undefined when one of them fails or has a warning: alone, it has its own message. */
  private async together(folders: readonly string[]): Promise<Output[] | undefined> {
    const { ok, output, messages } = await this.builder.kustomize.buildTogether(folders);
    if (!ok || messages !== '') return undefined;
    return separated(parseObjects(output), folders.length)?.map((objects) => ({ ok, messages, objects }));
  }

  private async alone(folder: string): Promise<Output> {
    const { ok, output, messages } = await this.builder.kustomize.build(folder);
    return { ok, messages, objects: ok ? parseObjects(output) : [] };
  }
}

function checked({ ok, messages, objects }: Output, { schemas }: Builder): Result {
  return { ok, messages, objects: objects.map((object) => ({ object, errors: schemas.check(object) })) };
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item);
  return parts;
}

/** Covers every input of the result: the files with their paths, and the versions of the tools. */
function buildKey(folder: string, closure: Closure, { tree, kustomize, schemas }: Builder): string {
  const files = closure.files.flatMap((path) => [path, tree.text(path) ?? '']);
  return cacheKey(['build', FORMAT, kustomize.version, schemas.hash, folder, ...files]);
}

/** Separates objects in the output of kustomize. Text inside an object is indented, so no value contains this line. */
const SEPARATOR = /^---\n/m;

/** The objects in the output of kustomize. */
export function parseObjects(output: string): KubeObject[] {
  return output.split(SEPARATOR).flatMap((text) => {
    const value = readBlockYaml(text);
    const values = value === undefined ? parseAllDocuments(text, DIALECT).map((one): unknown => one.toJS()) : [value];
    return values.flatMap((one) => objectsOf(one).map(({ object }) => object));
  });
}

function isResult(value: unknown): value is Result {
  return (
    isRecord(value) &&
    typeof value.ok === 'boolean' &&
    typeof value.messages === 'string' &&
    Array.isArray(value.objects) &&
    (value.objects as unknown[]).every((one) => isRecord(one) && isRecord(one.object) && Array.isArray(one.errors))
  );
}
