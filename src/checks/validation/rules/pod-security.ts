import type { Context, TreeCheck } from '../context';
import { listSome } from '../context';
import { locateField } from '../locate';
import { describeObject, nameOf, namespaceOf, podTemplatePath } from '../objects';
import type { SecurityLevel } from '../pod-security';
import { enforcedLevel, podSecurityErrors, podSecurityFix } from '../pod-security';
import type { Problem } from '../problem';

/** A pod that the Pod Security label of its namespace refuses. A workload then has no pods, and its sync never ends. */
export const podSecurity: TreeCheck = (context) => {
  const levels = enforced(context);
  if (levels.size === 0) return [];
  return context.targets
    .filter(({ ok }) => ok)
    .flatMap((target) =>
      target.objects.flatMap(({ object }): Problem[] => {
        const level = levels.get(namespaceOf(object) ?? '');
        if (level === undefined) return [];
        const errors = podSecurityErrors(object, level);
        if (errors.length === 0) return [];
        const place = [...(podTemplatePath(object) ?? []), 'spec'];
        return [
          {
            rule: 'pod-security',
            ...(locateField(context.tree, target, object, place, false) ?? { path: target.path }),
            message: `${describeObject(object)} has pods that the Pod Security Standard ${level} of its namespace refuses: ${listSome(errors)}`,
            fix: podSecurityFix(level),
          },
        ];
      }),
    );
};

/** The standards by namespace. */
function enforced({ targets }: Context): ReadonlyMap<string, SecurityLevel> {
  const levels = new Map<string, SecurityLevel>();
  for (const { object } of targets.flatMap(({ objects }) => objects)) {
    const level = object.kind === 'Namespace' ? enforcedLevel(object) : undefined;
    if (level !== undefined) levels.set(nameOf(object), level);
  }
  return levels;
}
