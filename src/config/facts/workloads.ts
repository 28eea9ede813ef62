import { checkUse } from './use';
import type { Finding, Report } from '../../common/findings';
import { show } from '../../common/findings';
import { DEFAULT_WORKLOAD, PROBE_NAMES } from '../defaults';
import { APP } from '../definitions/app';
import { WORKLOAD } from '../definitions/workload';
import { MAX_LABEL } from '../formats/names';
import type { WorkloadType } from '../model';
import { workloadObjectName } from '../names';
import type { AppOptions, WorkloadOptions } from '../options';
import { typeOf } from '../resolve-workload';
import { member, nearestName } from '../rules';

/** Longest name of a CronJob: its jobs append eleven characters. */
const MAX_CRON_JOB = 52;

/** Checks that the options of each workload of an app fit together. */
export function checkWorkloads(
  app: string,
  own: AppOptions,
  environments: readonly string[],
  path: string,
  report: Report,
): void {
  const types = new Map<string, WorkloadType>();
  for (const [name, workload] of Object.entries(own.workloads ?? {})) {
    const place = member(`${path}.workloads`, name);
    const type = typeOf(workload);
    types.set(name, type);
    checkName(workloadObjectName(app, name), type, place, report);
    checkMeaning(workload, type, place, report);
    checkNeeds(name, workload, type, own, environments, place, report);
    checkPorts(own, workload, place, report);
    checkProbes(workload, type, place, report);
  }
  const known = [...(own.workloads === undefined ? [DEFAULT_WORKLOAD] : types.keys())];
  for (const [environment, there] of Object.entries(own.environments ?? {})) {
    for (const [name, workload] of Object.entries(there.workloads ?? {})) {
      const place = member(`${member(`${path}.environments`, environment)}.workloads`, name);
      if (!known.includes(name)) {
        report(unknownWorkload(place, name, known));
      } else {
        const cause = member(`${path}.workloads`, name);
        checkMeaning(workload, types.get(name) ?? 'service', place, report, cause);
      }
    }
  }
}

/** The finding for a name that no workload of the app has. */
export function unknownWorkload(path: string, name: string, known: readonly string[]): Finding {
  const guess = nearestName(name, known);
  const fix = guess === undefined ? 'use one of them, or add it to workloads' : `did you mean ${guess}?`;
  return { code: 'unknown-workload', path, must: `be one of the workloads ${known.join(', ')}`, got: show(name), fix };
}

function checkName(name: string, type: WorkloadType, path: string, report: Report): void {
  const longest = type === 'cron-job' ? MAX_CRON_JOB : MAX_LABEL;
  if (name.length <= longest) return;
  const must = `have an object name <app>-<workload> of at most ${longest} characters`;
  report({ code: 'invalid-value', path, must, got: show(name), fix: 'use a shorter name' });
}

function checkMeaning(
  workload: WorkloadOptions,
  type: WorkloadType,
  path: string,
  report: Report,
  cause: string = path,
): void {
  const words = {
    only: (types: readonly string[]): string => `a ${types.join(' or a ')}`,
    fix: (types: readonly string[]): string => `remove it, or set type: '${types[0]}'`,
  };
  checkUse(WORKLOAD, workload, type, path, report, words, cause);
}

function checkNeeds(
  name: string,
  workload: WorkloadOptions,
  type: WorkloadType,
  own: AppOptions,
  environments: readonly string[],
  path: string,
  report: Report,
): void {
  if (type !== 'service' && workload.command === undefined) {
    const must = `name the program that the ${type} runs`;
    const fix = "add command, such as ['python', '-m', 'mailer']";
    report({ code: 'missing-option', path: `${path}.command`, must, got: 'nothing', fix, cause: path });
  }
  if (type !== 'cron-job' || workload.schedule !== undefined) return;
  if (environments.every((environment) => own.environments?.[environment]?.workloads?.[name]?.schedule)) return;
  const must = 'be set for a cron job';
  const fix = "add schedule, such as '0 3 * * *'; environments can override it";
  report({ code: 'missing-option', path: `${path}.schedule`, must, got: 'nothing', fix, cause: path });
}

function checkPorts(own: AppOptions, workload: WorkloadOptions, path: string, report: Report): void {
  const users = new Map<number, string>([[workload.port ?? own.port ?? APP.options.port.default, 'port']]);
  for (const [name, port] of Object.entries(workload.ports ?? {})) {
    const place = member(`${path}.ports`, name);
    const user = users.get(port);
    if (user === undefined) {
      users.set(port, place);
    } else {
      const must = `be a unique port; ${user} has the same`;
      report({ code: 'not-unique', path: place, must, got: show(port), fix: 'use another number' });
    }
  }
}

function checkProbes(workload: WorkloadOptions, type: WorkloadType, path: string, report: Report): void {
  for (const name of PROBE_NAMES) {
    const probe = workload.probes?.[name];
    if (probe === undefined || probe.enabled === false) continue;
    const place = `${path}.probes.${name}`;
    if (probe.path !== undefined && probe.command !== undefined) {
      const must = 'be left out if command is set: a probe uses one of them';
      report({ code: 'conflicting-options', path: `${place}.path`, must, got: show(probe.path), fix: 'remove one' });
    }
    if (type === 'worker' && probe.command === undefined) {
      const must = 'be set: a worker serves no requests';
      const fix = "add command, such as ['python', '-m', 'mailer.alive']";
      report({ code: 'missing-option', path: `${place}.command`, must, got: 'nothing', fix, cause: path });
    }
  }
}
