import type { ObjectChange } from './compare';
import type { Effects } from './effects';

/** One side of a comparison: a configuration with an image. */
export interface Side {
  /** For people. */
  readonly description: string;
  /** The commit; undefined for this checkout merged into a branch. */
  readonly commit?: string;
  readonly branch?: string;
  /** Images that the Application overrides; none when the overlay sets the image. */
  readonly images: readonly string[];
}

/**
 * The compared change. `merge`: this checkout is merged. `promotion`: the environment gets a release. `first-release`: its
 * first one, with everything new. `nothing`: there is nothing to compare with; a note explains why.
 */
export type Occasion = 'merge' | 'promotion' | 'first-release' | 'nothing';

/** The changes of one app in one environment. */
export interface AppChanges {
  readonly app: string;
  readonly occasion: Occasion;
  /** Null when nothing is deployed. */
  readonly now: Side | null;
  readonly next: Side | null;
  /** Changed Applications and AppProjects of Argo CD. */
  readonly applications: readonly ObjectChange[];
  /** Changed objects that they deploy. */
  readonly objects: readonly ObjectChange[];
  readonly effects: Effects;
  readonly notes: readonly string[];
}

/** The changes in one environment. */
export interface EnvironmentChanges {
  readonly environment: string;
  readonly occasion: 'merge' | 'promotion' | 'default';
  /** Whether it only changes by a promotion. */
  readonly gated: boolean;
  /** The branch that it tracks, or takes promotions from. */
  readonly branch: string;
  readonly apps: readonly AppChanges[];
}

/** Whether the two sides of an app differ. */
export function isChanged({ applications, objects }: AppChanges): boolean {
  return applications.length > 0 || objects.length > 0;
}
