import type { ObjectChange } from './compare';
import type { Effects } from './effects';

/** One side of a comparison: which configuration, with which image. */
export interface Side {
  /** For a person. */
  readonly description: string;
  /** The commit; undefined for this checkout, merged into a branch. */
  readonly commit?: string;
  readonly branch?: string;
  /** Images that the Application overrides; none where the overlay says which. */
  readonly images: readonly string[];
}

/**
 * What is compared. `merge`: this checkout is merged. `promotion`: the environment gets a release. `first-release`: it
 * gets its first one, and everything is new. `nothing`: there is nothing to compare with, and a note says why.
 */
export type Occasion = 'merge' | 'promotion' | 'first-release' | 'nothing';

/** What changes of one app in one environment. */
export interface AppChanges {
  readonly app: string;
  readonly occasion: Occasion;
  /** Null where nothing is deployed. */
  readonly now: Side | null;
  readonly next: Side | null;
  /** What Argo CD is told: Applications and AppProjects. */
  readonly applications: readonly ObjectChange[];
  /** What it deploys. */
  readonly objects: readonly ObjectChange[];
  readonly effects: Effects;
  readonly notes: readonly string[];
}

/** What changes in one environment. */
export interface EnvironmentChanges {
  readonly environment: string;
  readonly occasion: 'merge' | 'promotion' | 'default';
  /** Whether it moves only when someone promotes to it. */
  readonly gated: boolean;
  /** The branch that it follows, or takes promotions from. */
  readonly branch: string;
  readonly apps: readonly AppChanges[];
}

/** Whether anything of an app is not the same on both sides. */
export function isChanged({ applications, objects }: AppChanges): boolean {
  return applications.length > 0 || objects.length > 0;
}
