import type { App, Workload } from '../config/model';

/** What `make run` runs, and why the platform tests cannot start it. */
export interface LocalRun {
  /** A command for a shell. */
  readonly command: string;
  /** The workload with that command; undefined for the default server. */
  readonly workload?: string;
  readonly port: number;
  /** Completes "because …"; empty if the tests can start the server. */
  readonly notTested: string;
}

const DEFAULT_SERVER = 'python -m gitops_runtime';

/** How an app runs locally: with the default server if a service has it, otherwise as its first service or workload. */
export function localRun({ name, port, workloads }: App): LocalRun {
  const services = workloads.filter(({ type }) => type === 'service');
  const usual = { command: DEFAULT_SERVER, port, notTested: '' };
  if (services.some(({ command }) => command === undefined)) return usual;
  const workload = (services[0] ?? workloads[0]) as Workload | undefined;
  if (workload?.command === undefined) return usual;
  return {
    command: workload.command.map(word).join(' '),
    workload: workload.name,
    port: workload.type === 'service' ? workload.port : port,
    notTested: services.length === 0 ? `${name} has no service` : `${services[0].name} has its own command`,
  };
}

/** An argument as bash writes it. Pods get it literally too: manifests escape references to variables. */
function word(argument: string): string {
  return /^[\w./:=@,+-]+$/.test(argument) ? argument : `"${argument.replace(/[\\"$`]/g, '\\$&')}"`;
}
