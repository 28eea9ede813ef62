import { isMap, isScalar } from 'yaml';
import { SealError } from './error';
import { mapAt, ownToYaml, parseOwn, setSorted } from './yaml-edit';
import { isRecord } from '../../common/records';
import { sha256 } from '../tree/hash-manifest';
import { toYaml } from '../tree/yaml';

/** The scope of a value: a controller only decrypts it under this name in this namespace. */
export interface Seal {
  readonly name: string;
  readonly namespace: string;
}

/** Sealed values by key. */
export type SealedValues = Readonly<Record<string, string>>;

const API = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret' } as const;

const HEADER = '# Sealed by make seal for this name and namespace. Safe to commit.\n';

/** Annotations that widen the scope of a file; its strictly sealed values then cannot be decrypted. */
export const SCOPES = ['sealedsecrets.bitnami.com/cluster-wide', 'sealedsecrets.bitnami.com/namespace-wide'] as const;

/** Annotation with the fingerprint of the certificate that the file was last sealed with. */
const CERTIFICATE = 'checksum/certificate';

/** A new sealed value of a key. */
export interface NewValue {
  readonly key: string;
  readonly value: string;
  /** Fingerprint of the certificate that it is sealed with. */
  readonly certificate: string;
}

/** Adds a sealed value to the text of a file, or creates it. Everything else stays as it is. */
export function withSealed(
  text: string | undefined,
  path: string,
  seal: Seal,
  { key, value, certificate }: NewValue,
): string {
  if (text === undefined) {
    const template = { metadata: { ...seal }, type: 'Opaque' };
    const metadata = { annotations: { [CERTIFICATE]: certificate }, ...seal };
    return HEADER + toYaml({ ...API, metadata, spec: { encryptedData: { [key]: value }, template } });
  }
  const document = parseOwn(text, path);
  requireSeal(document.toJS(), path, seal);
  setSorted(document, mapAt(document, ['metadata', 'annotations']), CERTIFICATE, certificate);
  setSorted(document, mapAt(document, ['spec', 'encryptedData']), key, value);
  return ownToYaml(document, text);
}

/** Fingerprint of the certificate that a file was last sealed with; undefined if it isn't recorded. */
export function lastCertificate(data: unknown): string | undefined {
  const annotations = isRecord(data) && isRecord(data.metadata) ? data.metadata.annotations : undefined;
  const found = isRecord(annotations) ? annotations[CERTIFICATE] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** Removes a key; undefined when no key is left and the file can go. */
export function withoutSealed(text: string, path: string, key: string): string | undefined {
  const document = parseOwn(text, path);
  const values = document.getIn(['spec', 'encryptedData'], true);
  if (!isMap(values) || !values.has(key)) return text;
  values.items = values.items.filter((pair) => !(isScalar(pair.key) && pair.key.value === key));
  return values.items.length === 0 ? undefined : ownToYaml(document, text);
}

/** The sealed values of a file in this scope; empty values do not count. */
export function sealedValues(data: unknown, seal: Seal): SealedValues {
  if (!isRecord(data) || data.kind !== API.kind || !isRecord(data.metadata) || !isRecord(data.spec)) return {};
  if (data.metadata.name !== seal.name || data.metadata.namespace !== seal.namespace) return {};
  const entries = Object.entries(isRecord(data.spec.encryptedData) ? data.spec.encryptedData : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}

/** Checksum of the sealed values, independent of the order of the keys. */
export function sealedChecksum(values: Readonly<Record<string, unknown>>): string {
  return sha256(
    JSON.stringify(
      Object.keys(values)
        .sort()
        .map((key) => [key, values[key]]),
    ),
  );
}

/** Rejects a file for another scope: its values and this one cannot be decrypted together. */
function requireSeal(data: unknown, path: string, { name, namespace }: Seal): void {
  const metadata = isRecord(data) && isRecord(data.metadata) ? data.metadata : {};
  if (!isRecord(data) || data.apiVersion !== API.apiVersion || data.kind !== API.kind) {
    throw new SealError(`${path} must hold one SealedSecret of ${API.apiVersion}; move other content to another file`);
  }
  if (metadata.name !== name || metadata.namespace !== namespace) {
    throw new SealError(
      `${path} is sealed for ${String(metadata.name)} in the namespace ${String(metadata.namespace)}, but the app reads ` +
        `${name} in ${namespace} and cannot decrypt it. Remove the file, then seal each key again`,
    );
  }
  const annotations = isRecord(metadata.annotations) ? metadata.annotations : {};
  const scope = SCOPES.find((one) => String(annotations[one]) === 'true');
  if (scope === undefined) return;
  throw new SealError(`${path} has the annotation ${scope}: remove the file, then seal each key again in strict scope`);
}
