import type { Document, YAMLMap, YAMLSeq } from 'yaml';
import { isMap, isSeq, parseDocument } from 'yaml';
import { generatedFromTemplate, packageManagerSamples } from './samples';
import { VERSIONS } from '../config/defaults';
import type { CiStep, Environment, Repository } from '../config/model';
import { buildSecretNames, haveOnePython, isDeployable } from '../config/model';
import type { TreeFile } from '../tree/tree';
import { documentToYaml } from '../tree/yaml';

const PATH = '.github/workflows/main.yml';

/** The registry that needs no name when Docker logs in. */
const DOCKER_HUB = 'docker.io';

/**
 * Renders the workflow. The template is a whole workflow, with its comments; what depends on the config is set in it
 * by its place, and jobs that have nothing to do are taken out.
 */
export function renderWorkflow(repository: Repository): TreeFile {
  const document = parseDocument(
    generatedFromTemplate(`repository/${PATH}`, PATH, 'environments', packageManagerSamples(repository)),
  );
  set(document, ['on', 'push', 'branches'], branches(repository));
  setUp(document, repository);
  insertSteps(document, repository);
  if (isDeployable(repository)) setImageJob(document, repository);
  else document.deleteIn(['jobs', 'image']);
  const promotable = repository.environments.filter(
    (environment) => environment.gated && previous(repository, environment) !== undefined,
  );
  if (isDeployable(repository) && promotable.length > 0) {
    const names = promotable.map((environment) => environment.name);
    set(document, ['on', 'workflow_dispatch', 'inputs', 'environment', 'options'], names);
    const step = stepOf(document, 'promote', 'Promote what the environment before it runs');
    set(document, [...step, 'run'], promoteScript(repository, promotable));
  } else {
    document.deleteIn(['jobs', 'promote']);
    document.deleteIn(['on', 'workflow_dispatch']);
  }
  return {
    path: PATH,
    content: documentToYaml(document),
    owner: 'generated',
    option: 'environments',
    instead: 'Set gated or branch in environments, registry, pythonVersion, or buildSecrets of an app.',
  };
}

type Place = readonly (string | number)[];

/** Sets a value of the template. A place that is not in it is an error of ours: yaml would make it up. */
function set(document: Document, place: Place, value: unknown): void {
  if (!document.hasIn(place)) throw new Error(`the workflow template has no ${place.join('.')}`);
  document.setIn(place, value);
}

/** Place of a step, by its name. */
function stepOf(document: Document, job: string, name: string): Place {
  const steps = document.getIn(['jobs', job, 'steps']) as YAMLSeq;
  const index = steps.items.findIndex((step) => isMap(step) && step.get('name') === name);
  if (index < 0) throw new Error(`the workflow template has no step "${name}" in ${job}`);
  return ['jobs', job, 'steps', index];
}

/** Where images go, what their builds may read, and which environments they are released to. */
function setImageJob(document: Document, repository: Repository & { readonly registry: string }): void {
  const [host] = repository.registry.split('/');
  const login = stepOf(document, 'image', 'Log in to the registry');
  set(document, [...login, 'with', 'registry'], host);
  if (host === DOCKER_HUB) document.deleteIn([...login, 'with', 'registry']);
  const build = stepOf(document, 'image', 'Build and push');
  set(document, [...build, 'with', 'tags'], `${repository.registry}/\${{ matrix.app }}:\${{ github.sha }}`);
  const secrets = buildSecretNames(repository);
  if (secrets.length > 0) {
    set(document, [...build, 'with', 'secret-envs'], secrets.map((name) => `${name}=${name}\n`).join(''));
    set(document, [...build, 'env'], Object.fromEntries(secrets.map((name) => [name, `\${{ secrets.${name} }}`])));
  } else {
    document.deleteIn([...build, 'with', 'secret-envs']);
    document.deleteIn([...build, 'env']);
  }
  const release = stepOf(document, 'image', 'Release to the environments that track this branch');
  set(document, [...release, 'run'], releaseScript(repository));
}

