import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import { BACKING_SERVICES } from '../backing-services';
import type { App } from '../model';

/** Checks that each backing service has a variable for its address. */
export function checkDevelopment(app: App, path: string, report: Report): void {
  const users = new Map<string, string>();
  for (const { name, version } of app.backingServices) {
    const { variable } = BACKING_SERVICES[name];
    const first = users.get(variable);
    if (first === undefined) {
      users.set(variable, name);
      continue;
    }
    report({
      code: 'conflicting-options',
      path: `${path}.development.services.${name}`,
      must: `not be set with ${first}: the address of both is in ${variable}`,
      got: show(version),
      fix: 'remove one of them',
    });
  }
}
