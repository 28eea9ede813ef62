import { setNpmToken, setPusher } from './credentials';
import { imagePermissions } from './permissions';
import { setLogin } from './registry-login';
import { declared, handedOn, secret, secretsOfApp } from './secrets';
import { WorkflowTemplate } from './template';
import type { CiStep, Environment, Repository } from '../../config/model';
import { buildSecretNames, isDeployable, releasesByPush } from '../../config/model';
import type { TreeFile } from '../../tree/tree';

const WRITE_CREDENTIALS = 'Write the credentials of the package index';
const REMOVE_CREDENTIALS = 'Remove the credentials of the package index';

/** The workflow of one app: it tests, builds, and releases to each environment that tracks the branch. */
export function renderAppWorkflow(repository: Repository): TreeFile {
  const template = new WorkflowTemplate('app', repository);
  template.setEntries(['on', 'workflow_call', 'secrets'], declared(secretsOfApp(repository)));
  setIndexCredentials(template, repository);
  insertSteps(template, repository);
  setBuild(template, 'build', 'Build', repository);
  setBuild(template, 'image', 'Build and push', repository);
  setReleases(template, repository);
  if (isDeployable(repository)) setImage(template, repository);
  else template.remove(['jobs', 'image']);
  return template.file();
}

/** Lets the tests install from a package index that asks for credentials, and no step that comes after them. */
function setIndexCredentials(template: WorkflowTemplate, { delivery: { packageIndexSecret } }: Repository): void {
  if (packageIndexSecret === undefined) {
    template.removeSteps('test', [WRITE_CREDENTIALS, REMOVE_CREDENTIALS]);
    template.remove([...template.step('test', 'Lint and test'), 'env', 'NETRC']);
    return;
  }
  const write = template.step('test', WRITE_CREDENTIALS);
  template.set([...write, 'env', 'CREDENTIALS'], secret(packageIndexSecret));
}

/** Puts the user's own steps around the tests. */
function insertSteps(template: WorkflowTemplate, repository: Repository): void {
  const { beforeTests, afterTests } = repository.ciSteps;
  const last = repository.delivery.packageIndexSecret === undefined ? 'Lint and test' : REMOVE_CREDENTIALS;
  template.insert(template.step('test', last), 'after', afterTests.map(ownStep));
  template.insert(template.step('test', 'Set up Python'), 'after', beforeTests.map(ownStep));
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
function setBuild(template: WorkflowTemplate, job: string, step: string, repository: Repository): void {
  const build = template.step(job, step);
  const secrets = buildSecretNames(repository);
  template.setEntries([...build, 'env'], handedOn(secrets));
  const variables = secrets.map((name) => `${name}=${name}\n`).join('');
  if (secrets.length > 0) template.set([...build, 'with', 'secret-envs'], variables);
  else template.remove([...build, 'with', 'secret-envs']);
}

/** Where images go. */
function setImage(template: WorkflowTemplate, repository: Repository & { readonly registry: string }): void {
  setLogin(template, 'image', repository.delivery.login, repository.registry);
  const build = template.step('image', 'Build and push');
  template.set([...build, 'with', 'tags'], `${repository.registry}/\${{ inputs.app }}:\${{ github.sha }}`);
  template.setPermissions('image', imagePermissions(repository));
}

/** A step for each environment that a push releases to, in their order. */
function setReleases(template: WorkflowTemplate, repository: Repository): void {
  if (!releasesByPush(repository)) {
    template.remove(['jobs', 'release']);
    return;
  }
  setNpmToken(template, 'release', 'Install the npm packages and kustomize', repository);
  setPusher(template, 'release', repository);
  const automatic = repository.environments.filter(({ gated }) => !gated);
  template.repeat(template.step('release', 'Release to dev'), automatic.map(releaseStep));
}

function releaseStep({ name, branch }: Environment): Record<string, string> {
  const command = `node_modules/.bin/python-gitops release "$APP" ${name} --image ":$GITHUB_SHA@$DIGEST" --push --if-newer`;
  return { name: `Release to ${name}`, if: `github.ref_name == '${branch}'`, run: command };
}
