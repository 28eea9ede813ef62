import type { Document, YAMLMap } from 'yaml';
import { isMap, isSeq } from 'yaml';
import { SEALED_FILE } from './paths';
import { append, ownToYaml, parseOwn } from './yaml-edit';
import { toInlineYaml } from '../tree/yaml';

/**
 * Annotation of the pod templates that restarts pods when a sealed value changes; a changed Secret alone does not. It avoids
 * the word secret, since scanners report a hash after it.
 */
export const SEALED_CHECKSUM = 'checksum/sealed';

/**
 * Lists the sealed file in its Component, and adds a checksum of the sealed values to the app's Deployments. Jobs and cron
 * jobs read the values at each run.
 */
export function withListed(text: string, path: string, app: string, checksum: string): string {
  const document = parseOwn(text, path);
  if (!listedFiles(document.toJS()).some(isSealedFile)) append(document, 'resources', SEALED_FILE);
  const patch = checksumPatch(app, checksum);
  const known = checksumEntry(document);
  if (known === undefined) {
    append(document, 'patches', patch, ' Restarts pods when a sealed value changes; make seal updates this checksum.');
  } else {
    known.set('patch', patch.patch);
    known.set('target', document.createNode(patch.target));
  }
  return ownToYaml(document, text);
}

/** Removes both. */
export function withoutListed(text: string, path: string): string {
  const document = parseOwn(text, path);
  const resources = document.get('resources', true);
  if (isSeq(resources)) {
    resources.items = resources.items.filter((item) => !isSealedFile(String(item)));
    // kustomize rejects an empty Component without an empty list.
    if (resources.items.length === 0) resources.flow = true;
  }
  const patches = document.get('patches', true);
  const entry = checksumEntry(document);
  if (isSeq(patches) && entry !== undefined) {
    patches.items = patches.items.filter((item) => item !== entry);
    if (patches.items.length === 0) document.delete('patches');
  }
  return ownToYaml(document, text);
}

/** Files and folders that a kustomization lists as resources. */
export function listedFiles(data: unknown): string[] {
  const { resources } = (data ?? {}) as { resources?: unknown };
  return Array.isArray(resources) ? (resources as unknown[]).filter((one) => typeof one === 'string') : [];
}

/** Whether a patch of a kustomization sets the checksum. */
export function setsChecksum(patch: unknown): boolean {
  return typeof patch === 'string' && patch.includes(SEALED_CHECKSUM);
}

function isSealedFile(file: string): boolean {
  return file.replace(/^\.\//, '') === SEALED_FILE;
}

function checksumEntry(document: Document): YAMLMap | undefined {
  const patches = document.get('patches', true);
  if (!isSeq(patches)) return undefined;
  return patches.items.filter((item) => isMap(item)).find((item) => setsChecksum(item.get('patch')));
}

/**
 * A patch by a target that may match nothing: it keeps the other annotations of the app's Deployments, and only affects
 * extra manifests with the app's name.
 */
function checksumPatch(app: string, checksum: string): { readonly patch: string; readonly target: object } {
  const patch = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'any' },
    spec: { template: { metadata: { annotations: { [SEALED_CHECKSUM]: checksum } } } },
  };
  return {
    patch: toInlineYaml(patch),
    target: { group: 'apps', version: 'v1', kind: 'Deployment', labelSelector: `app.kubernetes.io/name=${app}` },
  };
}
