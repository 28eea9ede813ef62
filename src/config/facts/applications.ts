import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import { MAX_LABEL } from '../formats/names';
import type { AppEnvironment, Repository } from '../model';
import { observabilityName, rootName, stackName, wantsObservability } from '../model';
import { member } from '../rules';

const RENAME = 'rename the app or the environment';

/** Checks that the names of Applications and AppProjects are unique labels. */
export function checkApplications(repository: Repository, report: Report): void {
  const root = rootName(repository);
  const taken = new Map([[root, 'the root Application']]);
  const { install, applications } = repository.observability;
  const projects = [root];
  if (wantsObservability(repository) && applications.length > 0) {
    projects.push(observabilityName(repository));
    for (const { name } of applications) taken.set(name, 'the Application of the rules and dashboards');
  }
  if (install && applications.length > 0) {
    projects.push(stackName(repository));
    for (const { stack } of applications) taken.set(stack, 'the Application of Prometheus');
  }
  for (const app of repository.apps) {
    const path = member('apps', app.name);
    checkProjectName(app.name, path, projects, report);
    for (const own of app.environments) checkNames(own, path, taken, report);
  }
}

/** An app's AppProject has the app's name; `default` belongs to Argo CD, and the others to the repository itself. */
function checkProjectName(app: string, path: string, others: readonly string[], report: Report): void {
  if (app !== 'default' && !others.includes(app)) return;
  const must = 'differ from existing AppProjects';
  report({ code: 'not-unique', path, must, got: show(app), fix: 'give the app another name' });
}

function checkNames(own: AppEnvironment, path: string, taken: Map<string, string>, report: Report): void {
  const environment = own.environment.name;
  for (const { name } of own.applications) {
    const finding = { path, got: show(name), fix: RENAME };
    if (name.length > MAX_LABEL) {
      const what = name === own.application ? '<app>-<environment>' : '<app>-<environment>-<cluster>';
      const must = `have an Application ${what} of at most ${MAX_LABEL} characters in ${environment}`;
      report({ ...finding, code: 'invalid-value', must });
    }
    const other = taken.get(name);
    if (other !== undefined) {
      const must = `have a unique Application name; ${other} has the same`;
      report({ ...finding, code: 'not-unique', must });
    }
    taken.set(name, `${path} in environment ${environment}`);
  }
}
