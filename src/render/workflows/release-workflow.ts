import { setNpmToken, setPusher } from './credentials';
import { setGate } from './gates';
import { WorkflowTemplate } from './template';
import { hasGate } from '../../config/gates';
import type { Repository } from '../../config/model';
import type { TreeFile } from '../../files/tree/tree';

/** The workflow that a person starts to promote, roll back, pin, unpin, or release. */
export function renderReleaseWorkflow(repository: Repository): TreeFile {
  const template = new WorkflowTemplate('release', repository);
  const names = repository.environments.map(({ name }) => name);
  template.set(['on', 'workflow_dispatch', 'inputs', 'environment', 'options'], names);
  setNpmToken(template, 'release', 'Install npm packages and kustomize', repository);
  setPusher(template, 'release', repository);
  if (repository.environments.some((environment) => hasGate(repository, environment))) {
    setGate(template, 'gate', 'Wait for the gate', repository.environments, repository);
  } else {
    template.remove(['jobs', 'gate']);
  }
  return template.file();
}
