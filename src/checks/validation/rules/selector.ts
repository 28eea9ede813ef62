import { fitsLabels, fitsSelector } from '../../../common/label-selectors';
import { isRecord } from '../../../common/records';
import type { BuildTarget } from '../builds';
import type { Context, TreeCheck } from '../context';
import { locateField } from '../locate';
import type { KubeObject } from '../objects';
import { at, describeObject, nameOf, namespaceOf, podTemplatePath } from '../objects';
import type { Problem } from '../problem';
import { podLabels, selectsItself } from '../selectors';
import type { YamlPath } from '../yaml-file';

/**
 * A selector that does not fit the pods it is for: a workload that the API server refuses, a Service without endpoints, a
 * disruption budget that protects nothing, an autoscaler of an object that does not exist.
 */
export const selector: TreeCheck = (context) => {
  const pods = podsByNamespace(context.targets);
  return context.targets
    .filter(({ ok }) => ok)
    .flatMap((target) => {
      // A custom resource may create pods with any labels.
      const mayRunMore = target.objects.some(({ object }) => !context.schemas.knows(object));
      const others = (namespace: string): readonly Labels[] => pods.get(namespace) ?? [];
      return target.objects.flatMap(({ object }) => [
        ...ownPods(context, target, object),
        ...(mayRunMore ? [] : selectsNothing(context, target, object, others(namespaceOf(object) ?? ''))),
        ...(mayRunMore ? [] : scalesNothing(context, target, object)),
      ]);
    });
};

type Labels = Readonly<Record<string, unknown>>;

function podsByNamespace(targets: readonly BuildTarget[]): ReadonlyMap<string, readonly Labels[]> {
  const found = new Map<string, Labels[]>();
  for (const { object } of targets.flatMap(({ objects }) => objects)) {
    const labels = podLabels(object);
    if (labels === undefined) continue;
    const namespace = namespaceOf(object) ?? '';
    const known = found.get(namespace) ?? [];
    known.push(labels);
    found.set(namespace, known);
  }
  return found;
}

function problem(
  context: Context,
  target: BuildTarget,
  object: KubeObject,
  path: YamlPath,
  text: string,
  fix: string,
): Problem {
  return {
    rule: 'selector',
    ...(locateField(context.tree, target, object, path, false) ?? { path: target.path }),
    message: `${describeObject(object)} ${text}`,
    fix,
  };
}

function ownPods(context: Context, target: BuildTarget, object: KubeObject): Problem[] {
  if (selectsItself(object)) return [];
  const path = [...(podTemplatePath(object) ?? []), 'metadata', 'labels'];
  const text = 'has a selector that does not fit the labels of the pods it creates, so the API server refuses it';
  return [problem(context, target, object, path, text, 'use the same labels in spec.selector and spec.template')];
}

function selectsNothing(context: Context, target: BuildTarget, object: KubeObject, pods: readonly Labels[]): Problem[] {
  const own = at(object, ['spec', 'selector']);
  if (!isRecord(own) || Object.keys(own).length === 0) return [];
  const text = 'selects no pods of this repository';
  const fix = 'use labels of the pods that it is for';
  if (object.kind === 'Service' && object.apiVersion === 'v1') {
    if (pods.some((labels) => fitsLabels(own, labels))) return [];
    return [problem(context, target, object, ['spec', 'selector'], text, fix)];
  }
  if (object.kind !== 'PodDisruptionBudget' || pods.some((labels) => fitsSelector(own, labels))) return [];
  return [problem(context, target, object, ['spec', 'selector'], text, fix)];
}

function scalesNothing(context: Context, target: BuildTarget, object: KubeObject): Problem[] {
  const place: YamlPath = ['spec', 'scaleTargetRef'];
  const wanted = at(object, place);
  if (object.kind !== 'HorizontalPodAutoscaler' || !isRecord(wanted)) return [];
  const { kind, name } = wanted;
  if (target.objects.some((other) => other.object.kind === kind && nameOf(other.object) === name)) return [];
  const text = `scales ${String(kind)} ${String(name)}, which is not in the build`;
  return [problem(context, target, object, [...place, 'name'], text, 'use the name of a workload')];
}
