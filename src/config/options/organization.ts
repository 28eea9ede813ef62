import type { RepositoryOptions } from './repository';

/**
 * Options that an organization sets for all its repositories.
 *
 * Its `defaults` and `environments` are farther than those of a repository: a repository's options win.
 */
export interface OrganizationOptions extends RepositoryOptions {
  /**
   * Escape hatches that no repository may use: `patches`, `extraManifests`, `clusterResourceWhitelist`, `ciSteps`, `overrides`,
   * `takeOver`.
   *
   * @default - none: all are allowed
   * @example ['takeOver']
   */
  readonly forbid?: string[];
}
