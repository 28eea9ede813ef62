import { DEFAULT_WORKLOAD } from '../../config/defaults';
import type { Workload, WorkloadType } from '../../config/model';

/** File name of an object of a workload. The workload `web` has no suffix. */
export function fileName(kind: string, workload: Workload): string {
  return workload.name === DEFAULT_WORKLOAD ? `${kind}.yaml` : `${kind}-${workload.name}.yaml`;
}

/** File name of the object that runs a workload. */
export function workloadFile(workload: Workload): string {
  return fileName(KINDS[workload.type], workload);
}

const KINDS: Readonly<Record<WorkloadType, string>> = {
  service: 'deployment',
  worker: 'deployment',
  'cron-job': 'cronjob',
  job: 'job',
};
