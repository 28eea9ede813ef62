import { posix } from 'node:path';
import type { Application } from './applications';
import type { Target } from './builds';
import type { Cache } from './cache';
import type { Dockerfile } from './dockerfile';
import type { Kustomizations } from './kustomizations';
import type { Kustomize } from './kustomize';
import type { Problem } from './problem';
import type { Schemas } from './schemas';
import type { Script } from './scripts';
import type { SourceTree } from './source-tree';
import type { Workflow } from './workflows';

/** Everything that a rule may look at. Files are read and parsed once, by whoever asks first. */
export interface Context {
  readonly tree: SourceTree;
  readonly kustomizations: Kustomizations;
  /** What every overlay and every root builds to. */
  readonly targets: readonly Target[];
  /** Files with objects of Kubernetes: no kustomizations, no patches, no templates. */
  readonly manifests: readonly string[];
  readonly applications: readonly Application[];
  readonly workflows: readonly Workflow[];
  readonly scripts: readonly Script[];
  readonly dockerfiles: readonly Dockerfile[];
  /** Whether what a folder builds to is in production. */
  readonly isProduction: (folder: string) => boolean;
  /** Whether a folder of `apps/` is that of an app. */
  readonly isApp: (name: string) => boolean;
  /** Those of the config, where there is one. */
  readonly secrets: readonly DeclaredSecret[];
  readonly kustomize: Kustomize;
  readonly schemas: Schemas;
  readonly cache: Cache;
}

/** The sealed secret that an app declares, in one environment. */
export interface DeclaredSecret {
  /** The overlay whose Component holds it. */
  readonly overlay: string;
  readonly app: string;
  readonly environment: string;
  readonly name: string;
  readonly keys: readonly string[];
}

/** A rule looks at the whole tree and names what is wrong; it changes nothing. */
export type Check = (context: Context) => readonly Problem[];

/** Whether the name of a folder says production, for trees without a config that tells. */
export function namesProduction(folder: string): boolean {
  return /(?:^|[-_.])(?:prod|production|prd|live)(?:$|[-_.])/i.test(posix.basename(folder));
}

/** The Applications that deploy what a folder builds to. */
export function applicationsOf(context: Context, folder: string): Application[] {
  return context.applications.filter(({ sources }) => sources.some(({ path }) => path === folder));
}

/** Whether no release has shown what a folder builds to: its Applications are held back. */
export function isHeld(context: Context, folder: string): boolean {
  const applications = applicationsOf(context, folder);
  return applications.length > 0 && applications.every((application) => application.isHeld);
}

/** `a, b and 3 more`. */
export function listSome(names: readonly string[], limit = 3): string {
  const rest = names.length - limit;
  return rest > 0 ? `${names.slice(0, limit).join(', ')} and ${rest} more` : names.join(', ');
}
