import { posix } from 'node:path';
import { isRecord } from '../../config/rules';
import type { Target } from '../builds';
import type { Check, Context } from '../context';
import type { Place } from '../locate';
import { findSource, objectsIn } from '../locate';
import type { KubeObject } from '../objects';
import { nameOf, records } from '../objects';
import type { Problem } from '../problem';

/** A Secret in git is no secret, whether a build has it or not. The template of a sealed one is exempt by its name. */
export const plaintextSecret: Check = (context) => [...built(context), ...written(context)];

function built(context: Context): Problem[] {
  return context.targets.flatMap((target) =>
    target.objects
      .filter(({ object }) => holdsValues(object))
      .map(({ object }) => problem(object, placeOf(context, target, object) ?? { path: target.path })),
  );
}

function written({ tree, manifests }: Context): Problem[] {
  return manifests
    .filter((path) => posix.basename(path) !== 'secret-template.yaml' && tree.text(path)?.includes('Secret'))
    .flatMap((path) =>
      objectsIn(tree, path)
        .filter(({ object }) => holdsValues(object))
        .map(({ object, document, at }) =>
          problem(object, { path, ...tree.yaml(path).position(document, [...at, 'kind']) }),
        ),
    );
}

function holdsValues({ apiVersion, kind, data, stringData }: KubeObject): boolean {
  if (kind !== 'Secret' || apiVersion !== 'v1') return false;
  return [data, stringData].some((values) => isRecord(values) && Object.keys(values).length > 0);
}

function problem(object: KubeObject, place: Partial<Place> & { readonly path: string }): Problem {
  return {
    rule: 'plaintext-secret',
    ...place,
    message: `plaintext Secret ${nameOf(object)}`,
    fix: 'seal it (docs/SEALED_SECRETS.md), and change the value: git keeps it',
  };
}

function placeOf({ tree, kustomizations }: Context, target: Target, object: KubeObject): Place | undefined {
  const source = findSource(tree, target, object);
  if (source) return { path: source.path, ...tree.yaml(source.path).position(source.document, [...source.at, 'kind']) };
  for (const kustomization of target.closure.kustomizations) {
    const index = records(kustomization.data.secretGenerator).findIndex(
      ({ name }) => typeof name === 'string' && nameOf(object).includes(name),
    );
    if (index < 0) continue;
    const position = kustomizations.position(kustomization, ['secretGenerator', index]);
    return { path: kustomization.path, ...position };
  }
  return undefined;
}
