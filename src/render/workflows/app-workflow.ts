import { setNpmToken, setPusher } from './credentials';
import { gateJob, setGates } from './gates';
import { REMOVE_CREDENTIALS, setIndexCredentials } from './index-credentials';
import { imagePermissions } from './permissions';
import { setLogin } from './registry-login';
import { setOutcomes, setReport } from './report';
import { reports } from './reporting';
import { declared, handedOn, reportMissing, secretsOfApp, secretsOfLogin, secretsOfSteps } from './secrets';
import type { Stage, Stages } from './stages';
import { stagesOf } from './stages';
import { WorkflowTemplate } from './template';
import type { CiStep, Environment, Repository } from '../../config/model';
import { buildSecretNames, isDeployable, releasesByPush } from '../../config/model';
import type { TreeFile } from '../../files/tree/tree';

/** The workflow of one app: tests, builds, and releases to each environment that tracks the branch. */
export function renderAppWorkflow(repository: Repository): TreeFile {
  const template = new WorkflowTemplate('app', repository);
  template.setEntries(['on', 'workflow_call', 'secrets'], declared(secretsOfApp(repository)));
  setIndexCredentials(template, 'test', 'Lint and test', repository);
  reportMissing(template, 'test', secretsOfTests(repository));
  insertSteps(template, repository);
  setBuild(template, 'build', 'Build', repository);
  setBuild(template, 'image', 'Build and push', repository);
  reportMissing(template, 'build', buildSecretNames(repository));
  reportMissing(template, 'image', [...buildSecretNames(repository), ...secretsOfLogin(repository)]);
  setReleases(template, repository);
  if (isDeployable(repository)) setImage(template, repository);
  else template.remove(['jobs', 'image']);
  return template.file();
}

/** Secrets that tests and the user's own steps read. */
function secretsOfTests(repository: Repository): string[] {
  const { packageIndexSecret } = repository.delivery;
  return [...(packageIndexSecret === undefined ? [] : [packageIndexSecret]), ...secretsOfSteps(repository)];
}

/** Inserts the user's own steps before and after the tests. */
function insertSteps(template: WorkflowTemplate, repository: Repository): void {
  const { beforeTests, afterTests } = repository.ciSteps;
  const last = repository.delivery.packageIndexSecret === undefined ? 'Lint and test' : REMOVE_CREDENTIALS;
  template.insert(template.step('test', last), 'after', afterTests.map(ownStep));
  template.insert(template.step('test', 'Cache Python packages'), 'after', beforeTests.map(ownStep));
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

/** Passes the build secrets to the build of an image. */
function setBuild(template: WorkflowTemplate, job: string, step: string, repository: Repository): void {
  const build = template.step(job, step);
  const secrets = buildSecretNames(repository);
  template.setEntries([...build, 'env'], handedOn(secrets));
  const variables = secrets.map((name) => `${name}=${name}\n`).join('');
  if (secrets.length > 0) template.set([...build, 'with', 'secret-envs'], variables);
  else template.remove([...build, 'with', 'secret-envs']);
}

/** Sets the registry that images are pushed to. */
function setImage(template: WorkflowTemplate, repository: Repository & { readonly registry: string }): void {
  setLogin(template, 'image', repository.delivery.login, repository.registry);
  const build = template.step('image', 'Build and push');
  template.set([...build, 'with', 'tags'], `${repository.registry}/\${{ inputs.app }}:\${{ github.sha }}`);
  template.setPermissions('image', imagePermissions(repository));
}

/** Adds a job for each stage that a push releases to, and one for each gate. */
function setReleases(template: WorkflowTemplate, repository: Repository): void {
  if (!releasesByPush(repository)) {
    template.remove(['jobs', 'release']);
    template.remove(['jobs', 'gate']);
    template.remove(['jobs', 'report']);
    return;
  }
  setNpmToken(template, 'release', 'Install npm packages and kustomize', repository);
  setPusher(template, 'release', repository);
  const found = stagesOf(repository);
  const { stages, gates } = found;
  template.repeatJob(
    'release',
    stages.map(({ job }) => job),
  );
  for (const stage of stages) {
    setStage(template, stage);
    if (reports(repository)) setOutcomes(template, stage);
  }
  setGates(template, gates, repository);
  setReport(template, found, repository);
  template.orderJobs([
    ...stages.flatMap((stage) => [stage.job, ...gates.filter(({ after }) => after === stage).map(gateJobOf)]),
    'report',
  ]);
}

function gateJobOf({ environment }: Stages['gates'][number]): string {
  return gateJob(environment);
}

/** Sets up the job of a stage. A stage behind a gate runs only after the gate has passed. */
function setStage(template: WorkflowTemplate, { job, environments, after }: Stage): void {
  if (after !== undefined) {
    const gate = gateJob(after);
    template.set(['jobs', job, 'name'], `Release to ${environments.map(({ name }) => name).join(' and ')}`);
    template.set(['jobs', job, 'needs'], ['image', gate]);
    template.add(['jobs', job], 'needs', 'if', `needs.${gate}.outputs.passed == 'true'`);
  }
  template.repeat(template.step(job, 'Release to dev'), environments.map(releaseStep));
}

function releaseStep({ name, branch }: Environment): Record<string, string> {
  const command = `node_modules/.bin/python-gitops release "$APP" ${name} --image ":$GITHUB_SHA@$DIGEST" --push --yes --if-newer`;
  return { name: `Release to ${name}`, if: `github.ref_name == '${branch}'`, run: command };
}
