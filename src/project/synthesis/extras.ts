import type { KubeObject } from '../../checks/validation/objects';
import type { YamlFile, YamlPath } from '../../checks/validation/yaml-file';
import type { ResourceKind } from '../../config/kinds';
import { kindOf } from '../../config/kinds';
import type { Repository } from '../../config/model';
import type { ExtraFile } from '../../render/kubernetes/extra';
import { extraManifestsOf } from '../../render/kubernetes/extra';

/** An extra manifest, as it is on disk. */
export interface ExtraManifest extends ExtraFile {
  readonly app: string;
  /** Undefined if there is no such file. */
  readonly file?: YamlFile;
  readonly objects: readonly ExtraObject[];
}

export interface ExtraObject {
  readonly object: KubeObject;
  /** Its line, which takes a parser to find. */
  readonly line: () => number;
}

/** Reads the extra manifests of all apps. A file that does not parse has no objects; `validate` reports it. */
export function readExtras(repository: Repository, read: (path: string) => string | undefined): ExtraManifest[] {
  return repository.apps.flatMap((app) =>
    extraManifestsOf(app).map((extra) => ({ ...extra, app: app.name, ...readManifest(extra.path, read(extra.path)) })),
  );
}

function readManifest(path: string, text: string | undefined): Pick<ExtraManifest, 'file' | 'objects'> {
  if (text === undefined) return { objects: [] };
  // Loaded on demand: most repositories have no extra manifests.
  const yaml = require('../../checks/validation/yaml-file') as typeof import('../../checks/validation/yaml-file');
  const { objectsOf } = require('../../checks/validation/objects') as typeof import('../../checks/validation/objects');
  const file = new yaml.YamlFile(path, text);
  const objects = file.values.flatMap((value, document) =>
    objectsOf(value).map(({ object, path: place }) => ({
      object,
      line: () => lineOf(file, document, place),
    })),
  );
  return { file, objects };
}

function lineOf(file: YamlFile, document: number, place: YamlPath): number {
  return file.position(document, [...place, 'kind']).line;
}

/** The kinds of the extra manifests, by app. */
export function extraKinds(extras: readonly ExtraManifest[]): ReadonlyMap<string, readonly ResourceKind[]> {
  const kinds = new Map<string, ResourceKind[]>();
  for (const { app, objects } of extras) {
    const known = kinds.get(app) ?? [];
    known.push(...objects.map(({ object }) => kindOf(object)));
    kinds.set(app, known);
  }
  return kinds;
}
