import { renderAppWorkflow } from './workflows/app-workflow';
import { isSharded, renderMainWorkflow } from './workflows/main-workflow';
import { renderReleaseWorkflow } from './workflows/release-workflow';
import { renderShardWorkflow } from './workflows/shard-workflow';
import type { Repository } from '../config/model';
import { isDeployable } from '../config/model';
import { otherHost } from '../config/other-hosts';
import type { TreeFile } from '../files/tree/tree';

/** Renders the GitHub Actions workflows that the repository needs; none for another host. */
export function renderWorkflows(repository: Repository): TreeFile[] {
  if (otherHost(repository) !== undefined) return [];
  return [
    renderMainWorkflow(repository),
    ...(isSharded(repository) ? [renderShardWorkflow(repository)] : []),
    renderAppWorkflow(repository),
    ...(isDeployable(repository) ? [renderReleaseWorkflow(repository)] : []),
  ];
}
