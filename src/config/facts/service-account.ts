import type { Report } from '../../common/findings';
import { once, show } from '../../common/findings';
import { settingsLevels } from '../levels';
import type { App } from '../model';
import type { PythonGitOpsAppOptions } from '../options';

/**
 * Annotations apply to a generated ServiceAccount. Annotations from a level farther than the name may be meant for
 * other apps.
 */
export function checkServiceAccount(options: PythonGitOpsAppOptions, app: App, all: Report): void {
  const report = once(all);
  for (const own of app.environments) {
    if (own.serviceAccount.create) continue;
    const levels = settingsLevels(options, app.name, own.environment.name);
    const named = levels.map((level) => level.options.serviceAccount?.name !== undefined).lastIndexOf(true);
    for (const { path, options: there } of levels.slice(named)) {
      const annotations = there.serviceAccount?.annotations;
      if (annotations === undefined) continue;
      const must = `be left out: ${levels[named].path}.serviceAccount.name names an existing ServiceAccount`;
      const fix = 'remove annotations, or remove name to get a generated ServiceAccount';
      const place = `${path}.serviceAccount.annotations`;
      report({ code: 'conflicting-options', path: place, must, got: show(annotations), fix });
    }
  }
}
