import { applicationFilePath, parseApplicationFile } from './application-file';
import { parseYaml } from './component';
import type { ReadReleaseFile } from './reconcile';
import { isRecord } from '../../common/records';

/** Lists the Applications of an app's `argo` folder that are released: Argo CD deploys them. */
export function releasedApplications(app: string, read: ReadReleaseFile): string[] {
  const kustomization = read(kustomizationPath(app));
  const releases = read(applicationFilePath(app));
  if (kustomization === undefined || releases === undefined) return [];
  // A broken file has its own finding.
  const states = parseApplicationFile(releases);
  if (states === undefined) return [];
  return listedApplications(app, kustomization).filter((name) => states.get(name)?.kind !== 'held');
}

/** The Applications in the list of an app. */
export function listedApplications(app: string, kustomization: string): string[] {
  return [...kustomization.matchAll(/^ *- app-([a-z0-9-]+)\.yaml$/gm)].map(([, suffix]) => `${app}-${suffix}`);
}

/** Where an Application is, and where it deploys. */
export interface DeployedAt {
  /** Namespace of the Application itself. */
  readonly argocd: string;
  readonly environment?: string;
  readonly namespace: string;
  /** Address or name of the cluster. */
  readonly cluster: string;
}

/** Reads the file of an Application. Undefined if it is missing, or contains something else. */
export function readDeployedAt(text: string | undefined): DeployedAt | undefined {
  const [metadata, spec] = fieldsOf(text === undefined ? undefined : parseYaml(text), ['metadata', 'spec']);
  const [argocd] = fieldsOf(metadata, ['namespace']);
  const [destination, source] = fieldsOf(spec, ['destination', 'source']);
  const [namespace, server, name] = fieldsOf(destination, ['namespace', 'server', 'name']);
  const [path] = fieldsOf(source, ['path']);
  const cluster = server ?? name;
  if (typeof argocd !== 'string' || typeof namespace !== 'string' || typeof cluster !== 'string') return undefined;
  const environment = /^apps\/[^/]+\/k8s\/overlays\/([^/]+)$/.exec(typeof path === 'string' ? path : '')?.[1];
  return { argocd, environment, namespace, cluster };
}

function fieldsOf(value: unknown, keys: readonly string[]): unknown[] {
  return keys.map((key) => (isRecord(value) ? value[key] : undefined));
}

/** Path of the file of an Application. */
export function applicationPath(app: string, application: string): string {
  return `apps/${app}/argo/app-${application.slice(app.length + 1)}.yaml`;
}

/** Path of the list of an app's Applications. */
export function kustomizationPath(app: string): string {
  return `apps/${app}/argo/kustomization.yaml`;
}
