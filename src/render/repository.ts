import { renderAppFiles } from './app-files';
import { renderCodeOwners } from './code-owners';
import type { ResourceKind } from '../config/kinds';
import type { App, Repository } from '../config/model';
import { renderArgoFolder } from './argocd/argo-folder';
import { renderObservabilityApplications } from './argocd/observability';
import { renderRoot } from './argocd/root';
import { renderDevContainer } from './dev-container';
import { renderDocuments } from './documents';
import { renderEditorSettings } from './editors';
import { renderBase } from './kubernetes/base';
import { renderExtra } from './kubernetes/extra';
import { manifestsOf } from './kubernetes/manifests';
import { renderOverlay } from './kubernetes/overlay';
import { renderObservability } from './observability/folder';
import { renderRenovate } from './renovate';
import { renderRepositoryFiles } from './repository-files';
import { renderWorkflows } from './workflow';
import type { TreeFile } from '../files/tree/tree';
import type { AppReleases } from '../releases/files/reconcile';

/**
 * Renders all files of a repository from its config and releases, without writing anything.
 * @param extraKinds kinds of the extra manifests, by app
 */
export function renderRepository(
  repository: Repository,
  releases: ReadonlyMap<string, AppReleases>,
  extraKinds: ReadonlyMap<string, readonly ResourceKind[]> = new Map(),
): TreeFile[] {
  return [
    ...renderRepositoryFiles(repository),
    ...renderCodeOwners(repository),
    ...renderRenovate(repository),
    ...renderEditorSettings(repository),
    ...renderDevContainer(repository),
    ...renderDocuments(repository),
    ...renderWorkflows(repository),
    ...renderRoot(repository),
    ...renderObservability(repository),
    ...renderObservabilityApplications(repository),
    ...repository.apps.flatMap((app) => renderApp(repository, app, releases.get(app.name), extraKinds.get(app.name))),
  ];
}

function renderApp(
  repository: Repository,
  app: App,
  releases: AppReleases | undefined,
  extraKinds: readonly ResourceKind[] | undefined,
): TreeFile[] {
  const base = manifestsOf(repository, app, app.base);
  return [
    ...renderAppFiles(repository, app),
    ...renderBase(repository, app, base),
    ...renderExtra(app),
    ...app.environments.flatMap((own) => renderOverlay(repository, app, own, base)),
    ...renderArgoFolder(repository, app, extraKinds),
    ...(releases?.files ?? []),
  ];
}
