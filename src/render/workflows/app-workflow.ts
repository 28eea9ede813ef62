import { imagePermissions } from './permissions';
import { declared, handedOn, secretsOfApp } from './secrets';
import { WorkflowTemplate } from './template';
import type { CiStep, Environment, Repository } from '../../config/model';
import { buildSecretNames, isDeployable, releasesByPush } from '../../config/model';
import type { TreeFile } from '../../tree/tree';

/** The registry that needs no name when Docker logs in. */
const DOCKER_HUB = 'docker.io';

/** The workflow of one app: it tests, builds, and releases to each environment that tracks the branch. */
export function renderAppWorkflow(repository: Repository): TreeFile {
  const template = new WorkflowTemplate('app', repository);
  template.setEntries(['on', 'workflow_call', 'secrets'], declared(secretsOfApp(repository)));
  insertSteps(template, repository);
  setBuild(template, 'build', 'Build', repository);
  setBuild(template, 'image', 'Build and push', repository);
  setReleases(template, repository);
  if (isDeployable(repository)) setImage(template, repository);
  else template.remove(['jobs', 'image']);
  return template.file();
}

/** Puts the user's own steps around the tests. */
function insertSteps(template: WorkflowTemplate, { ciSteps: { beforeTests, afterTests } }: Repository): void {
  const tests = template.step('test', 'Lint and test');
  template.insert(tests, 'after', afterTests.map(ownStep));
  template.insert(tests, 'before', beforeTests.map(ownStep));
}

function ownStep({ name, run, uses, with: inputs, env, apps }: CiStep): object {
  return {
    name,
    ...(apps === undefined ? {} : { if: `contains(fromJSON('${JSON.stringify(apps)}'), inputs.app)` }),
    ...(uses === undefined ? {} : { uses }),
    ...(env === undefined ? {} : { env }),
    ...(inputs === undefined ? {} : { with: inputs }),
    ...(run === undefined ? {} : { run }),
  };
}

/** What the build of an image may read. */
function setBuild(template: WorkflowTemplate, job: string, name: string, repository: Repository): void {
  const build = template.step(job, name);
  const secrets = buildSecretNames(repository);
  template.setEntries([...build, 'env'], handedOn(secrets));
  const variables = secrets.map((secret) => `${secret}=${secret}\n`).join('');
  if (secrets.length > 0) template.set([...build, 'with', 'secret-envs'], variables);
  else template.remove([...build, 'with', 'secret-envs']);
}

/** Where images go. */
function setImage(template: WorkflowTemplate, repository: Repository & { readonly registry: string }): void {
  const [host] = repository.registry.split('/');
  const login = template.step('image', 'Log in to the registry');
  if (host === DOCKER_HUB) template.remove([...login, 'with', 'registry']);
  else template.set([...login, 'with', 'registry'], host);
  const build = template.step('image', 'Build and push');
  template.set([...build, 'with', 'tags'], `${repository.registry}/\${{ inputs.app }}:\${{ github.sha }}`);
  template.setPermissions('image', imagePermissions());
}

/** A step for each environment that a push releases to, in their order. */
function setReleases(template: WorkflowTemplate, repository: Repository): void {
  if (!releasesByPush(repository)) {
    template.remove(['jobs', 'release']);
    return;
  }
  const automatic = repository.environments.filter(({ gated }) => !gated);
  template.repeat(template.step('release', 'Release to dev'), automatic.map(releaseStep));
}

function releaseStep({ name, branch }: Environment): Record<string, string> {
  const command = `node_modules/.bin/python-gitops release "$APP" ${name} --image ":$GITHUB_SHA@$DIGEST" --push --if-newer`;
  return { name: `Release to ${name}`, if: `github.ref_name == '${branch}'`, run: command };
}
