import type { FileRef, Snapshot } from './snapshot';
import { isRecord } from '../../common/records';
import type { ApplicationRelease } from '../../releases/files/application-file';
import { applicationFilePath, parseApplicationFile } from '../../releases/files/application-file';
import { parseYaml } from '../../releases/files/component';
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

/**
 * Reads what Argo CD is told, each file once: several environments of an app, and both sides of a comparison, ask for
 * the same ones.
 */
export class Deployments {
  private readonly objects = new Map<string, unknown>();
  private readonly told = new Map<string, ReadonlyMap<string, ApplicationRelease> | undefined>();

  constructor(private readonly read: ReadText) {}

  /** What Argo CD is told of an app; undefined where it has no Application in the environment. */
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

  /** What the release file of an app says of its Applications. */
  releases(snapshot: Snapshot, app: string): ReadonlyMap<string, ApplicationRelease> {
    const path = applicationFilePath(app);
    const file = snapshot.get(path);
    if (file === undefined) return new Map();
    const releases = once(this.told, file.id, () => parseApplicationFile(this.read(file)));
    if (releases === undefined) throw new BrokenRelease(`${path} is not what a release writes, ${snapshot.name}`);
    return releases;
  }

  private objectNaming(text: string, file: FileRef): unknown {
    // Looking before reading: most files are those of other environments.
    if (!this.read(file).includes(text)) return undefined;
    return once(this.objects, file.id, () => parseYaml(this.read(file)));
  }
}

/** What was found under a key before, or is found now. */
function once<T>(known: Map<string, T>, key: string, find: () => T): T {
  if (!known.has(key)) known.set(key, find());
  return known.get(key) as T;
}

/** A release file that says nothing that can be relied on. */
export class BrokenRelease extends Error {}

function isApplicationFile(path: string): boolean {
  return /^apps\/[^/]+\/argo\/app-[^/]+\.yaml$/.test(path);
}
