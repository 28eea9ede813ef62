import { renderAppWorkflow } from './workflows/app-workflow';
import { isSharded, renderMainWorkflow } from './workflows/main-workflow';
import { renderReleaseWorkflow } from './workflows/release-workflow';
import { renderShardWorkflow } from './workflows/shard-workflow';
import type { Repository } from '../config/model';
import { isDeployable } from '../config/model';
import type { TreeFile } from '../files/tree/tree';

/** Renders the GitHub Actions workflows that the repository needs. */
export function renderWorkflows(repository: Repository): TreeFile[] {
  return [
    renderMainWorkflow(repository),
    ...(isSharded(repository) ? [renderShardWorkflow(repository)] : []),
    renderAppWorkflow(repository),
    ...(isDeployable(repository) ? [renderReleaseWorkflow(repository)] : []),
  ];
}
