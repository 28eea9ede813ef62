import type { Application } from '../applications';
import type { Check } from '../context';

/**
 * S2: the same Applications in `argo/apps/` and in `apps/…/argo/`, which came apart: two addresses, other finalizers, and
 * only one of the two is what runs. One name for another cluster is no second definition.
 */
export const duplicateApplication: Check = ({ applications }) => {
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
        line: application.line,
        message: `Application ${application.name} is defined here and in ${other.path}:${other.line}`,
        fix: 'keep the one that the root lists, and remove the other: two copies drift apart',
      },
    ];
  });
};
