import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from './kubernetes-object';
import { applyOperations, mergePatch } from '../../common/json-patch';
import type { App, Patch } from '../../config/model';

/** The result of patches on an object, and their errors. */
export interface PatchOutcome {
  readonly patch: Patch;
  readonly before: KubernetesObject;
  readonly after: KubernetesObject;
  /** Path of the part of the patch that failed, and why. */
  readonly error?: { readonly path: string; readonly message: string };
}

/** Applies the patches of an app to an object in an environment, or in the base without one. */
export function patchObject<T extends KubernetesObject>(
  app: App,
  environment: string | undefined,
  object: T,
  watch?: (outcome: PatchOutcome) => void,
): T {
  let result = object;
  for (const patch of app.patches) {
    if (!isMeant(patch, environment, object)) continue;
    const outcome = applyOne(patch, result);
    watch?.(outcome);
    if (outcome.error === undefined) result = outcome.after as T;
  }
  return result;
}

/** Paths of the patches for an object in an environment, or in the base without one. */
export function patchesOf(app: App, environment: string | undefined, object: KubernetesObject): string[] {
  return app.patches.filter((patch) => isMeant(patch, environment, object)).map((patch) => patch.path);
}

/** Patches of one environment don't apply to the shared base. */
function isMeant(patch: Patch, environment: string | undefined, { kind, metadata }: KubernetesObject): boolean {
  const isThere = patch.environment === undefined || patch.environment === environment;
  return isThere && patch.kind === kind && (patch.name === undefined || patch.name === metadata.name);
}

function applyOne(patch: Patch, before: KubernetesObject): PatchOutcome {
  const { value, errors } =
    patch.operations === undefined
      ? { value: mergePatch(before, patch.merge) as KubernetesObject, errors: [] }
      : applyOperations(before, patch.operations);
  if (errors.length > 0) {
    const [{ index, message }] = errors;
    return { patch, before, after: before, error: { path: `${patch.path}.operations[${index}]`, message } };
  }
  if (!isDeepStrictEqual(identity(before), identity(value))) {
    const message = 'it would be another object: apiVersion, kind, name and namespace stay as they are';
    return { patch, before, after: before, error: { path: patch.path, message } };
  }
  return { patch, before, after: value };
}

function identity(object: KubernetesObject): unknown[] {
  const { apiVersion, kind } = object;
  // A patch can change anything.
  const metadata = object.metadata as { name?: unknown; namespace?: unknown } | undefined;
  return [apiVersion, kind, metadata?.name, metadata?.namespace];
}
