import { posix } from 'node:path';
import type { BuildTarget } from './builds';
import type { DeclaredApp } from './context';
import type { Dockerfile } from './dockerfile';
import { parseImageName } from './image-name';
import { containersOf } from './objects';
import { records } from '../../common/records';

/** Finds the Dockerfile of an image. Any other image, such as that of a database next to the app, has none. */
export type ImageOwner = (target: BuildTarget, image: unknown) => Dockerfile | undefined;

/**
 * With a config, an image belongs to the app that declares it. Without one, it belongs to the nearest Dockerfile above
 * the build if it is named like its folder, if a kustomization of the build sets its tag, or if it is the only image there.
 */
export function imageOwners(
  dockerfiles: readonly Dockerfile[],
  targets: readonly BuildTarget[],
  apps: readonly DeclaredApp[],
): ImageOwner {
  const declared = new Map(apps.map(({ app, image }) => [image, `apps/${app}`]));
  const byFolder = new Map(dockerfiles.map((dockerfile) => [dockerfile.folder, dockerfile]));
  const near = new Map(targets.map((target) => [target, nearest(byFolder, target.folder)]));
  const images = new Map<Dockerfile, Set<string>>();
  for (const [target, dockerfile] of near) {
    if (dockerfile === undefined) continue;
    const names = images.get(dockerfile) ?? new Set<string>();
    for (const name of imagesOf(target)) names.add(name);
    images.set(dockerfile, names);
  }
  return (target, image) => {
    const { name } = parseImageName(typeof image === 'string' ? image : '');
    const folder = declared.get(name);
    if (folder !== undefined) return byFolder.get(folder);
    const own = near.get(target);
    if (own === undefined || (apps.length > 0 && declaresFolder(apps, own))) return undefined;
    const isOwn =
      posix.basename(own.folder) === posix.basename(name) ||
      isSet(target, name) ||
      (images.get(own)?.size === 1 && images.get(own)?.has(name));
    return isOwn ? own : undefined;
  };
}

/** The Dockerfile in the nearest folder above. */
function nearest(byFolder: ReadonlyMap<string, Dockerfile>, start: string): Dockerfile | undefined {
  for (let folder = start; folder !== '.'; folder = posix.dirname(folder)) {
    const found = byFolder.get(folder);
    if (found !== undefined) return found;
  }
  return byFolder.get('.');
}

function declaresFolder(apps: readonly DeclaredApp[], { folder }: Dockerfile): boolean {
  return apps.some(({ app }) => folder === `apps/${app}`);
}

/** Images of the containers of a build, without init containers. */
function imagesOf({ objects }: BuildTarget): string[] {
  return objects.flatMap(({ object }) =>
    containersOf(object).flatMap(({ container: { image }, isInit }) =>
      isInit || typeof image !== 'string' ? [] : [parseImageName(image).name],
    ),
  );
}

/** Whether a kustomization of the build sets the image, as CI does. */
function isSet({ closure }: BuildTarget, name: string): boolean {
  return closure.kustomizations.some(({ data }) =>
    records(data.images).some((entry) => (entry.newName ?? entry.name) === name),
  );
}
