import type { App } from '../config/model';

/** What `make run` and `make dev` run, and why the platform tests cannot start it. */
export interface LocalRun {
  /** The workload. */
  readonly workload: string;
  /** Whether it runs the server, not a command. */
  readonly isServer: boolean;
  /** Completes "because …"; empty if the tests can start the server. */
  readonly notTested: string;
}

/** How an app runs locally: with the server if a service has it, otherwise as its first service or workload. */
export function localRun({ name, workloads }: App): LocalRun {
  const services = workloads.filter(({ type }) => type === 'service');
  const server = services.find(({ command }) => command === undefined);
  if (server !== undefined) return { workload: server.name, isServer: true, notTested: '' };
  const [first] = services.length > 0 ? services : workloads;
  return {
    workload: first.name,
    isServer: false,
    notTested: services.length === 0 ? `${name} has no service` : `${first.name} has its own command`,
  };
}
