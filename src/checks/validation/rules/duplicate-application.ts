import type { Application } from '../applications';
import type { TreeCheck } from '../context';

/**
 * S2: the same Applications were in `argo/apps/` and in `apps/…/argo/`, with different repository URLs and finalizers, and
 * only one of them was deployed. The same name on another cluster is not a duplicate.
 */
export const duplicateApplication: TreeCheck = ({ applications }) => {
  const first = new Map<string, Application>();
  return applications.flatMap((application) => {
    const key = [application.namespace, application.name, application.cluster, application.destination].join(' ');
    const other = first.get(key);
    if (!other) {
      first.set(key, application);
      return [];
    }
    return [
      {
        rule: 'S2-duplicate-application',
        path: application.path,
        line: application.line(),
        message: `Application ${application.name} is defined here and in ${other.path}:${other.line()}`,
        fix: 'keep the one that the root lists, and remove the other',
      },
    ];
  });
};
