import type { TreeCheck } from '../context';
import { listSome } from '../context';
import { locateField } from '../locate';
import { describeObject, groupOf, nameOf, namespaceOf } from '../objects';
import type { Problem } from '../problem';

/**
 * A build with one object twice, in two versions of its API: the one that is applied last wins. kustomize refuses objects of
 * one version, but takes those of two for different objects.
 */
export const duplicateObject: TreeCheck = ({ targets, tree }) =>
  targets
    .filter(({ ok }) => ok)
    .flatMap((target) => {
      const versions = new Map<string, string[]>();
      return target.objects.flatMap(({ object }): Problem[] => {
        // Objects with a generated name are different each time.
        if (nameOf(object) === '') return [];
        const key = [groupOf(object), object.kind, namespaceOf(object) ?? '', nameOf(object)].join('|');
        const known = versions.get(key) ?? [];
        versions.set(key, [...known, object.apiVersion]);
        if (known.length === 0) return [];
        return [
          {
            rule: 'duplicate-object',
            ...(locateField(tree, target, object, ['apiVersion']) ?? { path: target.path }),
            message: `${target.folder} has ${describeObject(object)} twice: as ${listSome([...known, object.apiVersion])}`,
            fix: 'remove one of them',
          },
        ];
      });
    });
