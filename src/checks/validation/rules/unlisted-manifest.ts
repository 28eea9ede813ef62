import { posix } from 'node:path';
import type { TreeCheck, Context } from '../context';
import { objectsIn } from '../locate';
import type { Problem } from '../problem';

/**
 * Finds manifests and Components that no kustomization lists, and that are therefore never deployed. secret-template.yaml
 * is exempt by its name.
 */
export const unlistedManifest: TreeCheck = (context) => [...files(context), ...components(context)];

function files(context: Context): Problem[] {
  const { kustomizations, manifests, applications, tree } = context;
  // An Application reads every file of a plain folder.
  const plain = new Set(
    applications.flatMap(({ sources }) =>
      sources.flatMap(({ path }) => (path !== undefined && !kustomizations.hasFile(path) ? [path] : [])),
    ),
  );
  return manifests
    .filter((path) => !kustomizations.listed.has(path) && posix.basename(path) !== 'secret-template.yaml')
    .filter((path) => objectsIn(tree, path).length > 0 && ![...plain].some((folder) => path.startsWith(`${folder}/`)))
    .flatMap((path): Problem[] => {
      const lister = nearestList(context, path);
      if (lister === undefined) return [];
      return [
        {
          rule: 'unlisted-manifest',
          path,
          message: 'no kustomization lists this file, so it is never deployed',
          fix: `list it under resources in ${lister}, or remove it`,
        },
      ];
    });
}

/** The kustomization that should list a file; undefined if none should. */
function nearestList({ kustomizations }: Context, path: string): string | undefined {
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
    const kustomization = kustomizations.in(folder);
    if (kustomization) return kustomization.path;
    if (/\/k8s\/extra$|\/secrets$/.test(folder)) return `a kustomization, such as ${folder}/kustomization.yaml`;
  }
  return undefined;
}

function components({ kustomizations, targets }: Context): Problem[] {
  const reached = new Set(targets.flatMap(({ closure }) => closure.kustomizations.map(({ path }) => path)));
  return (
    kustomizations
      .all()
      .filter(({ isComponent, isTemplate, path }) => isComponent && !isTemplate && !reached.has(path))
      // An empty list, as before the first Application, has nothing that it could change.
      .filter(({ folder }) => (kustomizations.in(posix.dirname(folder))?.entries.length ?? 0) > 0)
      .map(({ path, folder }) => ({
        rule: 'unlisted-manifest',
        path,
        message: 'no overlay lists this Component, so it is never deployed',
        fix: `list ${posix.basename(folder)} under components of the overlay, or remove it`,
      }))
  );
}
