import { setNpmToken, setPusher } from './credentials';
import { setGate } from './gates';
import { setReportByHand } from './report';
import { reports } from './reporting';
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
  const isGated = repository.environments.some((environment) => hasGate(repository, environment));
  if (isGated) {
    setGate(template, 'gate', 'Wait for the gate', repository.environments, repository);
    if (!reports(repository)) removeOutputs(template);
  } else {
    template.remove(['jobs', 'gate']);
  }
  setReportByHand(template, isGated, repository);
  return template.file();
}

/** Without a report, the result of the job is enough. */
function removeOutputs(template: WorkflowTemplate): void {
  template.remove(['jobs', 'gate', 'outputs']);
  const step = template.step('gate', 'Wait for the gate');
  template.remove([...step, 'id']);
  template.set([...step, 'run'], 'node_modules/.bin/python-gitops gate -- "$APP" "$ENVIRONMENT"');
}
