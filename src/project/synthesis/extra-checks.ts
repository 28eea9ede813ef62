import { levelIn, patchedObjectsOf } from './app-objects';
import { checkFile } from './extra-files';
import type { ExtraManifest, ExtraObject } from './extras';
import type { KubeObject } from '../../checks/validation/objects';
import { describeObject, isPlaintextSecret, nameOf, shownName } from '../../checks/validation/objects';
import type { SecurityLevel } from '../../checks/validation/pod-security';
import { podSecurityErrors, podSecurityFix } from '../../checks/validation/pod-security';
import { provides } from '../../checks/validation/provided';
import type { Finding } from '../../common/findings';
import { describeKind, includesKind, isClusterScoped, isKnownGroup, kindEntry, kindOf } from '../../config/kinds';
import type { App, AppEnvironment, Repository } from '../../config/model';
import { member } from '../../config/rules';

/** Checks the extra manifests against what is generated around them. */
export function checkExtras(repository: Repository, extras: readonly ExtraManifest[]): Finding[] {
  const apps = new Map(repository.apps.map((app) => [app.name, app]));
  const neighbors = new Map<App, Neighbors[]>();
  const neighborsOf = (app: App): Neighbors[] => {
    const known = neighbors.get(app) ?? app.environments.map((own) => readNeighbors(repository, app, own));
    neighbors.set(app, known);
    return known;
  };
  return extras.flatMap((extra) => {
    const app = apps.get(extra.app) as App;
    const ofObjects = extra.objects.flatMap((one) => {
      // It has to go, so nothing else about it matters.
      if (isPlaintextSecret(one.object)) return [plaintextSecret(extra, one)];
      const here = neighborsOf(app).filter(({ environment }) => (extra.environment ?? environment) === environment);
      const namespace = secondNamespace(here, extra, one);
      if (namespace.length > 0) return namespace;
      return [
        ...notPermitted(repository, app, extra, one),
        ...refusedPods(here, extra, one),
        ...duplicate(here, extra, one),
        ...declaredElsewhere(here, extra, one),
      ];
    });
    return [...checkFile(extra), ...ofObjects];
  });
}

/** Git would keep the value forever. */
function plaintextSecret({ option, path }: ExtraManifest, { object, line }: ExtraObject): Finding {
  return {
    code: 'plaintext-secret',
    path: option,
    must: 'name a manifest without plaintext Secrets, which git would keep forever',
    got: `Secret ${shownName(object)} in ${path}:${line()}`,
    fix: 'declare its keys in secrets or secretFiles of the app, seal the values, and remove it; rotate values that were pushed',
  };
}

/** Argo CD refuses to sync an object whose kind the AppProject does not allow. Kinds of a namespace are added to it. */
function notPermitted(
  repository: Repository,
  app: App,
  extra: ExtraManifest,
  { object, line }: ExtraObject,
): Finding[] {
  const kind = kindOf(object);
  if (repository.argocd.manages !== 'projects-and-applications' || !isClusterScoped(kind)) return [];
  const allowed = app.environments.flatMap((own) => [
    ...(own.clusterResourceWhitelist ?? []),
    // The list that an unknown kind is in tells its scope.
    ...(isKnownGroup(kind.group) ? [] : (own.namespaceResourceWhitelist ?? [])),
  ]);
  if (includesKind(allowed, kind)) return [];
  return [
    {
      code: 'invalid-manifest',
      path: extra.option,
      must: `contain only cluster-scoped kinds that clusterResourceWhitelist of ${app.name} lists, or Argo CD refuses the sync`,
      got: `${describeKind(kind)} ${shownName(object)} in ${extra.path}:${line()}`,
      fix: `add ${kindEntry(kind)} to ${member('apps', app.name)}.clusterResourceWhitelist, or deploy it elsewhere`,
    },
  ];
}

/** What is in one environment of an app. */
interface Neighbors {
  readonly environment: string;
  readonly level: SecurityLevel | undefined;
  /** Where each object is from, by its identity. */
  readonly owners: Map<string, string>;
  /** The option that lists each Secret and ConfigMap that exists elsewhere. */
  readonly existing: ReadonlyMap<string, string>;
}

