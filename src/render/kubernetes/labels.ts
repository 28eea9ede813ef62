import type { App, Repository, Workload } from '../../config/model';

/** What the app belongs to: the repository. */
export const PART_OF_LABEL = 'app.kubernetes.io/part-of';

/** The environment; overlays put it on every object, the Namespace among them. */
export const ENVIRONMENT_LABEL = 'environment';

/**
 * Labels that select a workload's pods. They are final: a selector cannot be changed in a cluster. The environment is
 * not in them, since each environment has a namespace of its own.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function selectorLabels(app: App, workload: Workload): Record<string, string> {
  return { 'app.kubernetes.io/name': app.name, 'app.kubernetes.io/component': workload.name };
}

/** Labels of every object of an app; of the Namespace, network policies read them. */
export function commonLabels(repository: Repository): Record<string, string> {
  return { [PART_OF_LABEL]: repository.name };
}
