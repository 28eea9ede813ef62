import { DEFAULTS } from '../../config/defaults';
import type { Workload } from '../../config/model';

/** Name of the file of a workload's object; the one called `web` has the plain name. */
export function fileName(kind: string, workload: Workload): string {
  return workload.name === DEFAULTS.workload ? `${kind}.yaml` : `${kind}-${workload.name}.yaml`;
}