function readNeighbors(repository: Repository, app: App, own: AppEnvironment): Neighbors {
  const objects = patchedObjectsOf(repository, app, own);
  const owners = new Map(objects.map((object) => [identity(object as unknown as KubeObject), 'generated']));
  return { environment: own.environment.name, level: levelIn(objects), owners, existing: existingObjects(own) };
}

function existingObjects({ existingSecrets = [], existingConfigMaps = [] }: AppEnvironment): Map<string, string> {
  return new Map([
    ...existingSecrets.map((name) => [`Secret ${name}`, 'existingSecrets'] as const),
    ...existingConfigMaps.map((name) => [`ConfigMap ${name}`, 'existingConfigMaps'] as const),
  ]);
}

/** Group, kind, and name: all objects of an app are in one namespace. Kustomize gives its name to every Namespace. */
function identity(object: KubeObject): string {
  const { group, kind } = kindOf(object);
  if (isNamespace(object)) return `${group} ${kind}`;
  return `${group} ${kind} ${nameOf(object)}`;
}

function isNamespace(object: KubeObject): boolean {
  return object.kind === 'Namespace' && object.apiVersion === 'v1';
}

/** Kustomize fails when two Namespaces get the same name. */
function secondNamespace(here: readonly Neighbors[], extra: ExtraManifest, { object, line }: ExtraObject): Finding[] {
  const isGenerated = here.some(({ owners }) => owners.get(identity(object)) === 'generated');
  if (!isNamespace(object) || !isGenerated) return [];
  return [
    {
      code: 'not-unique',
      path: extra.option,
      must: 'contain no Namespace: kustomize gives each the name of the generated one',
      got: `Namespace ${shownName(object)} in ${extra.path}:${line()}`,
      fix: 'deploy it elsewhere; to change the generated Namespace, set patches',
    },
  ];
}

/** The API server creates no pods that the label of their namespace refuses. */
function refusedPods(here: readonly Neighbors[], extra: ExtraManifest, { object, line }: ExtraObject): Finding[] {
  const level = here.find((one) => one.level === 'restricted')?.level ?? here.find((one) => one.level)?.level;
  if (level === undefined) return [];
  const errors = podSecurityErrors(object, level);
  if (errors.length === 0) return [];
  return [
    {
      code: 'invalid-manifest',
      path: extra.option,
      must: `contain only pods within the Pod Security Standard ${level}, which their namespace enforces`,
      got: `${object.kind} ${shownName(object)} in ${extra.path}:${line()}: ${errors.join(', ')}`,
      fix: podSecurityFix(level),
    },
  ];
}

/** Two objects of one group, kind, and name are one object in the cluster, and kustomize refuses most of them. */
function duplicate(here: readonly Neighbors[], extra: ExtraManifest, { object, line }: ExtraObject): Finding[] {
  if (nameOf(object) === '') return [];
  const key = identity(object);
  const place = `${extra.path}:${line()}`;
  const owner = here.map(({ owners }) => owners.get(key)).find((known) => known !== undefined);
  for (const { owners } of here) if (!owners.has(key)) owners.set(key, `in ${place}`);
  if (owner === undefined) return [];
  const fix =
    owner === 'generated' ? 'choose another name; to change the generated object, set patches' : 'remove one of them';
  return [
    {
      code: 'not-unique',
      path: extra.option,
      must: `not contain ${describeObject(object)}, which is ${owner} already`,
      got: place,
      fix,
    },
  ];
}

/** An object that is deployed with the app does not exist elsewhere. */
function declaredElsewhere(here: readonly Neighbors[], extra: ExtraManifest, { object, line }: ExtraObject): Finding[] {
  const options = provides(object).flatMap((name) =>
    here.flatMap(({ existing }) => existing.get(name) ?? []).map((option) => ({ name, option })),
  );
  return options.slice(0, 1).map(({ name, option }) => ({
    code: 'not-unique',
    path: extra.option,
    must: `not create ${name}, which ${option} lists as existing elsewhere`,
    got: `${describeObject(object)} in ${extra.path}:${line()}`,
    fix: 'remove one of them',
  }));
}
