import type { TightMemory } from '../../config/memory';
import { tightMemory } from '../../config/memory';
import type { Repository } from '../../config/model';

/** Workloads whose memory is probably too small for the packages in their lock. */
export function findTightMemory({ apps }: Repository): TightMemory[] {
  return apps.flatMap(tightMemory);
}

/** A warning, not a finding: only the cluster shows for sure. */
export function formatTightMemory(tight: readonly TightMemory[]): string[] {
  if (tight.length === 0) return [];
  return ['', 'Memory is probably too small, so pods would be killed (OOMKilled):', ...tight.map(formatOne)];
}

function formatOne({ app, workload, environments, limit, needed, packages, recommended }: TightMemory): string {
  const why = packages.length === 0 ? '' : ` with ${packages.join(', ')}`;
  return `  ${workload} of apps/${app} has ${limit} in ${environments.join(', ')}, and needs about ${needed}Mi${why}: set memory: '${recommended}'`;
}
