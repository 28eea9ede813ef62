import { PART_OF_LABEL } from '../../config/labels';
import type { App, Repository, Workload } from '../../config/model';

/** The label for the environment. Overlays add it to every object, including the Namespace. */
export const ENVIRONMENT_LABEL = 'environment';

/**
 * Labels that select the pods of a workload. They can't change, because selectors are immutable. The environment is not
 * included, because each environment has its own namespace.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function selectorLabels(app: App, workload: Workload): Record<string, string> {
  return { 'app.kubernetes.io/name': app.name, 'app.kubernetes.io/component': workload.name };
}

/** Labels of every object of an app. Network policies use those of the Namespace. */
export function commonLabels(repository: Repository): Record<string, string> {
  return { [PART_OF_LABEL]: repository.name };
}
