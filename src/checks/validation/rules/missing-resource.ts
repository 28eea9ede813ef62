import type { Check, Context } from '../context';
import type { Problem } from '../problem';

/**
 * S3: the root lists a file that is not there, so that it does not build and nothing is deployed. The same for an overlay,
 * and for an Application that reads a folder of this repository that does not exist.
 */
export const missingResource: Check = (context) => [...lists(context), ...applicationPaths(context)];

function lists({ kustomizations, tree }: Context): Problem[] {
  return kustomizations.all().flatMap((kustomization) =>
    kustomization.entries
      // Outside of the tree kustomize may find it, and says so itself when it does not.
      .filter((entry) => !kustomizations.exists(entry) && !entry.target?.startsWith('../'))
      .map(({ text, target, at }): Problem => {
        const isFolder = target !== undefined && tree.hasFolder(target);
        return {
          rule: 'S3-missing-resource',
          path: kustomization.path,
          ...kustomizations.position(kustomization, at),
          message: isFolder
            ? `it lists the folder ${text}, which has no kustomization.yaml`
            : `it lists ${text}, which is not there`,
          fix: isFolder ? 'list its files, or add a kustomization.yaml to it' : 'add it, or take it off the list',
        };
      }),
  );
}

function applicationPaths({ applications, tree }: Context): Problem[] {
  // An address is this repository's when any Application reads a folder from it that is here.
  const ours = new Set(
    applications.flatMap(({ sources }) =>
      sources.flatMap(({ repoURL, path }) => (path && tree.hasFolder(path) ? [repoURL] : [])),
    ),
  );
  return applications.flatMap((application) =>
    application.sources
      .filter(({ repoURL, path }) => path !== undefined && path !== '' && ours.has(repoURL) && !tree.hasFolder(path))
      .map(({ path, at }): Problem => {
        const place = [...application.at, ...at, 'path'];
        return {
          rule: 'S3-missing-resource',
          path: application.path,
          ...tree.yaml(application.path).position(application.document, place),
          message: `Application ${application.name} reads the folder ${path}, which is not there`,
          fix: 'write the folder of its overlay',
        };
      }),
  );
}
