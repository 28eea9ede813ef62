import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import { settingsLevels, workloadLevels } from '../levels';
import type { App } from '../model';
import type { PythonGitOpsAppOptions } from '../options';
import { member } from '../rules';

/** Checks that each secret key is either a variable or a file, and is not also a plain variable. */
export function checkSecrets(options: PythonGitOpsAppOptions, app: App, path: string, report: Report): void {
  const { secrets = [], secretFiles = [] } = options.apps?.[app.name] ?? {};
  const plain = secrets.length === 0 ? new Map<string, string>() : plainVariables(options, app);
  secrets.forEach((key, index) => {
    const user = plain.get(key);
    if (user === undefined) return;
    const must = `not be a variable with a plain value; ${user} sets one`;
    const fix = 'remove one of them';
    report({ code: 'conflicting-options', path: `${path}.secrets[${index}]`, must, got: show(key), fix });
  });
  secretFiles.forEach((key, index) => {
    const place = secrets.indexOf(key);
    if (place < 0) return;
    const must = `be either a variable or a file; ${path}.secrets[${place}] is the same key`;
    const fix = 'remove one of them';
    report({ code: 'not-unique', path: `${path}.secretFiles[${index}]`, must, got: show(key), fix });
  });
}

/** Variables of any workload of an app in any environment, and the option that sets each. */
function plainVariables(options: PythonGitOpsAppOptions, app: App): Map<string, string> {
  const places = new Map<string, string>();
  const add = (variables: object | undefined, path: string): void => {
    for (const name of Object.keys(variables ?? {})) places.set(name, member(path, name));
  };
  for (const environment of [undefined, ...app.environments.map((own) => own.environment.name)]) {
    const levels = settingsLevels(options, app.name, environment);
    for (const level of levels) add(level.options.env, `${level.path}.env`);
    for (const workload of app.workloads) {
      const own = workloadLevels(options, app.name, workload.name, environment);
      for (const level of own) add(level.options.env, `${level.path}.env`);
    }
  }
  return places;
}
