import { posix } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { listedFiles } from './component-file';
import { componentPath, sealedPath, secretsFolder, templatePath } from './paths';
import type { Seal, SealedValues } from './sealed-file';
import { lastCertificate, sealedValues } from './sealed-file';
import { isRecord } from '../../common/records';
import { readBlockYaml } from '../../common/yaml-block';
import type { App } from '../../config/model';
import { secretKeys } from '../../config/model';
import { secretName } from '../../config/names';

/** Text of a file by path, in the folder or in a commit; undefined when it does not exist. */
export type ReadText = (path: string) => string | undefined;

/** The sealed keys of an environment, compared with the declared ones. */
export interface SealedState {
  readonly sealed: readonly string[];
  readonly missing: readonly string[];
  /** Sealed, but not declared. */
  readonly undeclared: readonly string[];
}

/** Compares declared keys with sealed keys. */
export function sealedState(declared: readonly string[], values: SealedValues): SealedState {
  return {
    sealed: declared.filter((key) => Object.hasOwn(values, key)),
    missing: declared.filter((key) => !Object.hasOwn(values, key)),
    undeclared: Object.keys(values)
      .filter((key) => !declared.includes(key))
      .sort(),
  };
}

/** A file with sealed values of an app. */
export interface SealedSource {
  readonly path: string;
  readonly values: SealedValues;
}

/** The files in the Component of an environment that contain the sealed secret of the app. */
export function sealedSources(app: string, environment: string, seal: Seal, read: ReadText): SealedSource[] {
  const [component] = dataOf(read(componentPath(app, environment)));
  return listedFiles(component).flatMap((file): SealedSource[] => {
    const path = posix.join(secretsFolder(app, environment), file);
    // The Component of an app only lists files in its folder.
    const text = path.startsWith(`${secretsFolder(app, environment)}/`) ? read(path) : undefined;
    return dataOf(text)
      .filter((data) => isRecord(data) && isRecord(data.metadata) && data.metadata.name === seal.name)
      .map((data) => ({ path, values: sealedValues(data, seal) }));
  });
}

/** The sealed values that are deployed in an environment. */
export function sealedIn(app: string, environment: string, seal: Seal, read: ReadText): SealedValues {
  const sources = sealedSources(app, environment, seal, read);
  return Object.fromEntries(sources.flatMap(({ values }) => Object.entries(values)));
}

/**
 * Fingerprints of the certificates that an environment was last sealed with: the one of the app, or those of the others if
 * nothing is sealed for the app yet.
 */
export function lastCertificates(
  app: string,
  others: readonly string[],
  environment: string,
  read: ReadText,
): string[] {
  const of = (name: string): string[] =>
    dataOf(read(sealedPath(name, environment))).flatMap((data) => lastCertificate(data) ?? []);
  const own = of(app);
  return own.length > 0 ? own : [...new Set(others.flatMap(of))];
}

/** Declared keys of an app that have no sealed value in an environment. */
export function notSealed(app: App, environment: string, namespace: string, read: ReadText): readonly string[] {
  const keys = secretKeys(app);
  if (keys.length === 0) return [];
  const values = sealedIn(app.name, environment, { name: secretName(app), namespace }, read);
  return sealedState(keys, values).missing;
}

/**
 * Keys that a commit needs but has not sealed. The needed keys come from the manifests of the commit, which may differ
 * from today's.
 */
export function missingInCommit(app: string, environment: string, read: ReadText): string[] {
  const [template] = dataOf(read(templatePath(app)));
  const needed = isRecord(template) && isRecord(template.spec) ? template.spec.encryptedData : undefined;
  const [overlay] = dataOf(read(`apps/${app}/k8s/overlays/${environment}/kustomization.yaml`));
  const namespace = isRecord(overlay) && typeof overlay.namespace === 'string' ? overlay.namespace : '';
  const values = sealedIn(app, environment, { name: secretName({ name: app }), namespace }, read);
  return sealedState(Object.keys(isRecord(needed) ? needed : {}), values).missing.slice();
}

/** The values of the sealed secret in a text, by key. */
export function parseSealed(text: string): Readonly<Record<string, unknown>> {
  const [data] = dataOf(text);
  const values = isRecord(data) && isRecord(data.spec) ? data.spec.encryptedData : undefined;
  return isRecord(values) ? values : {};
}

/** Every document of a text as plain data; empty for invalid YAML, which another rule reports. */
function dataOf(text: string | undefined): unknown[] {
  if (text === undefined) return [];
  const plain = readBlockYaml(text);
  if (plain !== undefined) return [plain];
  const documents = parseAllDocuments(text, { version: '1.1', logLevel: 'error' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
  try {
    return documents.map((document) => document.toJS({ maxAliasCount: 0 }) as unknown);
  } catch {
    return [];
  }
}
