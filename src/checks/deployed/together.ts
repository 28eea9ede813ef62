import type { KubeObject } from '../validation/objects';
import { nameOf } from '../validation/objects';

/** How many folders one process builds; more slow kustomize down, which searches among all their objects. */
const MOST = 25;

/** The folder of the build; the apps are below `apps`. */
const FOLDER = 'together';

const MARK = { apiVersion: 'python-gitops/v1', kind: 'Beginning' } as const;

/** Splits folders into parts for one process each; no part has a folder twice, as the two sides of a comparison do. */
export function splitFolders<T extends { readonly folder: string }>(inputs: readonly T[]): T[][] {
  const seen = new Map<string, number>();
  const rounds: T[][] = [];
  for (const input of inputs) {
    const round = seen.get(input.folder) ?? 0;
    seen.set(input.folder, round + 1);
    (rounds[round] ??= []).push(input);
  }
  return rounds.flatMap((round) =>
    Array.from({ length: Math.ceil(round.length / MOST) }, (_, part) => round.slice(part * MOST, (part + 1) * MOST)),
  );
}

/** A kustomization that builds several folders, with a marker object in the output before each. */
export function joined(folders: readonly string[]): { readonly folder: string; readonly files: Map<string, Buffer> } {
  const marks = folders.map((_, index) => `${index}.yaml`);
  const resources = folders.flatMap((folder, index) => [marks[index], `../${folder}`]);
  // Without this, kustomize sorts the output by kind.
  const kustomization = { kind: 'Kustomization', resources, sortOptions: { order: 'fifo' } };
  const contents = new Map<string, object>([
    ['kustomization.yaml', kustomization],
    ...marks.map((mark, index) => [mark, { ...MARK, metadata: { name: String(index) } }] as const),
  ]);
  // JSON is YAML.
  const files = [...contents].map(
    ([name, value]) => [`${FOLDER}/${name}`, Buffer.from(JSON.stringify(value))] as const,
  );
  return { folder: FOLDER, files: new Map(files) };
}

/** The objects of each folder, in order; undefined when the output lacks the markers. */
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
  return parts.length === count ? parts : undefined;
}
