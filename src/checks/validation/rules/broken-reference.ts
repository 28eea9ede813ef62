import { isRecord, records } from '../../../common/records';
import type { BuildTarget } from '../builds';
import type { TreeCheck, Context } from '../context';
import { isHeld, listSome } from '../context';
import type { FilePlace } from '../locate';
import { locateField, sourceObjects } from '../locate';
import type { KubeObject } from '../objects';
import { at, containersOf, describeObject, nameOf, namespaceOf, podTemplatePath } from '../objects';
import type { Problem } from '../problem';
import { provides } from '../provided';
import type { YamlPath } from '../yaml-file';

/**
 * S10: a prefix renamed the ConfigMap and the references to it but not the Secret, which was not in the base, so the pods
 * asked for a Secret that does not exist. A SealedSecret that is renamed or moved cannot be decrypted.
 * @see https://github.com/bitnami-labs/sealed-secrets#scopes
 */
export const brokenReference: TreeCheck = (context) => [...references(context), ...sealed(context)];

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly at: YamlPath;
}

interface Broken {
  readonly place: Partial<FilePlace> & { readonly path: string };
  readonly object: string;
  readonly reference: Reference;
  readonly targets: BuildTarget[];
}

function references(context: Context): Problem[] {
  const { targets, tree, secrets, existing } = context;
  // Whether a declared secret is sealed is checked for each release, not here.
  const declared = new Set([
    ...secrets.map(({ overlay, name }) => `${overlay} Secret ${name}`),
    ...existing.map(({ overlay, kind, name }) => `${overlay} ${kind} ${name}`),
  ]);
  const shared = providersByNamespace(targets);
  const found = new Map<string, Broken>();
  for (const target of targets.filter(({ ok }) => ok)) {
    const own = new Set(target.objects.flatMap(({ object }) => provides(object)));
    for (const { object } of target.objects) {
      for (const reference of referencesOf(object)) {
        const key = `${reference.kind} ${reference.name}`;
        const namespace = namespaceOf(object);
        if (declared.has(`${target.folder} ${key}`)) continue;
        // Secrets can be sealed until the first release.
        if (reference.kind === 'Secret' && isHeld(context, target.folder)) continue;
        if (own.has(key) || (namespace !== undefined && shared.get(namespace)?.has(key))) continue;
        const place = locateField(tree, target, object, reference.at) ?? { path: target.path };
        const id = JSON.stringify([place, reference.kind, reference.name]);
        const known = found.get(id);
        if (known) known.targets.push(target);
        else found.set(id, { place, object: describeObject(object), reference, targets: [target] });
      }
    }
  }
  return [...found.values()].map(({ place, object, reference: { kind, name }, targets: missing }) => ({
    rule: 'S10-broken-reference',
    ...place,
    message: `${object} refers to the ${kind} ${name}, which is missing from the build of ${listSome(missing.map(({ folder }) => folder))}`,
    fix: fixOf(kind, missing[0], context),
  }));
}

function fixOf(kind: Reference['kind'], { folder }: BuildTarget, { declared }: Context): string {
  const app = declared.find((one) => folder.startsWith(`apps/${one.app}/`))?.app;
  const ways = {
    Secret: 'add its SealedSecret there (make seal, for a key that the app declares)',
    ConfigMap: 'add the ConfigMap to extraManifests',
  };
  if (app !== undefined) return `${ways[kind]}; if it exists elsewhere, list it in existing${kind}s of the app ${app}`;
  return kind === 'Secret'
    ? 'add its SealedSecret there, or mark the reference optional; namePrefix only renames objects in the build'
    : 'add the ConfigMap, or use its name with namePrefix and nameSuffix applied';
}

/** Secrets and ConfigMaps of a namespace, from any build. */
function providersByNamespace(targets: readonly BuildTarget[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { objects } of targets) {
    for (const { object } of objects) {
      const namespace = namespaceOf(object);
      if (namespace === undefined) continue;
      const names = found.get(namespace) ?? new Set<string>();
      for (const name of provides(object)) names.add(name);
      found.set(namespace, names);
    }
  }
  return found;
}

/** References that the pods of an object need to start. */
function referencesOf(object: KubeObject): Reference[] {
  const template = podTemplatePath(object);
  if (!template) return [];
  const found: Reference[] = [];
  const add = (kind: Reference['kind'], source: unknown, place: YamlPath, field = 'name'): void => {
    if (!isRecord(source) || source.optional === true) return;
    const name = text(source[field]);
    if (name !== undefined) found.push({ kind, name, at: [...place, field] });
  };
  for (const { container, path } of containersOf(object)) {
    records(container.envFrom).forEach((source, index) => {
      add('ConfigMap', source.configMapRef, [...path, 'envFrom', index, 'configMapRef']);
      add('Secret', source.secretRef, [...path, 'envFrom', index, 'secretRef']);
    });
    records(container.env).forEach((variable, index) => {
      const place: YamlPath = [...path, 'env', index, 'valueFrom'];
      add('ConfigMap', at(variable, ['valueFrom', 'configMapKeyRef']), [...place, 'configMapKeyRef']);
      add('Secret', at(variable, ['valueFrom', 'secretKeyRef']), [...place, 'secretKeyRef']);
    });
  }
  const volumes: YamlPath = [...template, 'spec', 'volumes'];
  records(at(object, volumes)).forEach((volume, index) => {
    add('ConfigMap', volume.configMap, [...volumes, index, 'configMap']);
    add('Secret', volume.secret, [...volumes, index, 'secret'], 'secretName');
    records(at(volume, ['projected', 'sources'])).forEach((source, item) => {
      const place: YamlPath = [...volumes, index, 'projected', 'sources', item];
      add('ConfigMap', source.configMap, [...place, 'configMap']);
      add('Secret', source.secret, [...place, 'secret']);
    });
  });
  return found;
}

/** A strict SealedSecret can only be decrypted under the name and in the namespace that it was sealed for. */
function sealed({ targets, tree }: Context): Problem[] {
  return targets
    .filter(({ ok }) => ok)
    .flatMap((target) => {
      const built = target.objects.filter(({ object }) => object.kind === 'SealedSecret').map(({ object }) => object);
      if (built.length === 0) return [];
      return sourceObjects(tree, target)
        .filter(({ object }) => object.kind === 'SealedSecret')
        .flatMap(({ object, path, document, at: place }): Problem[] => {
          const scope = scopeOf(object);
          if (scope === 'cluster-wide') return [];
          const namespace = namespaceOf(object);
          const fits = built.some(
            (other) =>
              (scope === 'namespace-wide' || nameOf(other) === nameOf(object)) &&
              (namespace === undefined || namespaceOf(other) === namespace),
          );
          if (fits) return [];
          return [
            {
              rule: 'S10-broken-reference',
              path,
              ...tree.yaml(path).position(document, [...place, 'metadata', 'name']),
              message: `${target.folder} renames or moves the SealedSecret ${nameOf(object)}, so it cannot be decrypted`,
              fix: 'seal it in the overlay, for its final name and namespace, without namePrefix',
            },
          ];
        });
    });
}

function scopeOf(object: KubeObject): string {
  const annotations = at(object, ['metadata', 'annotations']);
  if (!isRecord(annotations)) return 'strict';
  return (
    ['cluster-wide', 'namespace-wide'].find((scope) => annotations[`sealedsecrets.bitnami.com/${scope}`] === 'true') ??
    'strict'
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
