import { setNpmToken } from './credentials';
import { appPermissions } from './permissions';
import { handedOn, reportMissing, secretsOfApp } from './secrets';
import { WorkflowTemplate, workflowPath } from './template';
import type { Repository } from '../../config/model';
import { isDeployable, trackedBranches } from '../../config/model';
import type { TreeFile } from '../../files/tree/tree';
import { LARGEST_MATRIX } from '../../releases/files/shards';

/** Whether there are too many apps for one matrix. */
export function isSharded({ apps }: Repository): boolean {
  return apps.length > LARGEST_MATRIX;
}

/** The workflow for pushes and pull requests: checks the repository and calls the workflow of each changed app. */
export function renderMainWorkflow(repository: Repository): TreeFile {
  const template = new WorkflowTemplate('main', repository);
  template.set(['on', 'push', 'branches'], trackedBranches(repository));
  setNpmToken(template, 'check', 'Install npm packages', repository);
  const { npmTokenSecret } = repository.delivery;
  reportMissing(template, 'check', npmTokenSecret === undefined ? [] : [npmTokenSecret]);
  if (!isDeployable(repository)) {
    // Without releases, the newest image is unknown: compare a push with the previous commit.
    const changed = template.step('check', 'Find changed apps');
    template.setEntries([...changed, 'env'], {
      BASE: '${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha || github.event.before }}',
      BRANCH: '${{ github.ref_name }}',
    });
  }
  template.setPermissions('app', appPermissions(repository));
  template.setEntries(['jobs', 'app', 'secrets'], handedOn(secretsOfApp(repository)));
  if (isSharded(repository)) callShards(template);
  return template.file();
}

/** Calls shards instead of apps. */
function callShards(template: WorkflowTemplate): void {
  template.set(['jobs', 'app', 'name'], 'Apps');
  template.set(['jobs', 'app', 'strategy', 'matrix'], { shard: '${{ fromJSON(needs.check.outputs.shards) }}' });
  template.replaceText(['jobs', 'app', 'uses'], `./${workflowPath('shard')}`);
  template.set(['jobs', 'app', 'with'], { apps: '${{ toJSON(matrix.shard) }}' });
}
