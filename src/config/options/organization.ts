import type { RepositoryOptions } from './repository';

/**
 * What an organization says for all of its repositories.
 *
 * Its `defaults` and `environments` are farther than those of a repository: whatever a repository says wins.
 */
export interface OrganizationOptions extends RepositoryOptions {
  /**
   * Ways around the options that no repository may use.
   *
   * `patches`, `extraManifests`, `ciSteps`, `overrides` and `takeOver`.
   *
   * @default - none: all of them may be used
   * @example ['takeOver']
   */
  readonly forbid?: string[];
}
