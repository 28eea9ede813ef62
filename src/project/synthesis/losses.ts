import type { Before } from './before';
import type { Rendering } from './rendering';
import { ARGOCD_NAMESPACE, clusterOf, movedFrom } from '../../config/facts/removed';
import { isDeployable } from '../../config/model';
import type { App, Repository } from '../../config/model';
import { applicationFilePath } from '../../releases/files/application-file';
import { isReleased } from '../../releases/files/reconcile';
import type { AppReleases } from '../../releases/files/reconcile';
import type { DeployedAt } from '../../releases/files/released-applications';
import {
  applicationPath,
  kustomizationPath,
  readDeployedAt,
  releasedApplications,
} from '../../releases/files/released-applications';

/** The part of a rendering that decides what Argo CD deploys. */
export type Rendered = Pick<Rendering, 'repository' | 'releases' | 'tree'>;

/** A released Application that Argo CD would delete, or deploy to another place. */
export interface Loss {
  readonly application: string;
  readonly app: string;
  readonly environment?: string;
  /** What changes: the Application itself, its own namespace, its cluster, or the namespace that it deploys to. */
  readonly change: 'gone' | 'argocd' | 'cluster' | 'namespace';
  /** What it leaves. Undefined if its file was broken. */
  readonly from?: string;
  /** Namespace that it deploys to. */
  readonly namespace?: string;
  /** Where it goes instead. */
  readonly to?: string;
  /** Whether Argo CD deletes what runs. Otherwise, it keeps running without Argo CD. */
  readonly isDeleted: boolean;
  /** Whether its configuration stays at a commit that deploys to the old namespace, until the next release. */
  readonly isPinned?: boolean;
  /** Whether its AppProject no longer allows the old namespace. */
  readonly isRefused?: boolean;
}

/** What would be deleted or left behind after a change. Costs little for apps whose Argo CD files are unchanged. */
export function findLosses(before: Before, { repository, releases, tree }: Rendered): Loss[] {
  // The root is no longer rendered, so nothing prunes its Applications.
  if (repository.argocd.manages === 'nothing') return [];
  const apps = new Map(repository.apps.map((app) => [app.name, app]));
  const now = new Set(deployed(repository, releases));
  const isSame = (path: string): boolean => {
    const content = tree.get(path)?.content;
    return content !== undefined && before.has(path, content);
  };
  return before.apps.flatMap((name) => {
    const app = apps.get(name);
    const areListed = isSame(kustomizationPath(name)) && isSame(applicationFilePath(name));
    if (areListed && app && applicationsOf(app).every((one) => isSame(applicationPath(name, one)))) return [];
    return releasedApplications(name, before.read).flatMap((application): Loss[] => {
      const path = applicationPath(name, application);
      const isHere = app !== undefined && now.has(application);
      if (isHere && isSame(path)) return [];
      const old = readDeployedAt(before.read(path));
      const base = { application, app: name, environment: old?.environment };
      if (!isHere) {
        // The AppProject of a removed app outlives its Applications. That of an app that stays changes before them.
        const isDeleted = app === undefined || old === undefined || isPermitted(repository, app, old);
        return [{ ...base, change: 'gone', from: old?.cluster, namespace: old?.namespace, isDeleted }];
      }
      // A file that you took over is yours.
      const fresh = readDeployedAt(tree.get(path)?.content);
      const isPinned = releases.get(name)?.applications.get(application)?.kind === 'pinned';
      const move = old && fresh && moveOf(repository, app, old, fresh, isPinned);
      return move === undefined ? [] : [{ ...base, ...move }];
    });
  });
}

/** The entries of `removed` that confirm a loss, from the broadest to the narrowest. */
export function confirmations({ application, app, environment, change, from }: Loss): string[] {
  const moved = (name: string | undefined): string[] =>
    name === undefined || from === undefined ? [] : [movedFrom(name, from)];
  if (change === 'argocd') return moved(ARGOCD_NAMESPACE);
  const whole = environment === undefined ? [] : [environment];
  return [app, ...whole, ...moved(environment), application, ...moved(application)];
}

function moveOf(
  repository: Repository,
  app: App,
  old: DeployedAt,
  fresh: DeployedAt,
  isPinned: boolean,
): Omit<Loss, 'application' | 'app' | 'environment'> | undefined {
  if (old.argocd !== fresh.argocd) {
    return { change: 'argocd', from: old.argocd, to: fresh.argocd, isDeleted: false };
  }
  // Argo CD only looks at the cluster that the Application deploys to.
  if (old.cluster !== fresh.cluster) {
    return { change: 'cluster', from: old.cluster, to: fresh.cluster, isDeleted: false };
  }
  if (old.namespace === fresh.namespace) return undefined;
  const isAllowed = isPermitted(repository, app, old);
  return {
    change: 'namespace',
    from: old.namespace,
    to: fresh.namespace,
    isDeleted: isPruned(app, old) && isAllowed,
    isPinned,
    isRefused: !isAllowed,
  };
}

function isPruned(app: App, { environment }: DeployedAt): boolean {
  return app.environments.some((own) => own.environment.name === environment && own.environment.sync.prune);
}

/** Whether the AppProject still allows a place: Argo CD ignores objects elsewhere, and does not delete them. */
function isPermitted({ argocd }: Repository, app: App, { cluster, namespace }: DeployedAt): boolean {
  if (argocd.manages === 'applications') return true;
  return app.environments.some(
    (own) =>
      own.namespace === namespace && own.applications.some(({ destination }) => clusterOf(destination) === cluster),
  );
}

function applicationsOf(app: App): string[] {
  return app.environments.flatMap((own) => own.applications.map(({ name }) => name));
}

function deployed(repository: Repository, releases: ReadonlyMap<string, AppReleases>): string[] {
  if (!isDeployable(repository)) return [];
  return repository.apps.flatMap((app) =>
    app.environments
      .filter((own) => isReleased(releases.get(app.name) as AppReleases, own))
      .flatMap((own) => own.applications.map(({ name }) => name)),
  );
}
