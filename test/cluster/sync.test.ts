import fc from 'fast-check';
import { otherClusters } from './clusters';
import { fit, MONITORING } from './fit';
import { RenderedRepository } from './rendered';
import { built, complaintsOf } from './strict';
import { madeElsewhere, openProject, waitUntilSynced } from './synced';
import type { AppEnvironment } from '../../src/config/model';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { OwnCluster } from '../support/cluster/own-cluster';
import { usageOf } from '../support/cluster/usage';
import { acceptedConfigs, isAccepted } from '../support/config-arbitrary';
import { CASES } from '../support/render-cases';
import { EVERY_OPTION, FIVE_APPS } from '../support/repositories';

/*
 * The golden repositories and random configs: the API server validates every object, and Argo CD syncs the golden
 * repositories and one environment of every third random config. FUZZ_RUNS sets the number of configs, FUZZ_SEED which
 * ones, and FUZZ_SYNCED how many are synced. The seed is printed at the end.
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const SYNCED = Number(process.env.FUZZ_SYNCED ?? Math.ceil(RUNS / 3));
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Seconds that Argo CD has for everything. */
const LIMIT = 300 + SYNCED * 6;
jest.setTimeout((LIMIT + 300 + RUNS) * 1000);

const GOLDEN: readonly (readonly [name: string, options: PythonGitOpsAppOptions])[] = [
  ...Object.entries(CASES),
  ['every-option', EVERY_OPTION],
  ['five-apps', FIVE_APPS],
];
/** The longest name of an app must stay as it is. */
const suffixOf = (name: string): string => (name === 'five-apps' ? '' : `-${name}`);

const PROJECT = 'team';
const PROGRAMS = ['argocd-application-controller', 'argocd-repo-server', 'kube-apiserver', 'kube-controller-manager'];
const RANDOM = 'random';

/** What is checked of a repository. */
interface Deployed {
  readonly objects: readonly KubernetesObject[];
  /** Names of the Applications that are released. */
  readonly applications: readonly string[];
}

let cluster: OwnCluster;
const deployed = new Map<string, Deployed>();
let configs: readonly PythonGitOpsAppOptions[] = [];

beforeAll(async () => {
  // A cluster of its own: here, Argo CD is too busy for the tests of other files.
  const capacity = { cpu: '2048', memory: '16Ti', pods: '2000' };
  cluster = await OwnCluster.start({ nodes: 4, capacity, heapGrowth: 300, resyncSeconds: 900 });
  await cluster.apply([openProject(PROJECT, cluster.argocdNamespace), ...otherClusters(cluster)]);
  for (const [name, options] of GOLDEN) deployed.set(name, await deployGolden(name, options));
  deployed.set(RANDOM, await deployRandom());
});

afterAll(async () => {
  const count = [...deployed.values()].reduce((sum, { applications }) => sum + applications.length, 0);
  const cpu = PROGRAMS.map((name) => `${name} ${usageOf(cluster.folder, name).cpuSeconds.toFixed(0)}`).join(', ');
  process.stderr.write(`synced ${count} Applications; seconds of CPU: ${cpu}\n`);
  process.stderr.write(
    `validated ${RUNS} configs and synced ${SYNCED} of them; the same ones again: FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS} scripts/test-cluster.sh sync\n`,
  );
  support.cleanUp();
  await cluster?.stop();
});

function place(repository: string, suffix: string): Parameters<typeof fit>[1] {
  return { repoUrl: cluster.git.url(repository), argocdNamespace: cluster.argocdNamespace, project: PROJECT, suffix };
}

/** Releases a repository to all environments: to gated ones by a second commit, as `promote` does. */
async function deployGolden(name: string, options: PythonGitOpsAppOptions): Promise<Deployed> {
  const fitted = fit({ ...options, name }, place(name, suffixOf(name)));
  const model = resolve(fitted);
  const { project } = model.argocd;
  if (project !== undefined) await cluster.apply([openProject(project, cluster.argocdNamespace)]);
  const repository = new RenderedRepository(cluster, name);
  const isReleased = (): boolean => true;
  repository.add(fitted, { isReleased });
  repository.seal(fitted, await cluster.sealedSecretsCertificate(), { isReleased });
  const branches = model.environments.map(({ branch }) => branch);
  const revision = repository.push(branches);
  repository.release(fitted, { isReleased, revision });
  return deploy(
    repository,
    branches,
    model.apps.flatMap(({ environments }) => environments),
  );
}

/** Renders all configs into one repository, and releases an environment of some. */
async function deployRandom(): Promise<Deployed> {
  const accepted = acceptedConfigs()
    .map((options) => ({ ...options, name: RANDOM }))
    .filter((options) => isAccepted(fit(options, place(RANDOM, '-0'))));
  const samples = fc.sample(fc.tuple(accepted, fc.constantFrom('dev', 'prod')), { numRuns: RUNS, seed: SEED });
  const repository = new RenderedRepository(cluster, RANDOM, { isValidated: false });
  const released: AppEnvironment[] = [];
  const certificate = await cluster.sealedSecretsCertificate();
  configs = samples.map(([options], index) => fit(options, place(RANDOM, `-${index}`)));
  for (const [index, options] of configs.entries()) {
    const isReleased = ({ environment: { name } }: AppEnvironment): boolean =>
      index < SYNCED && name === samples[index][1];
    repository.add(options, { isReleased });
    repository.seal(options, certificate, { isReleased });
    released.push(...resolve(options).apps.flatMap(({ environments }) => environments.filter(isReleased)));
  }
  return deploy(repository, [], released);
}

async function deploy(
  repository: RenderedRepository,
  branches: readonly string[],
  released: readonly AppEnvironment[],
): Promise<Deployed> {
  const objects = await built(repository.folder, repository.overlays);
  const namespaces = released.map(({ namespace }) => namespace);
  await cluster.apply(madeElsewhere(objects, [...namespaces, MONITORING]));
  repository.push(branches);
  repository.applyRoot();
  const names = released.flatMap(({ applications }) => applications.map(({ name }) => name));
  const ownNames = [`${repository.name}-root`, ...repository.observabilityApplications];
  return { objects: [...objects, ...repository.argo], applications: [...ownNames, ...names] };
}

/** The random configs that a text is about, by the numbers in the names of their apps. */
function configsIn(text: string): string {
  const numbers = new Set([...text.matchAll(/-(\d+)-(?:dev|prod)\b/g)].map(([, index]) => Number(index)));
  return [...numbers].map((index) => `config ${index}: ${JSON.stringify(configs[index])}`).join('\n');
}

describe.each([...GOLDEN.map(([name]) => name), RANDOM])('repository %s', (name) => {
  const about = (text: string): string => (name === RANDOM ? `${text}\n${configsIn(text)}` : text);

  test('has objects that the API server accepts without a warning', async () => {
    const { objects } = deployed.get(name)!;
    expect(objects.length).toBeGreaterThan(0);
    const found = (await complaintsOf(cluster, objects)).join('\n');
    if (found !== '') throw new Error(about(found));
  });

  test('has Applications that Argo CD syncs', async () => {
    const { applications } = deployed.get(name)!;
    expect(applications.length).toBeGreaterThan(1);
    await waitUntilSynced(cluster, applications, LIMIT).catch((error: Error) => {
      throw new Error(about(error.message));
    });
  });
});
