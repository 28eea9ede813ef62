import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import { environmentLevels } from '../levels';
import type { PythonGitOpsAppOptions } from '../options';
import { withOrganization } from '../organization';
import { environmentNames } from '../resolve';
import { member } from '../rules';

/** Checks what the options of Argo CD say together, and that each cluster is said in one way. */
export function checkArgocd(said: PythonGitOpsAppOptions, report: Report): void {
  const { argocd = {} } = withOrganization(said);
  const path = said.argocd === undefined ? 'organization.argocd' : 'argocd';
  if (argocd.manages === 'applications' && argocd.project === undefined) {
    const must = 'name the AppProject of the Applications, where none is managed here';
    report({ code: 'missing-option', path: `${path}.project`, must, got: 'nothing', fix: 'add project' });
  }
  if (argocd.manages !== 'applications' && argocd.project !== undefined) {
    const must = "be left out unless manages is 'applications': each app has an AppProject of its own";
    const fix = "remove it, or set manages: 'applications'";
    report({ code: 'conflicting-options', path: `${path}.project`, must, got: show(argocd.project), fix });
  }
  for (const environment of environmentNames(said)) checkClusters(said, environment, report);
}

function checkClusters(options: PythonGitOpsAppOptions, environment: string, report: Report): void {
  for (const level of environmentLevels(options, environment)) {
    const users = new Map<string, string>();
    for (const [name, cluster] of Object.entries(level.options.clusters ?? {})) {
      const path = member(`${level.path}.clusters`, name);
      if ((cluster.server === undefined) === (cluster.name === undefined)) {
        const fix = cluster.server === undefined ? 'add one of them' : 'remove one of them';
        report({ code: 'invalid-value', path, must: 'have either server or name', got: show(cluster), fix });
        continue;
      }
      const key = JSON.stringify([cluster.server, cluster.name]);
      const user = users.get(key);
      if (user === undefined) {
        users.set(key, path);
        continue;
      }
      const must = `be a cluster of its own; ${user} is the same`;
      report({ code: 'not-unique', path, must, got: show(cluster), fix: 'remove one of them' });
    }
  }
}
