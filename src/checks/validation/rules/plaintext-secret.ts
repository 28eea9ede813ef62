import { posix } from 'node:path';
import { records } from '../../../common/records';
import type { BuildTarget } from '../builds';
import type { TreeCheck, Context } from '../context';
import type { FilePlace } from '../locate';
import { findSource, objectsIn } from '../locate';
import type { KubeObject } from '../objects';
import { isPlaintextSecret, nameOf, shownName } from '../objects';
import type { Problem } from '../problem';

/** Finds Secrets in git, in a build or not. secret-template.yaml is exempt by its name. */
export const plaintextSecret: TreeCheck = (context) => [...built(context), ...written(context), ...generators(context)];

function built(context: Context): Problem[] {
  return context.targets.flatMap((target) =>
    target.objects
      .filter(({ object }) => isPlaintextSecret(object))
      .map(({ object }) => problem(shownName(object), placeOf(context, target, object) ?? { path: target.path })),
  );
}

function written({ tree, manifests }: Context): Problem[] {
  return manifests
    .filter((path) => posix.basename(path) !== 'secret-template.yaml' && tree.text(path)?.includes('Secret'))
    .flatMap((path) =>
      objectsIn(tree, path)
        .filter(({ object }) => isPlaintextSecret(object))
        .map(({ object, document, at }) =>
          problem(shownName(object), { path, ...tree.yaml(path).position(document, [...at, 'kind']) }),
        ),
    );
}

function problem(name: string, place: Partial<FilePlace> & { readonly path: string }): Problem {
  return {
    rule: 'plaintext-secret',
    ...place,
    message: `plaintext Secret ${name}`,
    fix: 'seal it (docs/SEALED_SECRETS.md) and rotate the value, which stays in the git history',
  };
}

/** Generators that make Secrets from values or files in git, even if no build reaches them. */
function generators({ kustomizations, targets }: Context): Problem[] {
  const reached = new Set(
    targets.filter(({ ok }) => ok).flatMap(({ closure }) => closure.kustomizations.map(({ path }) => path)),
  );
  return kustomizations
    .all()
    .filter(({ path, isTemplate }) => !isTemplate && !reached.has(path))
    .flatMap((kustomization) =>
      records(kustomization.data.secretGenerator)
        .map((generator, index) => ({ generator, index }))
        .filter(({ generator }) => ['literals', 'files', 'envs', 'env'].some((field) => generator[field] !== undefined))
        .map(({ generator, index }): Problem => {
          const position = kustomizations.position(kustomization, ['secretGenerator', index]);
          return problem(String(generator.name ?? ''), { path: kustomization.path, ...position });
        }),
    );
}

function placeOf({ tree, kustomizations }: Context, target: BuildTarget, object: KubeObject): FilePlace | undefined {
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
