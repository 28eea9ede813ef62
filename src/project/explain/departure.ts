import type { App, AppEnvironment, Repository } from '../../config/model';
import { isDeployable, rootName } from '../../config/model';
import { claimName } from '../../config/names';
import type { AppReleases } from '../../releases/files/reconcile';
import { isReleased } from '../../releases/files/reconcile';

/** What becomes of an app in its clusters once it is out of the config. */
export interface Departure {
  /** The Application that prunes, and the branch that it follows; undefined where nothing is deployed from here. */
  readonly root?: { readonly name: string; readonly branch: string };
  /** Whether the Applications are somebody else's. */
  readonly isForeign: boolean;
  /** Applications that are removed, with what they deployed. */
  readonly applications: readonly string[];
  /** Environments that never had a release: there is no Application. */
  readonly held: readonly string[];
  /** The AppProject that is removed after them. */
  readonly project?: string;
  /** What Argo CD never deletes. */
  readonly stays: {
    readonly namespaces: readonly string[];
    readonly claims: readonly string[];
    readonly image: string;
  };
  /** Whether manifests of the user's own go along. */
  readonly hasExtraManifests: boolean;
}

/**
 * Follows from the manifests: the root prunes Applications (wave 0), each of which deletes what it deployed before it is
 * gone itself (its finalizer), and then the AppProject (wave -1). Namespaces and claims say `Delete=false,Prune=false`.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
export function departureOf(repository: Repository, app: App, releases: AppReleases): Departure {
  const { manages } = repository.argocd;
  const isDeployed = isDeployable(repository);
  const released = isDeployed ? app.environments.filter((own) => isReleased(releases, own)) : [];
  const claims = app.workloads.flatMap((workload) =>
    workload.volumes
      .filter(({ type }) => type === 'persistentVolumeClaim')
      .map((volume) => claimName(workload, volume)),
  );
  const isOurs = manages !== 'nothing';
  return {
    ...(isDeployed && isOurs ? { root: { name: rootName(repository), branch: repository.defaultBranch } } : {}),
    isForeign: isDeployed && !isOurs,
    applications: released.flatMap((own) => applicationsOf(own, isOurs)),
    held: app.environments.filter((own) => !released.includes(own)).map((own) => own.environment.name),
    ...(isDeployed && manages === 'projects-and-applications' ? { project: app.name } : {}),
    stays: {
      namespaces: [...new Set(released.map(({ namespace }) => namespace))],
      claims: released.length === 0 ? [] : [...new Set(claims)],
      image: app.image,
    },
    hasExtraManifests: app.extraManifests.length > 0 || app.environments.some((own) => own.extraManifests.length > 0),
  };
}

/** Where Applications are somebody else's, their names are, too: the release is called after app and environment. */
function applicationsOf(own: AppEnvironment, isOurs: boolean): string[] {
  return isOurs ? own.applications.map(({ name }) => name) : [own.application];
}

/** The same for a person. */
export function formatDeparture(departure: Departure): string[] {
  const { root, isForeign, applications, held, project, stays, hasExtraManifests } = departure;
  if (isForeign) {
    const named = applications.length === 0 ? 'nothing of it was released' : `released as ${list(applications)}`;
    return [
      `In the cluster: no Application of it is managed here (${named}). Whoever manages them removes them first,`,
      '  or Argo CD reports a folder that is gone.',
    ];
  }
  if (root === undefined) return ['In the cluster: nothing, for nothing is deployed from this repository yet.'];
  if (applications.length === 0) {
    const lines = ['In the cluster: no pod stops, for no environment has a release of it.'];
    return project === undefined
      ? lines
      : [...lines, `  Its AppProject ${project} goes once this is on ${root.branch}.`];
  }
  const extra = hasExtraManifests ? ', and your own manifests that do not say Delete=false' : '';
  const lines = [
    `In the cluster, once this is on ${root.branch} (the root ${root.name} prunes in all environments at once: one that is`,
    '  gated or pinned is no exception, nor do its sync settings hold that back):',
    `  1. goes   ${applications.length === 1 ? 'the Application' : 'the Applications'} ${list(applications)} with all that ${applications.length === 1 ? 'it' : 'they'} deployed: workloads, Services,`,
    `            configuration, sealed secrets and the Secrets made of them${extra}`,
  ];
  if (project !== undefined) lines.push(`  2. goes   the AppProject ${project}, when they are gone`);
  const claims = stays.claims.length === 0 ? '' : ` with the claims ${list(stays.claims)} and their data`;
  lines.push(
    `  stays     ${stays.namespaces.length === 1 ? 'the namespace' : 'the namespaces'} ${list(stays.namespaces)}${claims}`,
  );
  lines.push(`  stays     the images ${stays.image} in the registry`);
  if (held.length > 0) lines.push(`  nothing   in ${list(held)}: no release yet, so no Application`);
  return lines;
}

function list(names: readonly string[]): string {
  return names.join(', ');
}
