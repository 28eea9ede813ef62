import type { KubeObject } from '../../checks/validation/objects';
import type { YamlFile, YamlPath } from '../../checks/validation/yaml-file';
import type { ResourceKind } from '../../config/kinds';
import { kindOf } from '../../config/kinds';
import type { Repository } from '../../config/model';
import type { Folder } from '../../files/disk/folder';
import type { ExtraFile } from '../../render/kubernetes/extra';
import { extraManifestsOf } from '../../render/kubernetes/extra';

/** An extra manifest, as it is on disk. */
export interface ExtraManifest extends ExtraFile {
  readonly app: string;
  /** Undefined if there is no such file. */
  readonly file?: YamlFile;
  /** What is there instead, and how to fix it. */
  readonly obstacle?: readonly [got: string, fix: string];
  readonly objects: readonly ExtraObject[];
}

export interface ExtraObject {
  readonly object: KubeObject;
  /** Its line, which takes a parser to find. */
  readonly line: () => number;
}

/** The text of an extra manifest, or what is there instead of a file. */
export type ExtraText = string | Required<Pick<ExtraManifest, 'obstacle'>> | undefined;

/** Reads the extra manifests of all apps. A file that does not parse has no objects. */
export function readExtras(repository: Repository, read: (path: string) => ExtraText): ExtraManifest[] {
  return repository.apps.flatMap((app) =>
    extraManifestsOf(app).map((extra) => {
      const found = read(extra.path);
      const content = typeof found === 'object' ? { ...found, objects: [] } : readManifest(extra.path, found);
      return { ...extra, app: app.name, ...content };
    }),
  );
}

/** Reads an extra manifest from the folder. Links are not followed: git keeps only where they lead. */
export function readExtra(folder: Folder, path: string): ExtraText {
  const above = folder.obstacle(path);
  const kind = above ? 'missing' : folder.read(path).kind;
  if (above?.got === 'a symbolic link') {
    return { obstacle: [`in ${above.path}, which is a symbolic link`, 'replace the link by the folder it leads to'] };
  }
  if (kind === 'link') return { obstacle: ['a symbolic link', 'replace the link by the file it leads to'] };
  if (kind === 'folder') return { obstacle: ['which is not a file', 'list each of its files, or rename it'] };
  return folder.text(path);
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
