import type { FileRef, Snapshot } from './snapshot';
import { isRecord } from '../config/rules';
import type { ApplicationRelease } from '../release/application-file';
import { applicationFilePath, parseApplicationFile } from '../release/application-file';
import { parseYaml } from '../release/component';
import { at } from '../validation/objects';

/** What Argo CD is told to deploy of an app in one environment. */
export interface Deployment {
  /** Names of its Applications, one for each cluster. */
  readonly applications: readonly string[];
  readonly release: ApplicationRelease;
  /** The branch that it follows, or would follow. */
  readonly branch: string;
  /** Whether Argo CD syncs by itself. */
  readonly isAutomated: boolean;
  /** Whether it removes what left git. */
  readonly isPruned: boolean;
}

/** Text of a file of a snapshot. */
export type ReadText = (file: FileRef) => string;

/** Where an app keeps the manifests of an environment. */
export function overlayOf(app: string, environment: string): string {
  return `apps/${app}/k8s/overlays/${environment}`;
}

/** Reads what Argo CD is told; undefined where an app has no Application in the environment. */
export function readDeployment(
  snapshot: Snapshot,
  app: string,
  environment: string,
  read: ReadText,
): Deployment | undefined {
  const overlay = overlayOf(app, environment);
  const applications = [...snapshot.below(app, 'argo')].flatMap(([path, file]) => {
    const text = isApplicationFile(path) ? read(file) : '';
    // Looking before reading: most files are those of other environments.
    const object = text.includes(overlay) ? parseYaml(text) : undefined;
    const name = at(object, ['metadata', 'name']);
    return at(object, ['spec', 'source', 'path']) === overlay && typeof name === 'string' ? [{ name, object }] : [];
  });
  if (applications.length === 0) return undefined;
  const [{ name, object }] = applications;
  const branch = at(object, ['spec', 'source', 'targetRevision']);
  const automated = at(object, ['spec', 'syncPolicy', 'automated']);
  return {
    applications: applications.map((one) => one.name),
    release: readReleases(snapshot, app, read).get(name) ?? { kind: 'tracking' },
    branch: typeof branch === 'string' ? branch : 'HEAD',
    isAutomated: isRecord(automated),
    isPruned: isRecord(automated) && automated.prune === true,
  };
}

/** What the release file of an app says of its Applications. */
export function readReleases(snapshot: Snapshot, app: string, read: ReadText): ReadonlyMap<string, ApplicationRelease> {
  const path = applicationFilePath(app);
  const file = snapshot.get(path);
  const releases = file === undefined ? new Map<string, ApplicationRelease>() : parseApplicationFile(read(file));
  if (releases === undefined) throw new BrokenRelease(`${path} is not what a release writes, ${snapshot.name}`);
  return releases;
}

/** A release file that says nothing that can be relied on. */
export class BrokenRelease extends Error {}

function isApplicationFile(path: string): boolean {
  return /^apps\/[^/]+\/argo\/app-[^/]+\.yaml$/.test(path);
}
