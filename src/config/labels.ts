import type { App, Repository } from './model';

/** The label for the repository that an app belongs to. */
export const PART_OF_LABEL = 'app.kubernetes.io/part-of';

/** Labels of the object that contains the rules of an app, by which Prometheus selects it. */
export function ruleLabels(
  { name, observability }: Pick<Repository, 'name' | 'observability'>,
  app: Pick<App, 'name'>,
): Record<string, string> {
  return { ...observability.labels, 'app.kubernetes.io/name': app.name, [PART_OF_LABEL]: name };
}
