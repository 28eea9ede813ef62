import { posix } from 'node:path';
import type { Application } from './applications';
import type { BuildTarget } from './builds';
import type { Cache } from './cache';
import type { Dockerfile } from './dockerfile';
import type { ImageOwner } from './image-owner';
import type { Kustomizations } from './kustomizations';
import type { Kustomize } from './kustomize';
import type { Lock } from './locks';
import type { Problem } from './problem';
import type { Schemas } from './schemas';
import type { Script } from './scripts';
import type { SourceTree } from './source-tree';
import type { UvProject } from './uv-projects';
import type { Workflow } from './workflows';
import type { Packages } from '../../config/defaults';

/** Everything a rule can look at. Files are read and parsed once, on demand. */
export interface Context {
  readonly tree: SourceTree;
  readonly kustomizations: Kustomizations;
  /** The builds of every overlay and root. */
  readonly targets: readonly BuildTarget[];
  /** Files with Kubernetes objects; no kustomizations, patches, or templates. */
  readonly manifests: readonly string[];
  readonly applications: readonly Application[];
  readonly workflows: readonly Workflow[];
  readonly scripts: readonly Script[];
  readonly dockerfiles: readonly Dockerfile[];
  readonly locks: readonly Lock[];
  readonly uvProjects: readonly UvProject[];
  /** Whether the overlay in a folder is production. */
  readonly isProduction: (folder: string) => boolean;
  /** Whether a folder of `apps/` belongs to an app. */
  readonly isApp: (name: string) => boolean;
  /** The secrets of the config, if there is one. */
  readonly secrets: readonly DeclaredSecret[];
  /** The apps of the config, if there is one. */
  readonly declared: readonly DeclaredApp[];
  /** Secrets and ConfigMaps that exist elsewhere. */
  readonly existing: readonly ExistingObject[];
  readonly ownerOf: ImageOwner;
  readonly kustomize: Kustomize;
  readonly schemas: Schemas;
  readonly cache: Cache;
}

/** The sealed secret of an app in one environment. */
export interface DeclaredSecret {
  /** The overlay whose Component contains it. */
  readonly overlay: string;
  readonly app: string;
  readonly environment: string;
  readonly name: string;
  readonly keys: readonly string[];
}

/** What the config declares about an app. */
export interface DeclaredApp {
  readonly app: string;
  /** Name of the image, without a tag. */
  readonly image: string;
  /** Names of its workloads in the cluster. */
  readonly workloads: readonly string[];
  /** What its containers start. */
  readonly programs?: DeclaredPrograms;
  /** Python packages that are built from source. */
  readonly sourcePackages?: readonly string[];
  /** How it lists its packages; undefined is `requirements`. */
  readonly packages?: Packages;
  readonly pythonVersion?: string;
  readonly indexes?: PackageIndexes;
}

/** The package indexes that the config sets. */
interface PackageIndexes {
  readonly packageIndex?: string;
  readonly extraPackageIndexes: readonly string[];
}

/** What the containers of an app start, each with the option that sets it. */
export interface DeclaredPrograms {
  readonly callable: { readonly option: string; readonly module: string };
  readonly commands: readonly { readonly option: string; readonly words: readonly string[] }[];
  /** Whether the image may have programs and modules from another base image or from Debian packages. */
  readonly mayHoldMore: boolean;
}

/** A Secret or ConfigMap that the config declares as existing elsewhere. */
export interface ExistingObject {
  readonly overlay: string;
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
}

/** A rule reads the whole tree and returns problems; it changes nothing. */
export type TreeCheck = (context: Context) => readonly Problem[];

/** Whether a folder name means production, for trees without a config. */
export function namesProduction(folder: string): boolean {
  return /(?:^|[-_.])(?:prod|production|prd|live)(?:$|[-_.])/i.test(posix.basename(folder));
}

/** The Applications that deploy a folder. */
function applicationsOf(context: Context, folder: string): Application[] {
  return context.applications.filter(({ sources }) => sources.some(({ path }) => path === folder));
}

/** Whether a folder has no release yet: its Applications are held back. */
export function isHeld(context: Context, folder: string): boolean {
  const applications = applicationsOf(context, folder);
  return applications.length > 0 && applications.every((application) => application.isHeld);
}

/** `a, b and 3 more`. */
export function listSome(names: readonly string[], limit = 3): string {
  const rest = names.length - limit;
  return rest > 0 ? `${names.slice(0, limit).join(', ')} and ${rest} more` : names.join(', ');
}
