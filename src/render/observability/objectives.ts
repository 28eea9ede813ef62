import type { App, AppEnvironment, Repository } from '../../config/model';
import { hasRules } from '../../config/model';

/** An objective that rules record ratios for. */
export interface RecordedObjective {
  readonly app: string;
  readonly environment: string;
  /** Percentage of requests that succeed. */
  readonly availability: number;
  /** Percentage of requests that are fast. */
  readonly latencyPercent: number;
}

/** The objectives of an app in some environments. Without rules, nothing is recorded. */
export function recordedObjectives(
  repository: Repository,
  app: App,
  environments: readonly AppEnvironment[],
): RecordedObjective[] {
  if (!hasRules(repository)) return [];
  return environments.flatMap(({ environment, objective }) => {
    if (objective === undefined) return [];
    const { availability, latency } = objective;
    return [{ app: app.name, environment: environment.name, availability, latencyPercent: latency.percent }];
  });
}
