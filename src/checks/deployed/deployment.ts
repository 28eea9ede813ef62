import type { FileRef, Snapshot } from './snapshot';
import { isRecord } from '../../common/records';
import type { ApplicationRelease } from '../../releases/files/application-file';
import { applicationFilePath, parseApplicationFile } from '../../releases/files/application-file';
import { parseYaml } from '../../releases/files/component';
import { at } from '../validation/objects';

/** How Argo CD deploys an app in one environment. */
export interface Deployment {
  /** Names of its Applications, one for each cluster. */
  readonly applications: readonly string[];
  readonly release: ApplicationRelease;
  /** The branch that it tracks, or would track. */
  readonly branch: string;
  /** Whether Argo CD syncs automatically. */
  readonly isAutomated: boolean;
  /** Whether it removes objects that left git. */
  readonly isPruned: boolean;
}

/** Text of a file of a snapshot. */
export type ReadFileRef = (file: FileRef) => string;

/** The folder with the manifests of an app in an environment. */
export function overlayOf(app: string, environment: string): string {
  return `apps/${app}/k8s/overlays/${environment}`;
}

/**
 * Reads the Argo CD configuration, each file once: several environments of an app and both sides of a comparison share
 * files.
 */
export class Deployments {
  private readonly objects = new Map<string, unknown>();
  private readonly applicationFiles = new Map<string, ReadonlyMap<string, ApplicationRelease> | undefined>();

  constructor(private readonly read: ReadFileRef) {}

  /** The deployment of an app; undefined when it has no Application in the environment. */
  of(snapshot: Snapshot, app: string, environment: string): Deployment | undefined {
    const overlay = overlayOf(app, environment);
    const applications = [...snapshot.below(app, 'argo')].flatMap(([path, file]) => {
      const object = isApplicationFile(path) ? this.objectNaming(overlay, file) : undefined;
      const name = at(object, ['metadata', 'name']);
      return at(object, ['spec', 'source', 'path']) === overlay && typeof name === 'string' ? [{ name, object }] : [];
    });
    if (applications.length === 0) return undefined;
    const [{ name, object }] = applications;
    const branch = at(object, ['spec', 'source', 'targetRevision']);
    const automated = at(object, ['spec', 'syncPolicy', 'automated']);
    return {
      applications: applications.map((one) => one.name),
      release: this.releases(snapshot, app).get(name) ?? { kind: 'tracking' },
      branch: typeof branch === 'string' ? branch : 'HEAD',
      isAutomated: isRecord(automated),
      isPruned: isRecord(automated) && automated.prune === true,
    };
  }

  /** The release file of an app, by Application. */
  releases(snapshot: Snapshot, app: string): ReadonlyMap<string, ApplicationRelease> {
    const path = applicationFilePath(app);
    const file = snapshot.get(path);
    if (file === undefined) return new Map();
    const releases = once(this.applicationFiles, file.id, () => parseApplicationFile(this.read(file)));
    if (releases === undefined) throw new BrokenRelease(`${path} is not a valid release file ${snapshot.name}`);
    return releases;
  }

  private objectNaming(text: string, file: FileRef): unknown {
    // Search before parsing: most files belong to other environments.
    if (!this.read(file).includes(text)) return undefined;
    return once(this.objects, file.id, () => parseYaml(this.read(file)));
  }
}

/** Returns the cached value of a key, or computes it. */
function once<T>(known: Map<string, T>, key: string, find: () => T): T {
  if (!known.has(key)) known.set(key, find());
  return known.get(key) as T;
}

/** A release file that cannot be trusted. */
export class BrokenRelease extends Error {}

function isApplicationFile(path: string): boolean {
  return /^apps\/[^/]+\/argo\/app-[^/]+\.yaml$/.test(path);
}
