import { posix } from 'node:path';
import { isRecord, records } from '../../../common/records';
import { SEALED_CHECKSUM, setsChecksum } from '../../../files/secrets/component-file';
import { SEALED_FILE } from '../../../files/secrets/paths';
import { sealedChecksum, SCOPES } from '../../../files/secrets/sealed-file';
import type { TreeCheck, Context, DeclaredSecret } from '../context';
import { objectsIn } from '../locate';
import type { KubeObject } from '../objects';
import { at, nameOf } from '../objects';
import type { Problem } from '../problem';
import type { YamlPath } from '../yaml-file';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Finds SealedSecrets that no controller can decrypt, or that the app of their folder does not use. Other rules find those
 * that are moved to another namespace or not listed.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets#scopes
 */
export const sealedSecret: TreeCheck = (context) => {
  const files = context.manifests.filter(
    (path) => posix.basename(path) !== 'secret-template.yaml' && context.tree.text(path)?.includes('SealedSecret'),
  );
  return [
    ...files.flatMap((path) =>
      objectsIn(context.tree, path)
        .filter(({ object }) => object.kind === 'SealedSecret')
        .flatMap(({ object, document, at: place }) => {
          const found: Found[] = [...checkValues(object), ...checkDeclared(context, path, object)];
          return found.map(({ at: inside, message, fix }): Problem => {
            const position = context.tree.yaml(path).position(document, [...place, ...inside]);
            return { rule: 'sealed-secret', path, ...position, message, fix };
          });
        }),
    ),
    ...checkChecksums(context),
  ];
};

interface Found {
  readonly at: YamlPath;
  readonly message: string;
  readonly fix: string;
}

/** Values that cannot be decrypted in any cluster. secret-template.yaml has no values, and is exempt by its name. */
function checkValues(object: KubeObject): Found[] {
  const values = at(object, ['spec', 'encryptedData']);
  return Object.entries(isRecord(values) ? values : {}).flatMap(([key, value]): Found[] => {
    const problem = problemOf(value);
    if (problem === undefined) return [];
    const message = `the value of ${key} in SealedSecret ${nameOf(object)} is ${problem}, so it cannot be decrypted`;
    return [
      { at: ['spec', 'encryptedData', key], message, fix: `seal ${key} again: make seal APP=… ENV=… KEY=${key}` },
    ];
  });
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return 'empty';
  return BASE64.test(value.replace(/\s/g, '')) ? undefined : 'not base64';
}

/** Whether a SealedSecret in the folder of an app is the one that the app uses. */
function checkDeclared({ secrets }: Context, path: string, object: KubeObject): Found[] {
  const declared = secrets.find(({ overlay }) => posix.dirname(path) === `${overlay}/secrets`);
  if (declared === undefined) return [];
  const { app, environment, name, keys } = declared;
  if (nameOf(object) !== name) {
    if (posix.basename(path) !== SEALED_FILE) return [];
    const message = `SealedSecret ${nameOf(object)} is not ${name}, the one that ${app} uses`;
    const fix = `remove the file, then seal each key again: ${command(declared, '…')}`;
    return [{ at: ['metadata', 'name'], message, fix }];
  }
  const annotations = at(object, ['metadata', 'annotations']);
  const scopes = SCOPES.filter((scope) => isRecord(annotations) && String(annotations[scope]) === 'true');
  const values = at(object, ['spec', 'encryptedData']);
  return [
    ...scopes.map((scope) => ({
      at: ['metadata', 'annotations', scope],
      message: `${scope} allows decrypting SealedSecret ${name} under other names`,
      fix: `remove the file, then seal each key again in strict scope: ${command(declared, '…')}`,
    })),
    ...Object.keys(isRecord(values) ? values : {})
      .filter((key) => !keys.includes(key))
      .map((key) => ({
        at: ['spec', 'encryptedData', key],
        message: `${key} is sealed for ${app} in ${environment}, but ${app} does not declare it`,
        fix: `add it to secrets or secretFiles of apps.${app}, or remove it: ${command(declared, key)} REMOVE=1`,
      })),
  ];
}

/** Pods restart when the checksum of the sealed values changes, so it must match them. */
function checkChecksums({ secrets, kustomizations, tree }: Context): Problem[] {
  return secrets.flatMap((declared): Problem[] => {
    const component = kustomizations.in(`${declared.overlay}/secrets`);
    const path = `${declared.overlay}/secrets/${SEALED_FILE}`;
    if (component === undefined || !component.entries.some(({ target }) => target === path)) return [];
    const object = objectsIn(tree, path).find((one) => one.object.kind === 'SealedSecret')?.object;
    const values = at(object, ['spec', 'encryptedData']);
    if (!isRecord(values)) return [];
    const patches = records(component.data.patches);
    const index = patches.findIndex(({ patch }) => setsChecksum(patch));
    if (index >= 0 && String(patches[index].patch).includes(sealedChecksum(values))) return [];
    const message = `${SEALED_CHECKSUM} does not match ${SEALED_FILE}, so a new value restarts no pods`;
    const fix = `run make seal APP=${declared.app} ENV=${declared.environment} REFRESH=1`;
    const position = kustomizations.position(component, index < 0 ? ['resources'] : ['patches', index]);
    return [{ rule: 'sealed-secret', path: component.path, ...position, message, fix }];
  });
}

function command({ app, environment }: DeclaredSecret, key: string): string {
  return `make seal APP=${app} ENV=${environment} KEY=${key}`;
}
