import { posix } from 'node:path';
import type { Closure, Kustomization } from './kustomizations';
import { KUSTOMIZATION_NAMES } from './kustomizations';
import type { KubeObject } from './objects';
import { at, isKubeObject, isKustomization } from './objects';
import type { SourceTree } from './source-tree';
import { YamlFile } from './yaml-file';
import { isRecord, records } from '../../common/records';
import { readBlockYaml } from '../../common/yaml-block';

/** Fields of a kustomization that concern only its own objects and leave their names as they are. */
const FIELDS: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'resources',
  'components',
  'namespace',
  'labels',
  'commonAnnotations',
  'images',
  'replicas',
  'patches',
]);

/**
 * Kinds in which kustomize completes a reference with the namespace of the object that it finds, which could belong to
 * another folder. Elsewhere it replaces a name by the new name of the object, and here no name is new.
 */
const KINDS: ReadonlySet<string> = new Set([
  'ClusterRoleBinding',
  'MutatingWebhookConfiguration',
  'Node',
  'RoleBinding',
  'ValidatingWebhookConfiguration',
]);

/** Labels and annotations that kustomize interprets, such as the one for a hash in the name. */
const INTERPRETED = /config\.(?:kubernetes|k8s)\.io/;

/** The paths of a JSON patch that change the identity of an object. */
const IDENTITY = /^\/?(?:apiVersion|kind|metadata(?:\/(?:name|namespace))?)?$/;

/**
 * Whether kustomize builds the same objects from these files in a process that also builds other folders: nothing is
 * renamed, referred to by namespace, or generated, and no setting applies to a whole build.
 */
export function isIndependent({ files, kustomizations, isComplete }: Closure, tree: SourceTree): boolean {
  if (!isComplete) return false;
  const own = new Map(kustomizations.map((kustomization) => [kustomization.path, kustomization]));
  const uses = kustomizations.flatMap(({ entries }) => entries);
  const [patches, objects] = (['patch', 'object'] as const).map(
    (wanted) => new Set(uses.flatMap(({ use, target }) => (use === wanted && target) || [])),
  );
  return files.every((path) => {
    const kustomization = own.get(path);
    if (kustomization) return isPlain(kustomization, tree);
    const text = tree.text(path);
    if (text === undefined || (patches.has(path) && !isOwnPatch(text))) return false;
    return !objects.has(path) || tree.yaml(path).values.every(isPlainObject);
  });
}

function isPlain({ path, folder, data, entries }: Kustomization, tree: SourceTree): boolean {
  return (
    // With two kustomizations in a folder, kustomize fails.
    KUSTOMIZATION_NAMES.filter((name) => tree.has(posix.join(folder, name))).length === 1 &&
    tree.yaml(path).values.length === 1 &&
    Object.keys(data).every((field) => FIELDS.has(field)) &&
    entries.every(({ use, at: [field] }) => use !== 'patch' || field === 'patches') &&
    !INTERPRETED.test(JSON.stringify([data.labels ?? [], data.commonAnnotations ?? {}])) &&
    records(data.patches).every(
      ({ patch, ...rest }) =>
        Object.keys(rest).every((field) => field === 'path' || field === 'target') &&
        (patch === undefined || (typeof patch === 'string' && isOwnPatch(patch))),
    )
  );
}

/** Whether a document is an object that kustomize takes as it is. */
function isPlainObject(value: unknown): boolean {
  return (
    isKubeObject(value) &&
    !KINDS.has(value.kind) &&
    // Lists are not looked into.
    !value.kind.endsWith('List') &&
    !isKustomization(value) &&
    !INTERPRETED.test(JSON.stringify(annotationsOf(value)))
  );
}

function annotationsOf(object: KubeObject): unknown[] {
  return ['annotations', 'labels'].map((field) => at(object, ['metadata', field]) ?? {});
}

/** Whether a patch changes neither the identity of an object nor how kustomize treats it. */
function isOwnPatch(text: string): boolean {
  const patch = readPatch(text);
  if (INTERPRETED.test(JSON.stringify(patch) ?? '')) return false;
  if (isRecord(patch)) return patch.$patch === undefined || patch.$patch === 'delete';
  return (
    Array.isArray(patch) &&
    (patch as unknown[]).every(
      (operation) =>
        isRecord(operation) && [operation.path, operation.from ?? '/spec'].every((path) => !isIdentity(path)),
    )
  );
}

function readPatch(text: string): unknown {
  // Reads a list as the value of a field: plain text of it is much faster to read than any YAML.
  const list = text.startsWith('- ') ? readBlockYaml(`list:\n${text.endsWith('\n') ? text : `${text}\n`}`) : undefined;
  if (list) return list.list;
  const { values } = new YamlFile('', text);
  return values.length === 1 ? values[0] : undefined;
}

function isIdentity(path: unknown): boolean {
  return typeof path !== 'string' || IDENTITY.test(path);
}
