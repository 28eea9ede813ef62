import type { Report } from '../../common/findings';
import { once, show } from '../../common/findings';
import { SETTINGS } from '../definitions/settings';
import type { Level } from '../levels';
import { inherited, settingsLevels } from '../levels';
import type { App, AppEnvironment, Repository } from '../model';
import { servicesOf } from '../model';
import type { PythonGitOpsAppOptions, SettingsOptions } from '../options';

/** Checks that each gate can be asked, and that something moves by itself which it could wait for. */
export function checkGates(options: PythonGitOpsAppOptions, repository: Repository, said: Report): void {
  const report = once(said);
  for (const app of repository.apps) {
    for (const own of app.environments) {
      const levels = settingsLevels(options, app.name, own.environment.name);
      checkAddress(levels, report);
      if (own.gate === undefined) continue;
      const path = placeOf(levels, 'check');
      if (!own.environment.sync.automated) {
        const must = `be 'none' in ${own.environment.name}, where a person starts each sync`;
        report({ code: 'conflicting-options', path, must, got: show(own.gate.check), fix: 'remove it' });
      }
      if (repository.delivery.releases === 'pull-request') {
        const must = "be 'none' where delivery.releases is 'pull-request': nothing is deployed before a person merges";
        report({ code: 'conflicting-options', path, must, got: show(own.gate.check), fix: 'remove it' });
      }
      if (own.gate.check === 'health') checkHealth(repository, path, report);
      else checkTests(app, own, levels, own.gate.address, report);
    }
  }
}

/** Only tests go to an address. What is said farther away than the check may be for other apps. */
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
    const must =
      "be 'tests' or 'none' where argocd.manages is 'nothing': what the Applications are called is not known here";
    report({ code: 'conflicting-options', path, must, got: show('health'), fix: "set check: 'tests'" });
  } else if (argocd.address === undefined) {
    const must = `be set where a gate asks Argo CD, as ${path} says`;
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
  if (servicesOf(app).length === 0) {
    const must = `be 'health' or 'none' for ${app.name}, which has no service that tests could ask`;
    const fix = `add gate: { check: 'none' } to apps.${app.name}`;
    report({ code: 'conflicting-options', path: placeOf(levels, 'check'), must, got: show('tests'), fix });
  } else if (address === '') {
    const must = `be set for ${app.name} in ${environment}, which has no host that leads to all of it`;
    const fix = `add gate: { address: 'https://…' } to apps.${app.name}.environments.${environment}`;
    report({ code: 'missing-option', path: placeOf(levels, 'check', 'address'), must, got: 'nothing', fix });
  }
}

/** Where the nearest level says a field of the gate; what is to be added has the name of its own. */
function placeOf(levels: readonly Level<SettingsOptions>[], field: 'check' | 'address', name: string = field): string {
  return `${levels[nearestLevel(levels, field)]?.path ?? ''}.gate.${name}`;
}

/** Number of the nearest level that says a field of the gate; -1 where none does. */
function nearestLevel(levels: readonly Level<SettingsOptions>[], field: 'check' | 'address'): number {
  return levels.map(({ options }) => options.gate?.[field] !== undefined).lastIndexOf(true);
}
