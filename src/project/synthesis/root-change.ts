import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { isRecord } from '../../common/records';
import type { Folder } from '../../files/disk/folder';
import type { Tree } from '../../files/tree/tree';
import { ROOT_FILE } from '../../render/argocd/root';

/** A change of the root Application, which Argo CD does not sync. */
export interface RootChange {
  /** Its place in the cluster before and after; undefined after if there is none anymore. */
  readonly before: RootName;
  readonly after?: RootName;
}

interface RootName {
  readonly name: string;
  readonly namespace: string;
}

/** Compares the root Application in the folder with the rendered one. Undefined if it is new, or the same. */
export function rootChange(folder: Folder, tree: Tree): RootChange | undefined {
  const content = tree.get(ROOT_FILE)?.content;
  const text = folder.text(ROOT_FILE, content);
  if (text === undefined || text === content) return undefined;
  const [old, fresh] = [objectsOf(text), objectsOf(content ?? '')];
  const before = rootIn(old);
  // Only comments differ, or it was broken by hand.
  if (before === undefined || isDeepStrictEqual(old, fresh)) return undefined;
  return { before, after: rootIn(fresh) };
}

/** What a person has to do in Argo CD after the merge. */
export function formatRootChange({ before, after }: RootChange): string[] {
  const apply = `  kubectl apply --filename ${ROOT_FILE}`;
  if (after !== undefined && isDeepStrictEqual(before, after)) {
    return [
      '',
      `${ROOT_FILE} changed, and Argo CD does not sync it. After the merge, an Argo CD administrator applies it again:`,
      apply,
    ];
  }
  const where = `${before.name} in ${before.namespace}`;
  const kubectl = `kubectl --namespace ${before.namespace}`;
  const what =
    after === undefined ? `${ROOT_FILE} is no longer generated` : `The root is now ${after.name} in ${after.namespace}`;
  return [
    '',
    `${what}, and ${where} still syncs. After the merge, an Argo CD administrator deletes it without its Applications:`,
    `  ${kubectl} patch application ${before.name} --type merge --patch '{"metadata":{"finalizers":null}}'`,
    `  ${kubectl} delete application ${before.name}`,
    ...(after === undefined ? [] : ['Then they apply the new one:', apply]),
    ...(after === undefined || after.namespace === before.namespace ? [] : aboutOldApplications(kubectl)),
  ];
}

/** Applications in another namespace are new objects, and deleting an old one deletes what it deployed. */
function aboutOldApplications(kubectl: string): string[] {
  return [
    'Then they delete each old Application without what it deployed:',
    `  ${kubectl} patch application NAME --type merge --patch '{"metadata":{"finalizers":null}}'`,
    `  ${kubectl} delete application NAME`,
  ];
}

function objectsOf(text: string): unknown[] {
  return parseAllDocuments(text).map((document) => document.toJS() as unknown);
}

function rootIn(objects: readonly unknown[]): RootName | undefined {
  const root = objects.find((object) => isRecord(object) && object.kind === 'Application');
  const metadata = isRecord(root) && isRecord(root.metadata) ? root.metadata : {};
  const { name, namespace } = metadata;
  return typeof name === 'string' && typeof namespace === 'string' ? { name, namespace } : undefined;
}
