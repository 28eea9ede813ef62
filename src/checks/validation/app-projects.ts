import type { BuildTarget } from './builds';
import type { KubeObject } from './objects';
import { at, nameOf, namespaceOf, strings } from './objects';
import { records } from '../../common/records';
import type { ResourceKind } from '../../config/kinds';
import { isClusterScoped, isKnownGroup, kindOf } from '../../config/kinds';

/** Where Argo CD deploys to. */
interface Place {
  /** Address or name of the cluster. */
  readonly cluster: string;
  readonly namespace: string;
}

/**
 * What an AppProject allows, as Argo CD decides it.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/
 */
export class AppProject {
  private readonly spec: unknown;

  constructor(object: KubeObject) {
    this.spec = object.spec;
  }

  /** What of an object it does not allow. */
  refusal(object: KubeObject): 'kind' | 'namespace' | undefined {
    if (!this.allowsKind(object, kindOf(object))) return 'kind';
    const namespace = isClusterScoped(kindOf(object)) ? undefined : namespaceOf(object);
    return namespace === undefined || this.allowsNamespace(namespace) ? undefined : 'namespace';
  }

  /** Whether it allows a kind; in any of its lists, if only the cluster knows the scope of the kind. */
  allowsKind(object: KubeObject, { group, kind }: ResourceKind): boolean {
    const inCluster = this.allowsInCluster(object, { group, kind });
    const inNamespace = this.allowsInNamespace({ group, kind });
    if (!isKnownGroup(group)) return inCluster || inNamespace;
    return isClusterScoped({ group, kind }) ? inCluster : inNamespace;
  }

  private allowsInNamespace(kind: ResourceKind): boolean {
    const allowed = at(this.spec, ['namespaceResourceWhitelist']);
    const isListed = !Array.isArray(allowed) || hasKind(allowed, kind);
    return isListed && !hasKind(at(this.spec, ['namespaceResourceBlacklist']), kind);
  }

  private allowsInCluster(object: KubeObject, kind: ResourceKind): boolean {
    const allowed = records(at(this.spec, ['clusterResourceWhitelist'])).filter(
      ({ name }) => typeof name !== 'string' || matches(name, nameOf(object)),
    );
    return hasKind(allowed, kind) && !hasKind(at(this.spec, ['clusterResourceBlacklist']), kind);
  }

  allowsPlace({ cluster, namespace }: Place): boolean {
    let isAllowed = false;
    for (const entry of records(at(this.spec, ['destinations']))) {
      const isThere = isCluster(entry, cluster);
      const pattern = String(entry.namespace ?? '');
      const isNamespace = matches(pattern, namespace);
      if (isThere && isNamespace) isAllowed = true;
      else if (isThere && pattern.startsWith('!')) return false;
    }
    return isAllowed;
  }

  /** Whether it allows a namespace of any cluster. */
  allowsNamespace(namespace: string): boolean {
    const entries = records(at(this.spec, ['destinations']));
    return entries.some((entry) => this.allowsPlace({ cluster: clusterOf(entry), namespace }));
  }

  allowsSource(repoUrl: string): boolean {
    const patterns = strings(at(this.spec, ['sourceRepos']));
    const fits = (pattern: string): boolean => matches(normalized(pattern), normalized(repoUrl), '/');
    return patterns.some(fits) && patterns.every((pattern) => !pattern.startsWith('!') || fits(pattern));
  }
}

/** The AppProjects of a tree by namespace and name; those of a build, which include its patches, come first. */
export function appProjects(
  targets: readonly BuildTarget[],
  written: readonly KubeObject[],
): ReadonlyMap<string, AppProject> {
  const built = targets.filter(({ ok }) => ok).flatMap(({ objects }) => objects.map(({ object }) => object));
  const found = new Map<string, AppProject>();
  for (const object of [...written, ...built]) {
    if (object.kind !== 'AppProject' || !object.apiVersion.startsWith('argoproj.io/')) continue;
    found.set(projectKey(namespaceOf(object) ?? '', nameOf(object)), new AppProject(object));
  }
  return found;
}

export function projectKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function hasKind(list: unknown, { group, kind }: ResourceKind): boolean {
  return records(list).some(
    (entry) => matches(String(entry.group ?? ''), group) && matches(String(entry.kind ?? ''), kind),
  );
}

function clusterOf({ server, name }: Record<string, unknown>): string {
  return String(server ?? name ?? '');
}

/** Whether a destination is a cluster. An address and a name can be the same cluster, which only Argo CD knows. */
function isCluster({ server, name }: Record<string, unknown>, cluster: string): boolean {
  const own = cluster.includes('://') ? server : name;
  return typeof own === 'string' && own !== '' ? matches(own, cluster) : server !== undefined || name !== undefined;
}

function normalized(url: string): string {
  return url.toLowerCase().replace(/\.git$/, '');
}

/**
 * Whether a text matches a pattern with `*`, `**`, and `?`, or does not match one after `!`.
 *
 * @param separator character that `*` does not match
 */
function matches(pattern: string, text: string, separator = ''): boolean {
  if (pattern.startsWith('!')) return !matches(pattern.slice(1), text, separator);
  if (pattern === text || pattern === '*' || pattern === '**') return true;
  if (!/[*?]/.test(pattern)) return false;
  const one = separator === '' ? '.' : `[^${separator}]`;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .split('**')
    .map((part) => part.replaceAll('*', `${one}*`).replaceAll('?', one))
    .join('.*');
  return new RegExp(`^${expression}$`).test(text);
}
