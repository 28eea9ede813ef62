import type { Finding, Report } from '../../common/findings';
import { show } from '../../common/findings';
import { POD } from '../definitions/settings';
import { mebibytes, millicores } from '../formats/quantities';
import type { Level } from '../levels';
import { inherited, nearestLevel, podLevels, workloadLevels } from '../levels';
import type { App, AppEnvironment, Pods, Workload } from '../model';
import { isLongRunning } from '../model';
import type { PodOptions, PythonGitOpsAppOptions } from '../options';

/** Checks the resolved requests against limits, and autoscaling against replicas, in each environment. */
export function checkPods(options: PythonGitOpsAppOptions, app: App, report: Report): void {
  const known = new Set<string>();
  const once = (finding: Finding): void => {
    // Report each option once, even if it affects several environments and workloads.
    if (!known.has(finding.path)) report(finding);
    known.add(finding.path);
  };
  for (const own of app.environments) {
    for (const workload of app.workloads) checkWorkload(options, app, workload, own, once);
  }
}

function checkWorkload(
  options: PythonGitOpsAppOptions,
  app: App,
  workload: Workload,
  own: AppEnvironment,
  report: Report,
): void {
  const environment = own.environment.name;
  const named = workloadLevels(options, app.name, workload.name, environment);
  const levels: Level<PodOptions>[] = podLevels(options, app.name, workload.name, environment);
  const pods = own.pods[workload.name];
  const where = `${workload.name} of ${app.name} in ${environment}`;
  checkLimits(pods, levels, where, report);
  if (!isLongRunning(workload)) return;
  checkAutoscaling(pods, workload.type === 'service' ? levels : named, where, report);
}

function checkLimits(pods: Pods, levels: readonly Level<PodOptions>[], where: string, report: Report): void {
  if (mebibytes(pods.memoryLimit) < mebibytes(pods.memory)) {
    report(lowLimit(placeOf(levels, 'memoryLimit'), pods.memory, pods.memoryLimit, where));
  }
  if (pods.cpuLimit !== undefined && millicores(pods.cpuLimit) < millicores(pods.cpu)) {
    report(lowLimit(placeOf(levels, 'cpuLimit'), pods.cpu, pods.cpuLimit, where));
  }
}

function lowLimit(path: string, request: string, limit: string, where: string): Finding {
  const must = `be at least the request, which is ${request} for ${where}`;
  return { code: 'conflicting-options', path, must, got: show(limit), fix: `raise it, or lower the request` };
}

function checkAutoscaling(pods: Pods, levels: readonly Level<PodOptions>[], where: string, report: Report): void {
  const { autoscaling, replicas } = pods;
  if (autoscaling === undefined) {
    const wanted = inherited(POD, levels, 'autoscaling');
    if (wanted === undefined || wanted.enabled === false) return;
    const path = `${placeOf(levels, 'autoscaling')}.maxReplicas`;
    const must = `set the maximum number of pods of ${where}`;
    const fix =
      Object.keys(wanted).length === 0
        ? 'add maxReplicas, or remove autoscaling'
        : 'add maxReplicas, or set enabled: false';
    report({ code: 'missing-option', path, must, got: 'nothing', fix });
    return;
  }
  const { minReplicas, maxReplicas } = autoscaling;
  const lowest = inherited(POD, levels, 'autoscaling')?.minReplicas === undefined ? 'replicas' : 'minReplicas';
  if (minReplicas < 1) {
    const must = `be at least 1 with autoscaling, which is on for ${where}: without a pod there is no load`;
    const fix = 'raise it, set autoscaling.minReplicas, or set autoscaling: { enabled: false }';
    report({ code: 'conflicting-options', path: placeOf(levels, 'replicas'), must, got: show(replicas), fix });
  } else if (maxReplicas <= minReplicas) {
    const must = `be more than ${lowest}, which is ${minReplicas} for ${where}`;
    const fix = `raise it, or lower ${lowest}`;
    const ranges = levels.map((level) => ({
      path: `${level.path}.autoscaling`,
      options: level.options.autoscaling ?? {},
    }));
    report({
      code: 'conflicting-options',
      path: placeOf(ranges, 'maxReplicas'),
      must,
      got: show(maxReplicas),
      fix,
    });
  }
}

/** Path of the option at the nearest level that sets it, or at the nearest level if none does. */
function placeOf<T>(levels: readonly Level<T>[], key: keyof T & string): string {
  const level = nearestLevel(levels, key) ?? levels[levels.length - 1];
  return level === undefined ? key : `${level.path}.${key}`;
}
