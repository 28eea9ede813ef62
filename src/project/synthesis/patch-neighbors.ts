import { isDeepStrictEqual } from 'node:util';
import { levelIn, patchedObjectsOf } from './app-objects';
import type { ExtraManifest } from './extras';
import { parseImageName } from '../../checks/validation/image-name';
import type { KubeObject } from '../../checks/validation/objects';
import { at, containersOf, podTemplatePath } from '../../checks/validation/objects';
import type { SecurityLevel } from '../../checks/validation/pod-security';
import { podSecurityErrors, podSecurityFix } from '../../checks/validation/pod-security';
import type { Schemas } from '../../checks/validation/schemas';
import { podLabels, selectsItself } from '../../checks/validation/selectors';
import type { Finding } from '../../common/findings';
import { fitsLabels } from '../../common/label-selectors';
import { isRecord, records } from '../../common/records';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { GRACEFUL_TIMEOUT } from '../../config/timing';
import type { KubernetesObject } from '../../render/kubernetes/kubernetes-object';
import { commonLabels, ENVIRONMENT_LABEL } from '../../render/kubernetes/labels';
import { patchesOf } from '../../render/kubernetes/patches';

/** What patches of an object break between the object and its neighbors. */
export interface Broken {
  readonly must: string;
  readonly got: string;
  readonly fix: string;
}

/** @param level what the namespace of the object enforces */
export function brokenByPatches(
  app: App,
  level: SecurityLevel | undefined,
  before: KubernetesObject,
  after: KubernetesObject,
): Broken | undefined {
  const [old, object] = [before, after] as unknown as [KubeObject, KubeObject];
  const where = `${after.kind} ${after.metadata.name}`;
  if (selectsItself(old) && !selectsItself(object)) {
    return {
      must: `keep a selector in ${where} that fits the labels of its pods`,
      got: 'a selector that does not fit them, which the API server refuses',
      fix: 'patch neither: in a cluster, a selector cannot change',
    };
  }
  if (runsImage(old, app.image) && !runsImage(object, app.image)) {
    return {
      must: `keep the image of ${app.name} in ${where}, or releases do not reach it`,
      got: containersOf(object)
        .map(({ container }) => String(container.image))
        .join(', '),
      fix: 'add a container for another image, or run it as your own workload in extraManifests',
    };
  }
  const fixed = fixedImage(old, object, app.image);
  if (fixed !== undefined) {
    return {
      must: `leave the tag and the digest of the image of ${app.name} in ${where} to releases`,
      got: fixed,
      fix: 'leave the image out of the patch; to keep an environment on a release, run make pin',
    };
  }
  const period = otherGracePeriod(old, object);
  if (period !== undefined) {
    return {
      must: `keep terminationGracePeriodSeconds in ${where}: the time that the server waits for requests follows the option`,
      got: period,
      fix: 'set terminationGracePeriodSeconds of the workload instead',
    };
  }
  if (level === undefined) return undefined;
  const known = new Set(podSecurityErrors(old, level));
  const errors = podSecurityErrors(object, level).filter((error) => !known.has(error));
  if (errors.length === 0) return undefined;
  return {
    must: `keep the pods of ${where} within the Pod Security Standard ${level} that their namespace enforces`,
    got: errors.join(', '),
    fix: podSecurityFix(level, 'leave these fields out of the patch'),
  };
}

function runsImage(object: KubeObject, image: string): boolean {
  return containersOf(object).some(
    ({ container, isInit }) => !isInit && parseImageName(String(container.image)).name === image,
  );
}

/** A grace period of a service that does not fit its graceful timeout, unless the patch changes both. */
function otherGracePeriod(before: KubeObject, after: KubeObject): string | undefined {
  const drains = containersOf(before).some(({ container }) => at(container, ['lifecycle', 'preStop']) !== undefined);
  const periodOf = (object: KubeObject): unknown =>
    at(object, [...(podTemplatePath(object) ?? []), 'spec', 'terminationGracePeriodSeconds']);
  const timeoutsOf = (object: KubeObject): unknown[] =>
    containersOf(object).flatMap(({ container }) =>
      records(container.env).filter(({ name }) => name === GRACEFUL_TIMEOUT),
    );
  if (!drains || periodOf(before) === periodOf(after)) return undefined;
  return isDeepStrictEqual(timeoutsOf(before), timeoutsOf(after)) ? String(periodOf(after)) : undefined;
}

