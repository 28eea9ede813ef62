import { PROBE_NAMES } from '../../config/defaults';
import type { Probe, Workload } from '../../config/model';

/** The probes of a container, as its fields. */
export function probes(workload: Workload): object {
  const fields = PROBE_NAMES.flatMap((name) => {
    const probe = workload.probes[name];
    return probe === undefined ? [] : [[`${name}Probe`, probeOf(probe)] as const];
  });
  return Object.fromEntries(fields);
}

function probeOf({ path, command, ...timing }: Probe): object {
  const action = command === undefined ? { httpGet: { path, port: 'http' } } : { exec: { command } };
  return { ...action, ...timing };
}
