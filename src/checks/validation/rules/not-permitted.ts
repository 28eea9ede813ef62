import type { ResourceKind } from '../../../config/kinds';
import { describeKind, isClusterScoped, kindEntry, kindOf } from '../../../config/kinds';
import type { AppProject } from '../app-projects';
import { appProjects, projectKey } from '../app-projects';
import type { Application } from '../applications';
import type { BuildTarget } from '../builds';
import type { Context, TreeCheck } from '../context';
import { locateField, objectsIn } from '../locate';
import type { KubeObject } from '../objects';
import { at, describeObject, isPlaintextSecret, namespaceOf } from '../objects';
import type { Problem } from '../problem';

/**
 * An Application whose AppProject does not allow its repository, its destination, or an object that it deploys. Argo CD
 * refuses the whole sync.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export const notPermitted: TreeCheck = (context) => {
  const { applications, targets, manifests, tree } = context;
  const written = manifests
    .filter((path) => tree.text(path)?.includes('AppProject'))
    .flatMap((path) => objectsIn(tree, path).map(({ object }) => object));
  const projects = appProjects(targets, written);
  if (projects.size === 0) return [];
  const byFolder = new Map(targets.map((target) => [target.folder, target]));
  const specs = builtSpecs(targets);
  return applications.flatMap((application) => {
    const name = at(specs.get(application.name) ?? application.object.spec, ['project']);
    // A project that is not in the tree is maintained elsewhere.
    const project = typeof name === 'string' ? projects.get(projectKey(application.namespace, name)) : undefined;
    if (project === undefined) return [];
    const where: Deployment = { application, name: name as string, project };
    const built = application.sources.flatMap(({ path }) => byFolder.get(path ?? '') ?? []);
    return [
      ...source(context, where),
      ...built.flatMap((target) => target.objects.flatMap(({ object }) => judge(context, where, target, object))),
    ];
  });
};

interface Deployment {
  readonly application: Application;
  /** Name of its AppProject. */
  readonly name: string;
  readonly project: AppProject;
}

/** The Applications as they are built, with patches. */
function builtSpecs(targets: readonly BuildTarget[]): ReadonlyMap<string, unknown> {
  const objects = targets.flatMap((target) => target.objects.map(({ object }) => object));
  return new Map(
    objects.filter(({ kind }) => kind === 'Application').map((object) => [nameIn(object), object.spec] as const),
  );
}

function nameIn(object: KubeObject): string {
  return String(at(object, ['metadata', 'name']));
}

function source({ tree }: Context, { application, name, project }: Deployment): Problem[] {
  return application.sources
    .filter(({ repoURL }) => repoURL !== '' && !project.allowsSource(repoURL))
    .map(({ repoURL, at: place }): Problem => ({
      rule: 'not-permitted',
      path: application.path,
      ...tree.yaml(application.path).position(application.document, [...application.at, ...place, 'repoURL']),
      message: `AppProject ${name} does not allow the repository ${repoURL}, so Argo CD refuses to sync ${application.name}`,
      fix: `add it to sourceRepos of AppProject ${name}`,
    }));
}

function judge(context: Context, where: Deployment, target: BuildTarget, object: KubeObject): Problem[] {
  const { application, name, project } = where;
  const kind = kindOf(object);
  const problem = (what: string, fix: string): Problem => ({
    rule: 'not-permitted',
    ...(locateField(context.tree, target, object, ['kind']) ?? { path: target.path }),
    message: `AppProject ${name} does not allow ${what}, so Argo CD refuses to sync ${describeObject(object)}`,
    fix,
  });
  // It must not be in the repository at all, which another rule reports.
  if (isPlaintextSecret(object)) return [];
  if (!project.allowsKind(object, kind)) {
    return [problem(`the kind ${describeKind(kind)}`, fixOf(context, name, kind))];
  }
  if (isClusterScoped(kind)) return [];
  const namespace = namespaceOf(object) ?? application.destination;
  if (project.allowsPlace({ cluster: application.cluster, namespace })) return [];
  const fix = `deploy it to a namespace of the app, or add this one to destinations of AppProject ${name}`;
  return [problem(`the namespace ${namespace}`, fix)];
}

/** The option, or without a config the list of the AppProject. */
function fixOf({ declared }: Context, name: string, kind: ResourceKind): string {
  const list = isClusterScoped(kind) ? 'clusterResourceWhitelist' : 'namespaceResourceWhitelist';
  return declared.some(({ app }) => app === name)
    ? `add ${kindEntry(kind)} to ${list} of the app ${name} in .projenrc.ts, or deploy it elsewhere`
    : `add ${kindEntry(kind)} to ${list} of AppProject ${name}, or deploy it elsewhere`;
}
