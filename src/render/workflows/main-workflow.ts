import { setNpmToken } from './credentials';
import { appPermissions } from './permissions';
import { handedOn, secretsOfApp } from './secrets';
import { WorkflowTemplate, workflowPath } from './template';
import type { Repository } from '../../config/model';
import { isDeployable, trackedBranches } from '../../config/model';
import type { TreeFile } from '../../files/tree/tree';
import { LARGEST_MATRIX } from '../../releases/files/shards';

/** Whether one matrix cannot hold all apps. */
export function isSharded({ apps }: Repository): boolean {
  return apps.length > LARGEST_MATRIX;
}

/** The workflow of pushes and pull requests: it checks the repository, and calls the workflow of each app that changed. */
export function renderMainWorkflow(repository: Repository): TreeFile {
  const template = new WorkflowTemplate('main', repository);
  template.set(['on', 'push', 'branches'], trackedBranches(repository));
  setNpmToken(template, 'check', 'Install the npm packages', repository);
  if (!isDeployable(repository)) {
    // Without releases there is nothing that says what was built: a push is compared with the commit before it.
    const changed = template.step('check', 'Find the apps whose image changes');
    template.setEntries([...changed, 'env'], {
      BASE: '${{ github.event.pull_request.base.sha || github.event.before }}',
      BRANCH: '${{ github.ref_name }}',
    });
  }
  template.setPermissions('app', appPermissions(repository));
  template.setEntries(['jobs', 'app', 'secrets'], handedOn(secretsOfApp(repository)));
  if (isSharded(repository)) callShards(template);
  return template.file();
}

/** Goes over shards instead, each of which goes over its apps. */
function callShards(template: WorkflowTemplate): void {
  template.set(['jobs', 'app', 'name'], 'Apps');
  template.set(['jobs', 'app', 'strategy', 'matrix'], { shard: '${{ fromJSON(needs.check.outputs.shards) }}' });
  template.replaceText(['jobs', 'app', 'uses'], `./${workflowPath('shard')}`);
  template.set(['jobs', 'app', 'with'], { apps: '${{ toJSON(matrix.shard) }}' });
}
