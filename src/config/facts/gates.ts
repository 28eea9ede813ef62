import type { Report } from '../../common/findings';
import { once, show } from '../../common/findings';
import { MOST_MINUTES } from '../definitions/gate';
import { SETTINGS } from '../definitions/settings';
import type { Level } from '../levels';
import { inherited, settingsLevels } from '../levels';
import type { App, AppEnvironment, Gate, Repository } from '../model';
import { isLongRunning, servicesOf } from '../model';
import type { PythonGitOpsAppOptions, SettingsOptions } from '../options';
import { startupSeconds } from '../timing';

/** Checks that each gate has what it needs, and that releases roll out automatically so that it can wait for them. */
export function checkGates(options: PythonGitOpsAppOptions, repository: Repository, reportAll: Report): void {
  const report = once(reportAll);
  for (const app of repository.apps) {
    for (const own of app.environments) {
      const levels = settingsLevels(options, app.name, own.environment.name);
      checkAddress(levels, report);
      if (own.gate === undefined) continue;
      const path = placeOf(levels, 'check');
      if (!own.environment.sync.automated) {
        const must = `be 'none' in ${own.environment.name}, where sync is manual`;
        report({ code: 'conflicting-options', path, must, got: show(own.gate.check), fix: 'remove it' });
      }
      if (repository.delivery.releases === 'pull-request') {
        const must = "be 'none' if delivery.releases is 'pull-request': nothing is deployed before you merge";
        const cause = 'delivery.releases';
        report({ code: 'conflicting-options', path, must, got: show(own.gate.check), fix: 'remove it', cause });
      }
      checkTimeout(app, own, own.gate, levels, report);
      if (own.gate.check === 'health') checkHealth(repository, path, report);
      else checkTests(app, own, levels, own.gate.address, report);
    }
  }
}

/** A gate that gives up before the probes do would fail healthy releases. */
function checkTimeout(
  app: App,
  { environment }: AppEnvironment,
  { timeoutMinutes }: Gate,
  levels: readonly Level<SettingsOptions>[],
  report: Report,
): void {
  for (const workload of app.workloads.filter(isLongRunning)) {
    const seconds = startupSeconds(workload);
    const least = Math.ceil(seconds / 60);
    if (timeoutMinutes >= least) continue;
    const must = `be at least ${least} in ${environment.name}, because the startup probe of ${workload.name} of ${app.name} allows ${seconds} seconds`;
    const fix =
      least > MOST_MINUTES
        ? `shorten that probe: a gate waits for at most ${MOST_MINUTES} minutes`
        : `remove it to use the default, or set ${least} or more`;
    const isSet = nearestLevel(levels, 'timeoutMinutes') >= 0;
    const path = placeOf(levels, isSet ? 'timeoutMinutes' : 'check', 'timeoutMinutes');
    // One probe can be too long for several gates.
    const cause = `the startup probe of ${workload.name} of ${app.name}`;
    report({ code: 'conflicting-options', path, must, got: show(timeoutMinutes), fix, cause });
    return;
  }
}

/** Only `tests` uses an address. An address from a level farther than the check may be for other apps. */
function checkAddress(levels: readonly Level<SettingsOptions>[], report: Report): void {
  const { check = 'none', address } = inherited(SETTINGS, levels, 'gate') ?? {};
  if (check === 'tests' || address === undefined) return;
  if (nearestLevel(levels, 'check') > nearestLevel(levels, 'address')) return;
  const must = "be left out unless check is 'tests'";
  report({
    code: 'conflicting-options',
    path: placeOf(levels, 'address'),
    must,
    got: show(address),
    fix: "remove it, or set check: 'tests'",
  });
}

function checkHealth({ argocd }: Repository, path: string, report: Report): void {
  if (argocd.manages === 'nothing') {
    const must = "be 'tests' or 'none' if argocd.manages is 'nothing': the names of the Applications are unknown";
    const fix = "set check: 'tests'";
    report({ code: 'conflicting-options', path, must, got: show('health'), fix, cause: 'argocd.manages' });
  } else if (argocd.address === undefined) {
    const must = `be set for the gate of ${path}, which asks Argo CD`;
    const fix = "add address, such as address: 'https://argocd.acme.example'";
    report({ code: 'missing-option', path: 'argocd.address', must, got: 'nothing', fix });
  }
}

function checkTests(
  app: App,
  own: AppEnvironment,
  levels: readonly Level<SettingsOptions>[],
  address: string,
  report: Report,
): void {
  const environment = own.environment.name;
  const path = placeOf(levels, 'check');
  // One check at a level of several apps may lack something different in each.
  const cause = path;
  if (servicesOf(app).length === 0) {
    const must = `be 'health' or 'none' for ${app.name}, which has no service to test`;
    const fix = `add gate: { check: 'none' } to apps.${app.name}`;
    report({ code: 'conflicting-options', path, must, got: show('tests'), fix, cause });
  } else if (app.metrics === undefined) {
    const must = `be 'health' or 'none' for ${app.name}, whose metrics are off: they show the version that answers`;
    const fix = `remove apps.${app.name}.metrics.enabled, or add gate: { check: 'none' } to apps.${app.name}`;
    report({ code: 'conflicting-options', path, must, got: show('tests'), fix, cause });
  } else if (address === '' && [own.ingress, own.httpRoute].some((exposure) => exposure?.hosts.length === 0)) {
    // A missing host is a finding already.
  } else if (address === '') {
    const must = `be set for ${app.name} in ${environment}, which has no host that serves all its paths`;
    const fix = `add gate: { address: 'https://…' } to apps.${app.name}.environments.${environment}`;
    report({ code: 'missing-option', path: placeOf(levels, 'check', 'address'), must, got: 'nothing', fix, cause });
  }
}

type GateField = 'check' | 'address' | 'timeoutMinutes';

/** Path of the gate's field at the nearest level that sets it, or of another field to add there. */
function placeOf(levels: readonly Level<SettingsOptions>[], field: GateField, name: string = field): string {
  return `${levels[nearestLevel(levels, field)]?.path ?? ''}.gate.${name}`;
}

/** Index of the nearest level that sets a field of the gate; -1 if none does. */
function nearestLevel(levels: readonly Level<SettingsOptions>[], field: GateField): number {
  return levels.map(({ options }) => options.gate?.[field] !== undefined).lastIndexOf(true);
}
