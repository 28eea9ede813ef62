import type { ExtraManifest, ExtraObject } from './extras';
import { isPlaintextSecret, nameOf } from '../../checks/validation/objects';
import type { Finding } from '../../common/findings';
import { describeKind, includesKind, isClusterScoped, isKnownGroup, kindEntry, kindOf } from '../../config/kinds';
import type { App, Repository } from '../../config/model';
import { member } from '../../config/rules';

/** Checks the extra manifests against what is generated around them. */
export function checkExtras(repository: Repository, extras: readonly ExtraManifest[]): Finding[] {
  const apps = new Map(repository.apps.map((app) => [app.name, app]));
  return extras.flatMap((extra) => {
    if (extra.file === undefined) return [missing(extra)];
    return extra.objects.flatMap((one) => [
      ...plaintextSecret(extra, one),
      ...notPermitted(repository, apps.get(extra.app) as App, extra, one),
    ]);
  });
}

function missing({ option, path }: ExtraManifest): Finding {
  const fix = 'create the file, or remove it here';
  return {
    code: 'missing-file',
    path: option,
    must: 'name an existing file',
    got: `${path}, which does not exist`,
    fix,
  };
}

/** Git would keep the value forever. */
function plaintextSecret({ option, path }: ExtraManifest, { object, line }: ExtraObject): Finding[] {
  if (!isPlaintextSecret(object)) return [];
  return [
    {
      code: 'plaintext-secret',
      path: option,
      must: 'name a manifest without plaintext Secrets, which git would keep forever',
      got: `Secret ${nameOf(object)} in ${path}:${line()}`,
      fix: 'declare its keys in secrets or secretFiles of the app, seal the values, and remove it; rotate values that were pushed',
    },
  ];
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
      got: `${describeKind(kind)} ${nameOf(object)} in ${extra.path}:${line()}`,
      fix: `add ${kindEntry(kind)} to ${member('apps', app.name)}.clusterResourceWhitelist, or deploy it elsewhere`,
    },
  ];
}
