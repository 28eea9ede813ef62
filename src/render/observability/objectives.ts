/** A service level that an app promises in an environment. */
export interface Objective {
  readonly app: string;
  readonly environment: string;
  /** Percent of the requests that don't fail. */
  readonly availability: number;
  /** Percent of the requests that are fast. */
  readonly latencyPercent: number;
}
