import { records } from '../../../common/records';
import type { BuildTarget } from '../builds';
import type { Context, DeclaredApp, TreeCheck } from '../context';
import { parseImageName } from '../image-name';
import type { Kustomization } from '../kustomizations';
import { locateField } from '../locate';
import type { KubeObject } from '../objects';
import { at, containersOf, describeObject, nameOf, podTemplatePath } from '../objects';
import type { Problem } from '../problem';

/**
 * A release that reaches no container: kustomize ignores an image that no manifest has, and a later patch can replace the
 * image that was set.
 */
export const releasedImage: TreeCheck = (context) => [
  ...context.targets.filter(({ ok }) => ok).flatMap((target) => entriesWithoutEffect(context, target)),
  ...otherImages(context),
];

interface ImageEntry {
  readonly kustomization: Kustomization;
  readonly index: number;
  readonly name: string;
  /** Name in the build. */
  readonly result: string;
  readonly tag?: string;
  readonly digest?: string;
}

function entriesOf({ closure }: BuildTarget): ImageEntry[] {
  const entries = closure.kustomizations.flatMap((kustomization) =>
    records(kustomization.data.images).map(({ name, newName, newTag, digest }, index): ImageEntry => ({
      kustomization,
      index,
      name: String(name),
      result: String(newName ?? name),
      tag: newTag === undefined ? undefined : String(newTag),
      digest: digest === undefined ? undefined : String(digest),
    })),
  );
  // One that another entry renames again is not in the build.
  return entries.filter(
    (one) => !entries.some((other) => other !== one && other.name === one.result && other.result !== one.result),
  );
}

function entriesWithoutEffect(context: Context, target: BuildTarget): Problem[] {
  const entries = entriesOf(target);
  if (entries.length === 0) return [];
  const running = target.objects.flatMap(({ object }) =>
    containersOf(object).flatMap(({ container: { image }, path }) =>
      typeof image === 'string' ? [{ object, path, image, ...parseImageName(image) }] : [],
    ),
  );
  const problems: Problem[] = [];
  for (const { kustomization, index, name, result } of entries) {
    if (running.some((one) => one.name === result) || isElsewhere(target, result)) continue;
    problems.push({
      rule: 'released-image',
      path: kustomization.path,
      ...context.kustomizations.position(kustomization, ['images', index, 'name']),
      message: `sets the image ${name}, which no container of ${target.folder} runs`,
      fix: 'use the image name of the manifests, without tag and digest',
    });
  }
  for (const { object, path, image, name, tag, digest } of running) {
    const own = entries.filter((entry) => entry.result === name && (entry.tag ?? entry.digest) !== undefined);
    const isSet = own.some(
      (entry) =>
        (entry.digest === undefined || entry.digest === digest) && (entry.tag === undefined || entry.tag === tag),
    );
    if (own.length === 0 || isSet) continue;
    problems.push({
      rule: 'released-image',
      ...(locateField(context.tree, target, object, [...path, 'image']) ?? { path: target.path }),
      message: `${describeObject(object)} runs ${image}, not what ${own[0].kustomization.path} sets`,
      fix: 'remove the patch that sets the image',
    });
  }
  return problems;
}

/** Whether a custom resource may use an image. */
function isElsewhere({ objects }: BuildTarget, image: string): boolean {
  return objects.some(({ object }) => podTemplatePath(object) === undefined && JSON.stringify(object).includes(image));
}

/** Workloads of the config that run another image than that of their app. */
function otherImages({ targets, declared, tree }: Context): Problem[] {
  const apps = new Map(declared.map((one) => [one.app, one]));
  return targets
    .filter(({ ok }) => ok)
    .flatMap((target) => {
      const app = apps.get(/^apps\/([^/]+)\/k8s\/overlays\//.exec(target.folder)?.[1] ?? '');
      if (app === undefined) return [];
      return target.objects
        .filter(({ object }) => isWorkload(app, object) && !runsImage(object, app.image))
        .map(({ object }): Problem => {
          const path = [...(podTemplatePath(object) ?? []), 'spec', 'containers', 0, 'image'];
          const image = String(at(object, path));
          return {
            rule: 'released-image',
            ...(locateField(tree, target, object, path) ?? { path: target.path }),
            message: `${describeObject(object)} runs ${image} and not ${app.image}, so releases of ${app.app} do not reach it`,
            fix: 'remove the patch or override that sets the image, or move the workload to extraManifests',
          };
        });
    });
}

function isWorkload({ workloads }: DeclaredApp, object: KubeObject): boolean {
  return workloads.includes(nameOf(object)) && ['CronJob', 'Deployment', 'Job'].includes(object.kind);
}

function runsImage(object: KubeObject, image: string): boolean {
  return containersOf(object).some(
    ({ container, isInit }) => !isInit && parseImageName(String(container.image)).name === image,
  );
}
