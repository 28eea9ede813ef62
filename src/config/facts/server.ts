import type { Finding, Report } from '../../common/findings';
import { once, show } from '../../common/findings';
import { TMP } from '../defaults';
import type { Level } from '../levels';
import { podLevels } from '../levels';
import type { App, AppEnvironment, Workload } from '../model';
import { servicesOf } from '../model';
import type { PythonGitOpsAppOptions } from '../options';
import { member } from '../rules';
import { GRACEFUL_TIMEOUT, gracefulTimeout, PRE_STOP_SECONDS, SHORTEST_GRACE_PERIOD, STOP_SECONDS } from '../timing';

const PROCESSES = 'WEB_CONCURRENCY';
const THREADS = 'WEB_THREADS';
const METRICS_FOLDER = 'PROMETHEUS_MULTIPROC_DIR';

/** Highest values that the runtime module accepts. */
const MOST = { [PROCESSES]: 64, [THREADS]: 256 };

/** Checks what the server of an app reads: the time to stop, and variables with which it would not start. */
export function checkServer(options: PythonGitOpsAppOptions, app: App, reportAll: Report): void {
  const report = once(reportAll, ({ path }) => path);
  for (const workload of servicesOf(app)) {
    checkGracePeriod(app, workload, report);
    // Another program reads other variables.
    if (workload.command !== undefined) continue;
    for (const own of app.environments) checkVariables(options, app, workload, own, report);
  }
}

function checkGracePeriod(app: App, workload: Workload, report: Report): void {
  const { terminationGracePeriodSeconds: seconds } = workload;
  if (seconds >= SHORTEST_GRACE_PERIOD) return;
  const path = `${member(`${member('apps', app.name)}.workloads`, workload.name)}.terminationGracePeriodSeconds`;
  const rest = SHORTEST_GRACE_PERIOD - PRE_STOP_SECONDS - STOP_SECONDS;
  const must = `be at least ${SHORTEST_GRACE_PERIOD} for a service: ${PRE_STOP_SECONDS} until proxies stop sending requests, ${rest} to finish requests, ${STOP_SECONDS} to stop`;
  report({ code: 'invalid-value', path, must, got: show(seconds), fix: `set ${SHORTEST_GRACE_PERIOD} or more` });
}

function checkVariables(
  options: PythonGitOpsAppOptions,
  app: App,
  workload: Workload,
  own: AppEnvironment,
  report: Report,
): void {
  const env = { ...own.env, ...own.pods[workload.name].env };
  const levels = podLevels(options, app.name, workload.name, own.environment.name);
  const fail = (name: string, code: Finding['code'], must: string, fix: string): void =>
    report({ code, path: pathOf(levels, name), must, got: show(env[name]), fix });

  const most = gracefulTimeout(workload);
  // A grace period that is too short is a separate finding.
  if (most > 0 && !isNumber(env[GRACEFUL_TIMEOUT], most)) {
    const must = `be a number from 1 to ${most}, because terminationGracePeriodSeconds of ${workload.name} is ${workload.terminationGracePeriodSeconds}, of which ${PRE_STOP_SECONDS + STOP_SECONDS} are needed before and after`;
    const fix = 'remove it to use all of that time, or raise terminationGracePeriodSeconds';
    fail(GRACEFUL_TIMEOUT, 'conflicting-options', must, fix);
  }
  for (const [name, limit] of Object.entries(MOST)) {
    if (isNumber(env[name], limit)) continue;
    fail(name, 'invalid-value', `be a number from 1 to ${limit}, in quotes`, "use another number, such as '4'");
  }
  checkProcesses(app, workload, env, fail);
}

/** Path of a variable at the nearest level that sets it. */
function pathOf(levels: readonly Level<{ readonly env?: Record<string, string> }>[], name: string): string {
  const nearest = [...levels].reverse().find(({ options }) => options.env?.[name] !== undefined);
  return `${nearest?.path ?? ''}.env.${name}`;
}

function checkProcesses(
  app: App,
  workload: Workload,
  env: Readonly<Record<string, string>>,
  fail: (name: string, code: Finding['code'], must: string, fix: string) => void,
): void {
  const processes = Number(env[PROCESSES] ?? '1');
  const folder = env[METRICS_FOLDER];
  if (app.server === 'granian') {
    const fix = "set replicas instead, or server: 'gunicorn'";
    if (processes > 1) fail(PROCESSES, 'conflicting-options', "be '1' with granian, which runs one process", fix);
    if (folder) fail(METRICS_FOLDER, 'conflicting-options', 'not be set with granian, which runs one process', fix);
  } else if (processes > 1 && !folder) {
    const must = `be '1' unless ${METRICS_FOLDER} is set: each process has its own metrics`;
    fail(PROCESSES, 'conflicting-options', must, `set replicas instead, or ${METRICS_FOLDER}: '/tmp/metrics'`);
  } else if (folder && !isWritable(workload, folder)) {
    const must = `be a folder below ${TMP} or below a writable volume of ${workload.name}, because other files are read-only`;
    fail(METRICS_FOLDER, 'conflicting-options', must, "use '/tmp/metrics'");
  }
}

function isWritable({ volumes }: Workload, folder: string): boolean {
  const places = [TMP, ...volumes.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath)];
  return places.some((place) => folder === place || folder.startsWith(`${place}/`));
}

/** Whether the runtime module accepts a value. Empty values count as not set there. */
function isNumber(value: string | undefined, most: number): boolean {
  const text = value?.trim() ?? '';
  return text === '' || (/^[0-9]+$/.test(text) && Number(text) >= 1 && Number(text) <= most);
}
