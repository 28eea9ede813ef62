import type { Application } from '../applications';
import type { TreeCheck, Context } from '../context';
import { listSome } from '../context';
import { objectsIn } from '../locate';
import type { KubeObject } from '../objects';
import { groupOf, nameOf, namespaceOf } from '../objects';

/**
 * S9: three Applications owned one Namespace, each with other labels, prune, and self-heal: they undo each other's changes
 * forever, and removing any of them deletes the Namespace.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#fail-the-sync-if-a-shared-resource-is-found
 */
export const sharedObject: TreeCheck = (context) => {
  const owners = new Map<string, Application[]>();
  const seen = new Set<string>();
  for (const application of context.applications) {
    // Duplicate Applications have their own rule.
    const identity = `${application.namespace} ${application.name} ${application.cluster}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    for (const object of new Set(objectsOfApplication(context, application).map((one) => keyOf(one, application)))) {
      owners.set(object, [...(owners.get(object) ?? []), application]);
    }
  }
  // The same Applications often share several objects: report them once.
  const groups = new Map<Application, Map<string, string[]>>();
  for (const [object, applications] of owners) {
    if (applications.length < 2) continue;
    const last = applications[applications.length - 1];
    const names = applications.map(({ name }) => name).join(', ');
    const group = groups.get(last) ?? new Map<string, string[]>();
    group.set(names, [...(group.get(names) ?? []), object.split('|')[2]]);
    groups.set(last, group);
  }
  return [...groups].flatMap(([{ path, line }, group]) =>
    [...group].map(([names, objects]) => ({
      rule: 'S9-shared-object' as const,
      path,
      line: line(),
      message: `the Applications ${names} all own ${listSome(objects)}`,
      fix: 'give each its own namespace or names, or keep shared objects in one Application',
    })),
  );
};

function objectsOfApplication(
  { targets, tree, kustomizations, manifests }: Context,
  application: Application,
): KubeObject[] {
  return application.sources.flatMap(({ path }) => {
    if (path === undefined || path === '') return [];
    if (kustomizations.hasFile(path)) {
      return targets
        .filter(({ folder }) => folder === path)
        .flatMap(({ objects }) => objects.map(({ object }) => object));
    }
    // A plain folder: its own files, without subfolders.
    return manifests
      .filter((file) => file.startsWith(`${path}/`) && !file.slice(path.length + 1).includes('/'))
      .flatMap((file) => objectsIn(tree, file).map(({ object }) => object));
  });
}

/** Cluster-scoped kinds that app repositories contain. */
const CLUSTER_KINDS =
  /^(?:Namespace|Cluster.*|CustomResourceDefinition|PersistentVolume|StorageClass|PriorityClass|IngressClass|GatewayClass|RuntimeClass|ValidatingAdmissionPolicy.*|MutatingAdmissionPolicy.*|.*WebhookConfiguration|APIService)$/;

function keyOf(object: KubeObject, { cluster, destination }: Application): string {
  const namespace = CLUSTER_KINDS.test(object.kind) ? '' : (namespaceOf(object) ?? destination);
  const where = namespace === '' ? '' : ` in ${namespace}`;
  return [cluster, groupOf(object), `${object.kind} ${nameOf(object)}${where}`].join('|');
}
