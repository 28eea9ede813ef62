import { DEFAULT_WORKLOAD } from '../../config/defaults';
import type { Workload } from '../../config/model';

/** File name of an object of a workload. The workload `web` has no suffix. */
export function fileName(kind: string, workload: Workload): string {
  return workload.name === DEFAULT_WORKLOAD ? `${kind}.yaml` : `${kind}-${workload.name}.yaml`;
}
