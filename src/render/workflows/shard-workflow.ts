import { appPermissions } from './permissions';
import { declared, handedOn, secretsOfApp } from './secrets';
import { WorkflowTemplate } from './template';
import type { Repository } from '../../config/model';
import type { TreeFile } from '../../files/tree/tree';

/** The workflow of one shard: calls the workflow of each of its apps. */
export function renderShardWorkflow(repository: Repository): TreeFile {
  const template = new WorkflowTemplate('shard', repository);
  const secrets = secretsOfApp(repository);
  template.setEntries(['on', 'workflow_call', 'secrets'], declared(secrets));
  template.setPermissions('app', appPermissions(repository));
  template.setEntries(['jobs', 'app', 'secrets'], handedOn(secrets));
  return template.file();
}
