import type { Check, Context } from '../context';
import type { Place } from '../locate';
import { locate, objectsIn } from '../locate';
import type { KubeObject } from '../objects';
import { describe, formatPath } from '../objects';
import type { Problem } from '../problem';
import type { SchemaError } from '../schemas';
import type { Path } from '../yaml-file';

/**
 * What the API server would refuse, by the schemas of Kubernetes and of the custom resources that repositories use; rules
 * in CEL are not evaluated. Objects are judged as they are built; what a file of the tree says is reported in that file.
 */
export const schema: Check = (context) => [...built(context), ...notBuilt(context)];

function built({ targets, tree }: Context): Problem[] {
  const found = new Map<string, Problem>();
  for (const target of targets) {
    for (const { object, errors } of target.objects) {
      for (const error of errors) {
        const place = locate(tree, target, object, error.path, error.isValue);
        // Where no file says it, the same patch is likely in each overlay: once is enough.
        const key = place
          ? JSON.stringify([place, error.message])
          : JSON.stringify([object.kind, error.path, error.message]);
        if (!found.has(key)) found.set(key, problem(object, error, place ?? { path: target.path }));
      }
    }
  }
  return [...found.values()];
}

/** Objects that no build reads: those that a person applies, and those that an Application reads as they are. */
function notBuilt({ targets, manifests, tree, schemas }: Context): Problem[] {
  const read = new Set(targets.flatMap(({ closure }) => closure.files));
  return manifests
    .filter((path) => !read.has(path))
    .flatMap((path) =>
      objectsIn(tree, path).flatMap(({ object, document, at }) =>
        schemas.check(object).map((error) => {
          const place: Path = [...at, ...error.path];
          return problem(object, error, { path, ...tree.yaml(path).position(document, place) });
        }),
      ),
    );
}

function problem(
  object: KubeObject,
  { path, message, fix }: SchemaError,
  place: Partial<Place> & { readonly path: string },
): Problem {
  const where = path.length === 0 ? '' : `: ${formatPath(path)}`;
  return { rule: 'schema', ...place, message: `${describe(object)}${where} ${message}`, fix };
}
