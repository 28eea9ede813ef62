import { posix } from 'node:path';
import type { Deployment } from './deployment';
import { Deployments } from './deployment';
import type { Snapshot } from './snapshot';
import type { Snapshots } from './snapshots';
import type { Image } from '../../common/image-reference';
import type { AppEnvironment, Repository } from '../../config/model';
import type { ApplicationRelease } from '../../releases/files/application-file';
import { imageFilePath, parseImageFile } from '../../releases/files/image-file';
import type { Side } from '../changes/changes';

/** A side of a comparison, and the source of its files. */
export interface Source extends Side {
  readonly snapshot: () => Snapshot;
}

/** Applications and release files. */
const ARGOCD_FILES =
  /^apps\/[^/]+\/(?:argo\/app-[^/]+\.yaml|(?:argo|k8s\/overlays\/[^/]+)\/release\/kustomization\.yaml)$/;

/** Finds what Argo CD deploys, and the source of its files. */
export class Sources {
  private readonly read = new WeakSet<Snapshot>();
  private readonly deployments: Deployments;

  constructor(
    private readonly repository: Repository,
    private readonly snapshots: Snapshots,
  ) {
    this.deployments = new Deployments(snapshots.text);
  }

  /** The deployment in a snapshot; taken from the overlays when Argo CD is not managed here. */
  deployment(
    snapshot: Snapshot,
    app: string,
    environment: string,
    own: AppEnvironment | undefined,
  ): Deployment | undefined {
    if (this.repository.argocd.manages !== 'nothing') {
      return this.deployments.of(snapshot, app, environment);
    }
    const image = this.releasedImage(snapshot, app, environment);
    const isInitial = image === undefined || (image.digest === undefined && image.tag === own?.initialTag);
    const branch = own?.environment.branch ?? this.repository.defaultBranch;
    const release = isInitial ? { kind: 'held' as const, namespace: '' } : { kind: 'tracking' as const };
    return image && { applications: [], release, branch, isAutomated: true, isPruned: true };
  }

  /** The release file of an app, by Application. */
  releases(snapshot: Snapshot, app: string): ReadonlyMap<string, ApplicationRelease> {
    return this.deployments.releases(snapshot, app);
  }

  releasedImage(snapshot: Snapshot, app: string, environment: string): Image | undefined {
    const file = snapshot.get(imageFilePath(app, environment));
    return file && parseImageFile(this.snapshots.text(file))?.image;
  }

  /** The source of the current deployment. */
  present(deployment: Deployment): Source | undefined {
    const { release, branch } = deployment;
    if (release.kind === 'held') return undefined;
    return release.kind === 'pinned' ? this.atCommit(release.revision, [release.image]) : this.onBranch(branch, [], {});
  }

  /** The source of the deployment after a merge of this checkout. */
  afterMerge(deployment: Deployment): Source | undefined {
    const { release, branch } = deployment;
    if (release.kind === 'held') return undefined;
    return release.kind === 'pinned'
      ? this.atCommit(release.revision, [release.image])
      : this.onBranch(branch, [], { isAfterMerge: true });
  }

  onBranch(branch: string, images: readonly string[], { isAfterMerge }: { readonly isAfterMerge?: boolean }): Source {
    const { name, commit } = this.snapshots.head(branch);
    return isAfterMerge
      ? {
          description: `this checkout merged into ${name}${withImages(images)}`,
          branch,
          images,
          snapshot: () => this.snapshots.merged(branch),
        }
      : {
          description: `${name} at ${short(commit)}${withImages(images)}`,
          branch,
          commit,
          images,
          snapshot: () => this.snapshots.branch(branch),
        };
  }

  atCommit(commit: string, images: readonly string[]): Source {
    const description = `commit ${short(commit)}${withImages(images)}`;
    return { description, commit, images, snapshot: () => this.snapshots.revision(commit) };
  }

  branch(name: string): Snapshot {
    return this.withArgocdFiles(this.snapshots.branch(name));
  }

  merged(name: string): Snapshot {
    return this.withArgocdFiles(this.snapshots.merged(name));
  }

  /** Reads all Argo CD files of a snapshot at once, since a git process for each is slow. */
  private withArgocdFiles(snapshot: Snapshot): Snapshot {
    if (!this.read.has(snapshot)) {
      this.snapshots.load([...snapshot.files].filter(([path]) => ARGOCD_FILES.test(path)).map(([, file]) => file));
      this.read.add(snapshot);
    }
    return snapshot;
  }
}

function withImages(images: readonly string[]): string {
  return images.map((image) => ` with ${shortImage(image.slice(image.indexOf('=') + 1))}`).join('');
}

function shortImage(image: string): string {
  return posix.basename(image).replace(/[0-9a-f]{12,}/g, (hex) => hex.slice(0, 8));
}

/** A commit, shortened for people. */
export function short(commit: string): string {
  return commit.slice(0, 8);
}
