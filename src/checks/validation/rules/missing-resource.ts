import type { TreeCheck, Context } from '../context';
import type { Problem } from '../problem';
import type { SourceTree } from '../source-tree';

/**
 * S3: the root listed a missing file, so it did not build and nothing was deployed. The same applies to an overlay, and to
 * an Application that reads a missing folder of this repository.
 */
export const missingResource: TreeCheck = (context) => [...lists(context), ...applicationPaths(context)];

function lists({ kustomizations, tree }: Context): Problem[] {
  return kustomizations.all().flatMap((kustomization) =>
    kustomization.entries
      // kustomize itself reports a missing file outside of the tree.
      .filter((entry) => !kustomizations.exists(entry) && !entry.target?.startsWith('../'))
      .map(({ text, target, at }): Problem => {
        return {
          rule: 'S3-missing-resource',
          path: kustomization.path,
          ...kustomizations.position(kustomization, at),
          ...reason(tree, text, target),
        };
      }),
  );
}

function reason(tree: SourceTree, text: string, target: string | undefined): Pick<Problem, 'message' | 'fix'> {
  if (target !== undefined && tree.hasFolder(target)) {
    const message = `lists the folder ${text}, which has no kustomization.yaml`;
    return { message, fix: 'list its files, or add a kustomization.yaml to it' };
  }
  if (target !== undefined && tree.isLink(target)) {
    const message = `lists ${text}, which is a symbolic link, so what it leads to cannot be checked`;
    return { message, fix: 'replace the link by the file, or list the file that it leads to' };
  }
  return { message: `lists ${text}, which does not exist`, fix: 'add it, or remove it from the list' };
}

function applicationPaths({ applications, tree }: Context): Problem[] {
  // A URL is this repository's if any Application reads an existing folder from it.
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
          message: `Application ${application.name} reads the folder ${path}, which does not exist`,
          fix: 'set path to the folder of its overlay',
        };
      }),
  );
}
