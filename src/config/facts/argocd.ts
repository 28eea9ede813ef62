import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import { describeKind, scopeOf } from '../kinds';
import { environmentLevels, repositoryLevels } from '../levels';
import type { PythonGitOpsAppOptions, SettingsOptions } from '../options';
import { withOrganization } from '../organization';
import { environmentNames } from '../resolve';
import { member } from '../rules';

/** Checks that the options of Argo CD fit together, and that each cluster has either an address or a name. */
export function checkArgocd(options: PythonGitOpsAppOptions, report: Report): void {
  const { argocd = {} } = withOrganization(options);
  const path = options.argocd === undefined ? 'organization.argocd' : 'argocd';
  if (argocd.manages === 'applications' && argocd.project === undefined) {
    const must = 'name the AppProject of the Applications, because this repository manages none';
    report({ code: 'missing-option', path: `${path}.project`, must, got: 'nothing', fix: 'add project' });
  }
  if (argocd.manages !== 'applications' && argocd.project !== undefined) {
    const must = "be left out unless manages is 'applications': each app has its own AppProject";
    const fix = "remove it, or set manages: 'applications'";
    report({
      code: 'conflicting-options',
      path: `${path}.project`,
      must,
      got: show(argocd.project),
      fix,
      cause: 'argocd.manages',
    });
  }
  for (const key of ['retryRefresh', 'manifestGeneratePaths', 'notifications'] as const) {
    if (argocd.manages !== 'nothing' || argocd[key] === undefined) continue;
    const must = "be left out when manages is 'nothing': this repository has no Applications";
    report({
      code: 'conflicting-options',
      path: `${path}.${key}`,
      must,
      got: show(argocd[key]),
      fix: 'remove it',
      cause: 'argocd.manages',
    });
  }
  if (argocd.manages !== 'nothing' && argocd.manifestGeneratePaths === true && argocd.retryRefresh === false) {
    const must =
      'be left out if retryRefresh is false: after a failed sync, Argo CD could skip the commit that fixes it';
    const got = show(argocd.manifestGeneratePaths);
    report({ code: 'conflicting-options', path: `${path}.manifestGeneratePaths`, must, got, fix: 'remove it' });
  }
  if (argocd.manages === 'nothing') checkNotifications(options, report);
  if (argocd.manages === 'applications' || argocd.manages === 'nothing') checkWhitelists(options, report);
  for (const environment of environmentNames(options)) checkClusters(options, environment, report);
}

/** Without Applications in this repository, nothing can have the annotations. */
function checkNotifications(options: PythonGitOpsAppOptions, report: Report): void {
  for (const [name, { notifications }] of Object.entries(options.environments ?? {})) {
    if (notifications === undefined) continue;
    const path = `${member('environments', name)}.notifications`;
    const must = "be left out when argocd.manages is 'nothing': this repository has no Applications";
    const finding = { path, must, got: show(notifications), fix: 'remove it' };
    report({ ...finding, code: 'conflicting-options', cause: 'argocd.manages' });
  }
}

/** Without AppProjects in this repository, there is no list to add a kind to. */
function checkWhitelists(options: PythonGitOpsAppOptions, report: Report): void {
  for (const { path, options: level } of repositoryLevels(options)) {
    for (const option of ['clusterResourceWhitelist', 'namespaceResourceWhitelist'] as const) {
      if (level[option] === undefined) continue;
      const must = "be left out unless argocd.manages is 'projects-and-applications'";
      const fix = 'remove it, and allow these kinds in the AppProject';
      report({ code: 'conflicting-options', path: `${path}.${option}`, must, got: show(level[option]), fix });
    }
  }
}

const SCOPES = [
  { option: 'clusterResourceWhitelist', scope: 'cluster', other: 'namespaceResourceWhitelist' },
  { option: 'namespaceResourceWhitelist', scope: 'namespace', other: 'clusterResourceWhitelist' },
] as const;

/** Argo CD looks up a kind only in the list of its scope, so an entry in the other one allows nothing. */
export function checkScopes(level: SettingsOptions | undefined, path: string, report: Report): void {
  for (const { option, scope, other } of SCOPES) {
    for (const [index, { group = '', kind }] of (level?.[option] ?? []).entries()) {
      const actual = scopeOf({ group, kind });
      if (actual === undefined || actual === scope) continue;
      report({
        code: 'invalid-value',
        path: `${path}.${option}[${index}]`,
        must: `be a kind that belongs to ${scope === 'cluster' ? 'the cluster, not to a namespace' : 'a namespace, not to the cluster'}`,
        got: describeKind({ group, kind }),
        fix: `move it to ${other}`,
      });
    }
  }
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
      const must = `be a different cluster; ${user} is the same`;
      report({ code: 'not-unique', path, must, got: show(cluster), fix: 'remove one of them' });
    }
  }
}
