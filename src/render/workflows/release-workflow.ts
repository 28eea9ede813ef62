import { WorkflowTemplate } from './template';
import type { Repository } from '../../config/model';
import type { TreeFile } from '../../tree/tree';

/** The workflow that a person starts: it promotes, rolls back, pins and unpins. */
export function renderReleaseWorkflow(repository: Repository): TreeFile {
  const template = new WorkflowTemplate('release', repository);
  const names = repository.environments.map(({ name }) => name);
  template.set(['on', 'workflow_dispatch', 'inputs', 'environment', 'options'], names);
  return template.file();
}
