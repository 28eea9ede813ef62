import type { Report } from '../../common/findings';
import { once, show } from '../../common/findings';
import { nearestLevel, settingsLevels } from '../levels';
import type { AppEnvironment, Repository } from '../model';
import { secretKeys } from '../model';
import { configMapName, secretName } from '../names';
import type { PythonGitOpsAppOptions } from '../options';

const LISTS = [
  { option: 'existingSecrets', kind: 'Secret' },
  { option: 'existingConfigMaps', kind: 'ConfigMap' },
] as const;

/** Checks that objects that exist elsewhere are not generated here: such an entry would hide a missing object. */
export function checkExisting(options: PythonGitOpsAppOptions, repository: Repository, all: Report): void {
  const report = once(all, ({ path }) => path);
  let generated: ReadonlyMap<string, string> | undefined;
  for (const app of repository.apps) {
    for (const own of app.environments) {
      for (const { option, kind } of LISTS) {
        const levels = own[option] === undefined ? [] : settingsLevels(options, app.name, own.environment.name);
        const { path, options: level } = nearestLevel(levels, option) ?? {};
        for (const [index, name] of (level?.[option] ?? []).entries()) {
          generated ??= generatedIn(repository);
          const origin = generated.get(keyOf(own, kind, name));
          if (origin === undefined) continue;
          report({
            code: 'invalid-value',
            path: `${path}.${option}[${index}]`,
            must: `name a ${kind} that exists without this repository`,
            got: `${show(name)}, ${origin}`,
            fix: 'remove it, or correct the name',
          });
        }
      }
    }
  }
}

/** Where each generated ConfigMap and Secret is from. */
function generatedIn({ apps }: Repository): Map<string, string> {
  const found = new Map<string, string>();
  for (const app of apps) {
    for (const own of app.environments) {
      found.set(keyOf(own, 'ConfigMap', configMapName(app)), `which is generated for ${app.name}`);
      if (secretKeys(app).length === 0) continue;
      found.set(keyOf(own, 'Secret', secretName(app)), `which holds the sealed secrets of ${app.name}`);
    }
  }
  return found;
}

/** Apps can share a namespace. */
function keyOf({ environment, namespace }: AppEnvironment, kind: string, name: string): string {
  return `${environment.name} ${namespace} ${kind} ${name}`;
}
