import { posix } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { listedFiles } from './component-file';
import { componentPath, secretsFolder, templatePath } from './paths';
import type { Seal, SealedValues } from './sealed-file';
import { sealedValues } from './sealed-file';
import { isRecord } from '../../common/records';
import { secretName } from '../../config/names';

/** Text of a file by its path, in the folder or in a commit; undefined when there is none. */
export type ReadText = (path: string) => string | undefined;

/** Which keys are sealed for an environment, beside those that the app declares. */
export interface SealedState {
  readonly sealed: readonly string[];
  readonly missing: readonly string[];
  /** Sealed, and declared by nobody. */
  readonly undeclared: readonly string[];
}

/** Compares what is declared with what is sealed. */
export function sealedState(declared: readonly string[], values: SealedValues): SealedState {
  return {
    sealed: declared.filter((key) => Object.hasOwn(values, key)),
    missing: declared.filter((key) => !Object.hasOwn(values, key)),
    undeclared: Object.keys(values)
      .filter((key) => !declared.includes(key))
      .sort(),
  };
}

/** A file that holds the sealed values of an app. */
export interface SealedSource {
  readonly path: string;
  readonly values: SealedValues;
}

/** The files that the Component of an environment lists and that hold the sealed secret of the app. */
export function sealedSources(app: string, environment: string, seal: Seal, read: ReadText): SealedSource[] {
  const [component] = dataOf(read(componentPath(app, environment)));
  return listedFiles(component).flatMap((file): SealedSource[] => {
    const path = posix.join(secretsFolder(app, environment), file);
    // What an app's Component lists lies in its folder.
    const text = path.startsWith(`${secretsFolder(app, environment)}/`) ? read(path) : undefined;
    return dataOf(text)
      .filter((data) => isRecord(data) && isRecord(data.metadata) && data.metadata.name === seal.name)
      .map((data) => ({ path, values: sealedValues(data, seal) }));
  });
}

/** The values that are sealed for an environment and that reach it. */
export function sealedIn(app: string, environment: string, seal: Seal, read: ReadText): SealedValues {
  const sources = sealedSources(app, environment, seal, read);
  return Object.fromEntries(sources.flatMap(({ values }) => Object.entries(values)));
}

/**
 * Keys that a commit needs and has not sealed. What it needs is what its own manifests were rendered from, which may be
 * another list than that of today.
 */
export function missingInCommit(app: string, environment: string, read: ReadText): string[] {
  const [template] = dataOf(read(templatePath(app)));
  const needed = isRecord(template) && isRecord(template.spec) ? template.spec.encryptedData : undefined;
  const [overlay] = dataOf(read(`apps/${app}/k8s/overlays/${environment}/kustomization.yaml`));
  const namespace = isRecord(overlay) && typeof overlay.namespace === 'string' ? overlay.namespace : '';
  const values = sealedIn(app, environment, { name: secretName({ name: app }), namespace }, read);
  return sealedState(Object.keys(isRecord(needed) ? needed : {}), values).missing.slice();
}

/** What the sealed secret of a text holds, by key; for what is of the right shape already. */
export function parseSealed(text: string): Readonly<Record<string, unknown>> {
  const [data] = dataOf(text);
  const values = isRecord(data) && isRecord(data.spec) ? data.spec.encryptedData : undefined;
  return isRecord(values) ? values : {};
}

/** Every document of a text as plain data; none of one that is no YAML, which has a rule of its own. */
function dataOf(text: string | undefined): unknown[] {
  if (text === undefined) return [];
  const documents = parseAllDocuments(text, { version: '1.1', logLevel: 'error' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return [];
  try {
    return documents.map((document) => document.toJS({ maxAliasCount: 0 }) as unknown);
  } catch {
    return [];
  }
}