/** Puts the user's own steps around the tests. */
function insertSteps(document: Document, repository: Repository): void {
  const place = stepOf(document, 'test', 'Lint and test');
  const steps = document.getIn(place.slice(0, -1)) as YAMLSeq;
  const tests = Number(place[place.length - 1]);
  const { beforeTests, afterTests } = repository.ciSteps;
  steps.items.splice(tests + 1, 0, ...afterTests.map((step) => document.createNode(ownStep(step))));
  steps.items.splice(tests, 0, ...beforeTests.map((step) => document.createNode(ownStep(step))));
}

function ownStep({ name, run, uses, with: inputs, env, apps }: CiStep): object {
  return {
    name,
    ...(apps === undefined ? {} : { if: `contains(fromJSON('${JSON.stringify(apps)}'), matrix.app)` }),
    ...(uses === undefined ? {} : { uses }),
    ...(env === undefined ? {} : { env }),
    ...(inputs === undefined ? {} : { with: inputs }),
    ...(run === undefined ? {} : { run }),
  };
}

/** The environment whose releases are given on to this one. */
export function previous(repository: Repository, environment: Environment): Environment | undefined {
  return repository.environments[repository.environments.indexOf(environment) - 1];
}

/** Branches that anything tracks, each once, the default one first. */
function branches(repository: Repository): string[] {
  return [...new Set([repository.defaultBranch, ...repository.environments.map((environment) => environment.branch)])];
}

/** Sets the versions of the tools in every job that sets one up. */
function setUp(document: Document, repository: Repository): void {
  const jobs = document.getIn(['jobs']) as YAMLMap;
  for (const { value: job } of jobs.items) {
    const steps = isMap(job) ? (job.get('steps') as YAMLSeq | undefined) : undefined;
    if (!isSeq(steps)) continue;
    for (const step of steps.items) {
      if (!isMap(step)) continue;
      if (step.hasIn(['with', 'node-version'])) {
        step.setIn(['with', 'node-version'], VERSIONS.node);
        // A cache is asked for by a command of the manager, which is not there yet.
        if (repository.packageManager.pin !== undefined) step.setIn(['with', 'package-manager-cache'], false);
      }
      if (step.hasIn(['with', 'python-version'])) step.set('with', document.createNode(pythonVersion(repository)));
    }
  }
}

/** The Python that all apps have, or that of the app at hand. */
function pythonVersion(repository: Repository): object {
  return haveOnePython(repository)
    ? { 'python-version': repository.apps[0]?.pythonVersion ?? repository.pythonVersion }
    : { 'python-version-file': 'apps/${{ matrix.app }}/.python-version' };
}

/** Releases to the environments that track the branch that was pushed. */
function releaseScript(repository: Repository): string {
  const tracking = repository.environments.filter((environment) => !environment.gated);
  const byBranch = new Map<string, string[]>();
  for (const { branch, name } of tracking) byBranch.set(branch, [...(byBranch.get(branch) ?? []), name]);
  return [
    'environments=() branches=()',
    'case "$BRANCH" in',
    ...[...byBranch].map(([branch, names]) => {
      // The root reads which Applications there are from the default branch, whatever branch they track.
      const targets = [...new Set([branch, repository.defaultBranch])];
      return `  (${branch}) environments=(${names.join(' ')}) branches=(${targets.join(' ')}) ;;`;
    }),
    'esac',
    'for environment in "${environments[@]}"; do',
    '  for target in "${branches[@]}"; do',
    '    scripts/commit-release.sh "$target" "$APP" "$environment" --image ":$GITHUB_SHA@$DIGEST"',
    '  done',
    'done',
    '',
  ].join('\n');
}

/** Gives on what the environment before a gated one runs. */
function promoteScript(repository: Repository, gated: readonly Environment[]): string {
  return [
    'case "$ENVIRONMENT" in',
    ...gated.map((environment) => {
      const from = previous(repository, environment)?.name;
      // Quoted: an environment may have the name of a command, such as test.
      return `  (${environment.name}) from='${from}' ;;`;
    }),
    'esac',
    `scripts/commit-release.sh ${repository.defaultBranch} "$APP" "$ENVIRONMENT" --from "$from"`,
    '',
  ].join('\n');
}
