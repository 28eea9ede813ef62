import type { App, AppEnvironment, Repository } from '../../config/model';
import { isDeployable, rootName } from '../../config/model';
import { claimName } from '../../config/names';
import type { AppReleases } from '../../releases/files/reconcile';
import { isReleased } from '../../releases/files/reconcile';

/** What happens to an app in its clusters when it is removed from the config. */
export interface Departure {
  /** The Application that prunes and the branch that it tracks; undefined if this repository deploys nothing. */
  readonly root?: { readonly name: string; readonly branch: string };
  /** Whether the Applications are managed elsewhere. */
  readonly isForeign: boolean;
  /** Applications that are deleted with everything that they deployed. */
  readonly applications: readonly string[];
  /** Environments without a release, and so without an Application. */
  readonly held: readonly string[];
  /** The AppProject that is deleted after the Applications. */
  readonly project?: string;
  /** What Argo CD never deletes. */
  readonly stays: {
    readonly namespaces: readonly string[];
    readonly claims: readonly string[];
    readonly image: string;
  };
  /** Whether the user's own manifests are deleted too. */
  readonly hasExtraManifests: boolean;
}

/**
 * Follows from the manifests: the root prunes Applications (wave 0), whose finalizers delete what they deployed, and
 * then the AppProject (wave -1). Namespaces and claims have `Delete=false,Prune=false`.
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

/** Applications that are managed elsewhere have unknown names; the release is named after app and environment. */
function applicationsOf(own: AppEnvironment, isOurs: boolean): string[] {
  return isOurs ? own.applications.map(({ name }) => name) : [own.application];
}

/** Formats a departure as text. */
export function formatDeparture(departure: Departure): string[] {
  const { root, isForeign, applications, held, project, stays, hasExtraManifests } = departure;
  if (isForeign) {
    const named = applications.length === 0 ? 'the app has no release' : `released as ${list(applications)}`;
    return [
      `In the cluster: the Applications of this app are managed elsewhere (${named}). Remove them there first,`,
      '  or Argo CD reports a missing folder.',
    ];
  }
  if (root === undefined) return ['In the cluster: nothing changes, because this repository deploys nothing yet.'];
  if (applications.length === 0) {
    const lines = ['In the cluster: no pods stop, because the app has no release.'];
    return project === undefined
      ? lines
      : [...lines, `  Argo CD deletes its AppProject ${project} when this change reaches ${root.branch}.`];
  }
  const extra = hasExtraManifests ? ', and your own manifests without Delete=false' : '';
  const lines = [
    `In the cluster, when this change reaches ${root.branch} (the root ${root.name} prunes all environments at once,`,
    '  gated and pinned environments included, regardless of their sync settings):',
    `  1. deleted   ${applications.length === 1 ? 'the Application' : 'the Applications'} ${list(applications)} with everything deployed: workloads, Services,`,
    `               configuration, sealed secrets and their Secrets${extra}`,
  ];
  if (project !== undefined) lines.push(`  2. deleted   the AppProject ${project}, after the Applications`);
  const claims = stays.claims.length === 0 ? '' : ` with the claims ${list(stays.claims)} and their data`;
  lines.push(
    `  kept         ${stays.namespaces.length === 1 ? 'the namespace' : 'the namespaces'} ${list(stays.namespaces)}${claims}`,
  );
  lines.push(`  kept         the images ${stays.image} in the registry`);
  if (held.length > 0) lines.push(`  no change    in ${list(held)}: no release yet, so no Application`);
  return lines;
}

function list(names: readonly string[]): string {
  return names.join(', ');
}
