import { posix } from 'node:path';
import type { SourceTree } from './source-tree';
import type { Requirements } from '../../common/requirements-file';
import { isWholeLock, listedIn, REQUIREMENTS_FILES } from '../../common/requirements-file';

/** A lock of an app with all pins in one file, and what it is made from. Paths are relative to the folder of the app. */
export interface Lock extends Sources {
  readonly folder: string;
  readonly path: string;
  readonly text: string;
}

interface Sources {
  readonly included: ReadonlyMap<string, Requirements>;
  /** Files that limit the versions of packages without listing them. */
  readonly constraints: ReadonlyMap<string, Requirements>;
}

/** A requirements file of an app, and all that it includes. */
function sourcesOf(tree: SourceTree, app: string, source: string): Sources {
  const included = new Map<string, Requirements>();
  const constraints = new Map<string, Requirements>();
  const read = (file: string, into: Map<string, Requirements>): void => {
    const text = tree.text(`${app}/${file}`);
    if (text === undefined || into.has(file)) return;
    const found = listedIn(text);
    into.set(file, found);
    const near = (path: string): string => posix.join(posix.dirname(file), path);
    for (const path of found.includes) read(near(path), into);
    for (const path of found.constraints) read(near(path), constraints);
  };
  read(source, included);
  return { included, constraints };
}

/** The locks of all apps that are made from a requirements file. */
export function readLocks(tree: SourceTree, isApp: (name: string) => boolean): Lock[] {
  const apps = new Set(tree.below('apps').map((path) => path.split('/')[1]));
  return [...apps].filter(isApp).flatMap((app) =>
    REQUIREMENTS_FILES.flatMap(({ list, lock: path }): Lock[] => {
      const folder = `apps/${app}`;
      const text = tree.text(`${folder}/${path}`);
      if (text === undefined || !tree.has(`${folder}/${list}`) || !isWholeLock(text)) return [];
      return [{ folder, path, text, ...sourcesOf(tree, folder, list) }];
    }),
  );
}