/** The image of the app with a tag or digest that a patch sets: it hides releases in an overlay, and they replace it in the base. */
function fixedImage(before: KubeObject, after: KubeObject, image: string): string | undefined {
  const imagesOf = (object: KubeObject): string[] =>
    containersOf(object).map(({ container }) => String(container.image));
  const known = new Set(imagesOf(before));
  return imagesOf(after).find((one) => {
    const { name, tag, digest } = parseImageName(one);
    return name === image && (tag ?? digest) !== undefined && !known.has(one);
  });
}

/** The standard that is enforced in each environment, with patches of the Namespace. */
export function enforcedLevels(repository: Repository, app: App): ReadonlyMap<string, SecurityLevel | undefined> {
  return new Map(
    app.environments.map((own) => [own.environment.name, levelIn(patchedObjectsOf(repository, app, own))]),
  );
}

/** Services that select no pods because of patches, each with the path of a patch that can be why. */
export function servicesWithoutPods(
  repository: Repository,
  app: App,
  extras: readonly ExtraManifest[],
  schemas: Schemas,
): Finding[] {
  const findings = new Map<string, Finding>();
  for (const own of app.environments) {
    const { name } = own.environment;
    const others = extras
      .filter((extra) => extra.app === app.name && (extra.environment ?? name) === name)
      .flatMap(({ objects }) => objects.map(({ object }) => object));
    // A custom resource may create pods with any labels.
    if (others.some((object) => !schemas.knows(object))) continue;
    const patched = patchedObjectsOf(repository, app, own);
    const pods = [...(patched as unknown as KubeObject[]), ...others].flatMap((object) => {
      const labels = podLabels(object);
      return labels === undefined ? [] : [labels];
    });
    const added = addedLabels(repository, own);
    for (const object of patched.filter(({ kind }) => kind === 'Service')) {
      const selector = at(object, ['spec', 'selector']);
      if (!isRecord(selector) || pods.some((labels) => fitsLabels(selector, { ...labels, ...added }))) continue;
      const path = pathOfPatch(app, name, object, patched);
      if (path !== undefined && !findings.has(path)) findings.set(path, withoutPods(path, object, selector, name));
    }
  }
  return [...findings.values()];
}

function withoutPods(
  path: string,
  { metadata }: KubernetesObject,
  selector: Record<string, unknown>,
  environment: string,
): Finding {
  const labels = Object.entries(selector)
    .map(([key, value]) => `${key}=${String(value)}`)
    .sort();
  return {
    code: 'invalid-manifest',
    path,
    must: `leave pods for Service ${metadata.name} to select in ${environment}`,
    got: `no pod with the labels ${labels.join(', ')}`,
    fix: 'use the same labels in the selector of the Service and in the pods',
  };
}

/** Labels that the overlay adds to all pods. */
function addedLabels(repository: Repository, own: AppEnvironment): Record<string, unknown> {
  return {
    ...commonLabels(repository),
    'app.kubernetes.io/instance': own.application,
    [ENVIRONMENT_LABEL]: own.environment.name,
    ...own.labels,
  };
}

/** The last patch of a Service, or else of what runs pods. */
function pathOfPatch(
  app: App,
  environment: string,
  service: KubernetesObject,
  objects: readonly KubernetesObject[],
): string | undefined {
  const ofService = patchesOf(app, environment, service);
  const ofPods = objects
    .filter((object) => podLabels(object as unknown as KubeObject) !== undefined)
    .flatMap((object) => patchesOf(app, environment, object));
  return ofService.at(-1) ?? ofPods.at(-1);
}
