import type { Target } from './target';
import { done, plannedFiles } from './target';

/** The same target, except that it records what would change. */
export function dryRunOf(target: Target): Target {
  return {
    ...target,
    head: async () => {
      const head = await target.head();
      return {
        ...head,
        submit: async (plan) => {
          const changes = [...plannedFiles(plan)].map(([path, after]) => ({
            path,
            before: head.read(path) ?? '',
            after,
          }));
          return done({ changes });
        },
      };
    },
  };
}
