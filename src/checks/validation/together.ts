import { inKustomizeOrder } from './kustomize-order';
import type { KubeObject } from './objects';
import { nameOf } from './objects';

/**
 * How many folders and files one process builds. kustomize looks for the references of each object among all objects,
 * so a larger process takes longer than two.
 */
const MOST_FOLDERS = 25;
const MOST_FILES = 300;

/** A folder with more files takes long enough for a process alone. */
const LARGE = 60;

const MARK = { apiVersion: 'python-gitops/v1', kind: 'Beginning' } as const;

/** Whether a folder with this number of files is worth building together with others. */
export function isSmall(files: number): boolean {
  return files <= LARGE;
}

/**
 * Splits folders into parts for one process each. No part has a place twice: the two sides of a comparison have the same
 * files, and two overlays of an app could have the same objects.
 */
export function splitFolders<T extends { readonly place: string; readonly files: number }>(
  inputs: readonly T[],
): T[][] {
  const seen = new Map<string, number>();
  const rounds: T[][] = [];
  for (const input of inputs) {
    const round = seen.get(input.place) ?? 0;
    seen.set(input.place, round + 1);
    (rounds[round] ??= []).push(input);
  }
  return rounds.flatMap(splitEvenly);
}

function splitEvenly<T extends { readonly files: number }>(round: readonly T[]): T[][] {
  const files = round.reduce((sum, input) => sum + input.files, 0);
  const parts = Math.max(Math.ceil(round.length / MOST_FOLDERS), Math.ceil(files / MOST_FILES));
  const length = Math.ceil(round.length / parts);
  return Array.from({ length: Math.ceil(round.length / length) }, (_, part) =>
    round.slice(part * length, (part + 1) * length),
  );
}

/** A folder that builds these folders, given from it, with a marker object in the output before each. */
export function joined(folders: readonly string[]): Map<string, Buffer> {
  const marks = folders.map((_, index) => `${index}.yaml`);
  const resources = folders.flatMap((folder, index) => [marks[index], folder]);
  // Without this, kustomize sorts the output by kind.
  const kustomization = { kind: 'Kustomization', resources, sortOptions: { order: 'fifo' } };
  const contents: [string, object][] = [
    ['kustomization.yaml', kustomization],
    ...marks.map((mark, index): [string, object] => [mark, { ...MARK, metadata: { name: String(index) } }]),
  ];
  // JSON is YAML.
  return new Map(contents.map(([name, value]) => [name, Buffer.from(JSON.stringify(value))]));
}

/** The objects of each folder, as a build of it alone has them; undefined when the output lacks the markers. */
export function separated(objects: readonly KubeObject[], count: number): KubeObject[][] | undefined {
  const parts: KubeObject[][] = [];
  for (const object of objects) {
    if (object.apiVersion !== MARK.apiVersion || object.kind !== MARK.kind) {
      if (parts.length === 0) return undefined;
      parts[parts.length - 1].push(object);
    } else if (nameOf(object) === String(parts.length)) {
      parts.push([]);
    } else {
      return undefined;
    }
  }
  return parts.length === count ? parts.map(inKustomizeOrder) : undefined;
}
