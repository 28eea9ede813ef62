import type { TreeCheck, Context } from '../context';
import type { FilePlace } from '../locate';
import { locateField, objectsIn } from '../locate';
import type { KubeObject } from '../objects';
import { describeObject, formatFieldPath } from '../objects';
import type { Problem } from '../problem';
import type { SchemaError } from '../schemas';
import type { YamlPath } from '../yaml-file';

/**
 * Finds objects that the API server would reject, by the schemas of Kubernetes and common custom resources (without CEL
 * rules). Objects are checked as built, and errors reported in the file that has the value.
 */
export const schema: TreeCheck = (context) => [...built(context), ...notBuilt(context)];

function built({ targets, tree }: Context): Problem[] {
  const found = new Map<string, Problem>();
  for (const target of targets) {
    for (const { object, errors } of target.objects) {
      for (const error of errors) {
        const place = locateField(tree, target, object, error.path, error.isValue);
        // Without a source file, the same patch is probably in each overlay: report it once.
        const key = place
          ? JSON.stringify([place, error.message])
          : JSON.stringify([object.kind, error.path, error.message]);
        if (!found.has(key)) found.set(key, problem(object, error, place ?? { path: target.path }));
      }
    }
  }
  return [...found.values()];
}

/** Objects outside of every build: applied by hand, or read as plain files by an Application. */
function notBuilt({ targets, manifests, tree, schemas }: Context): Problem[] {
  const read = new Set(targets.flatMap(({ closure }) => closure.files));
  return manifests
    .filter((path) => !read.has(path))
    .flatMap((path) => {
      const objects = objectsIn(tree, path);
      const isValid = (value: unknown): value is ErrorsOfObjects => isErrorsOf(objects.length, value);
      const errors = tree.result(`schema ${schemas.hash}`, path, isValid, () =>
        objects.map(({ object }) => schemas.check(object)),
      );
      return objects.flatMap(({ object, document, at }, index) =>
        errors[index].map((error) => {
          const place: YamlPath = [...at, ...error.path];
          return problem(object, error, { path, ...tree.yaml(path).position(document, place) });
        }),
      );
    });
}

/** The errors of each object in a file. */
type ErrorsOfObjects = readonly (readonly SchemaError[])[];

function isErrorsOf(objects: number, value: unknown): value is ErrorsOfObjects {
  return Array.isArray(value) && value.length === objects && value.every(Array.isArray);
}

function problem(
  object: KubeObject,
  { path, message, fix }: SchemaError,
  place: Partial<FilePlace> & { readonly path: string },
): Problem {
  const where = path.length === 0 ? '' : `: ${formatFieldPath(path)}`;
  return { rule: 'schema', ...place, message: `${describeObject(object)}${where} ${message}`, fix };
}
