import { applicationFilePath, parseApplicationFile } from './application-file';
import type { ReadReleaseFile } from './reconcile';

/** Lists the Applications of an app's `argo` folder that are released: Argo CD deploys them. */
export function releasedApplications(app: string, read: ReadReleaseFile): string[] {
  const kustomization = read(kustomizationPath(app));
  const releases = read(applicationFilePath(app));
  if (kustomization === undefined || releases === undefined) return [];
  // A broken file has its own finding.
  const states = parseApplicationFile(releases);
  if (states === undefined) return [];
  const names = [...kustomization.matchAll(/^ *- app-([a-z0-9-]+)\.yaml$/gm)].map(([, suffix]) => `${app}-${suffix}`);
  return names.filter((name) => states.get(name)?.kind !== 'held');
}

/** The environment of an Application, from its file. */
export function environmentOf(app: string, application: string, read: ReadReleaseFile): string | undefined {
  const text = read(`apps/${app}/argo/app-${application.slice(app.length + 1)}.yaml`) ?? '';
  return /^ +path: apps\/[^/\n]+\/k8s\/overlays\/([^/\s]+)$/m.exec(text)?.[1];
}

/** Path of the list of an app's Applications. */
export function kustomizationPath(app: string): string {
  return `apps/${app}/argo/kustomization.yaml`;
}
