import type { DoctorFlags } from './command';
import type { RepositoryAddress } from '../../../checks/doctor/address';
import { parseAddress } from '../../../checks/doctor/address';
import type { Asked } from '../../../checks/doctor/check';
import type { Facts } from '../../../checks/doctor/doctor';
import { diagnose, opensPullRequests, releasedBranches } from '../../../checks/doctor/doctor';
import { wantedObservability } from '../../../checks/doctor/observability';
import type { ImageFacts } from '../../../checks/doctor/registry-answer';
import type { ReleaseFacts } from '../../../checks/doctor/releases';
import { formatDoctor, isHealthy, checksToJson } from '../../../checks/doctor/report';
import type { SealingFacts } from '../../../checks/doctor/secrets';
import { isDeployable, rootName, secretKeys } from '../../../config/model';
import type { Repository } from '../../../config/model';
import { otherHost } from '../../../config/other-hosts';
import { Folder } from '../../../files/disk/folder';
import { fetchCommand } from '../../../files/secrets/certificate';
import { certificatePath } from '../../../files/secrets/paths';
import { notSealed } from '../../../files/secrets/state';
import { readLeniently } from '../../../project/synthesis/rendering';
import { initialImage } from '../../../releases/files/image-file';
import { isReleased } from '../../../releases/files/reconcile';
import type { AppReleases } from '../../../releases/files/reconcile';
import { EXIT } from '../../errors';
import { isColored } from '../../printing/output';
import { print } from '../../printing/print';
import { probeCluster } from '../../probes/cluster';
import { probeCommitted, probeGit } from '../../probes/git';
import { probeGitHub } from '../../probes/github';
import type { WantedFacts } from '../../probes/github';
import { probeMachine } from '../../probes/machine';
import { probeRegistry } from '../../probes/registry';
import { runner } from '../../probes/run';
import { findRoot, loadProject } from '../../repository/load';
import { progressLine } from '../../terminal/progress';

/**
 * `python-gitops doctor`: checks what the first deployment needs outside of the repository. All checks run in parallel with
 * a short timeout. Writes nothing.
 */
export async function runDoctor(cwd: string, flags: DoctorFlags): Promise<number> {
  const root = findRoot(cwd);
  const folder = new Folder(root);
  const { repository, releases, findings } = readLeniently((await loadProject(root))._options, folder);
  const address = gitHubAddress(repository);
  const broken = new Set(findings.flatMap(({ path }) => /^apps\/([^/]+)\//.exec(path)?.[1] ?? []));
  const checks = diagnose(repository, address, {
    ...(await ask(root, repository, releases, folder, flags)),
    releases: releaseFacts(repository, releases, broken),
  });
  print(flags, { json: () => checksToJson(checks), text: () => formatDoctor(checks, isColored()) });
  return isHealthy(checks) ? EXIT.ok : EXIT.findings;
}

/** Collects the facts of this machine, git, GitHub, the registry and, on request, a cluster. */
async function ask(
  root: string,
  repository: Repository,
  releases: ReadonlyMap<string, AppReleases>,
  folder: Folder,
  { offline = false, cluster: isWanted = false }: DoctorFlags,
): Promise<Omit<Facts, 'releases'>> {
  const run = runner(root);
  const address = gitHubAddress(repository);
  const seals = repository.apps.some((app) => secretKeys(app).length > 0);
  const isAsked = address !== undefined && isDeployable(repository);
  const why = offline ? 'offline' : 'not checked: run make doctor ARGS=--cluster, which uses kubectl';
  const waiting = waitingLine();
  try {
    const [machine, git, { github, pusher, secrets }, image, cluster, sealing] = await Promise.all([
      waiting(probeMachine(run, seals)),
      waiting(probeGit(run, offline)),
      waiting(isAsked ? probeGitHub(run, offline, address, wantedFrom(repository)) : Promise.resolve(NOT_ASKED)),
      waiting(isDeployable(repository) ? imageFacts(root, repository, releases, offline) : Promise.resolve(undefined)),
      waiting(
        isWanted && !offline && isDeployable(repository)
          ? probeCluster(run, {
              ...repository.argocd,
              root: rootName(repository),
              apps: repository.apps.map(({ name }) => name),
              notifies: repository.environments.some(({ subscriptions }) => subscriptions.length > 0),
              observability: wantedObservability(repository),
            })
          : Promise.resolve({ why }),
      ),
      waiting(seals ? sealingFacts(repository, folder, (paths) => probeCommitted(run, paths)) : Promise.resolve([])),
    ]);
    return { now: new Date(), machine, git, github, pusher, secrets, image, cluster, sealing };
  } finally {
    waiting.end();
  }
}

/** The address of the repository, unless its host is known not to be GitHub. */
function gitHubAddress(repository: Repository): RepositoryAddress | undefined {
  if (repository.repoUrl === undefined || otherHost(repository) !== undefined) return undefined;
  return parseAddress(repository.repoUrl);
}

function wantedFrom(repository: Repository): WantedFacts {
  const { delivery, environments, defaultBranch } = repository;
  return {
    branches: releasedBranches(repository),
    defaultBranch,
    opensPullRequests: opensPullRequests(repository),
    pusher: { credentials: delivery.credentials, environments: environments.map(({ name }) => name) },
  };
}

/** Without a repository address and a registry, GitHub is not asked. */
const NOT_ASKED = {
  github: {
    repository: { why: 'not asked' },
    actions: { why: 'not asked' },
    environments: { why: 'not asked' },
    branches: new Map(),
    pullRequests: { why: 'not asked' },
    requiredChecks: { why: 'not asked' },
  },
  pusher: { kind: 'token' } as const,
  secrets: [],
};

/** Shows at a terminal how many checks are done, if they take long. */
function waitingLine(): (<T>(answer: Promise<T>) => Promise<T>) & { end(): void } {
  const line = progressLine('checks', 'finished');
  const count = { all: 0, done: 0 };
  const timer = setInterval(() => line.show(count.done, count.all), 250);
  const wait = async <T>(answer: Promise<T>): Promise<T> => {
    count.all++;
    const value = await answer;
    count.done++;
    return value;
  };
  const end = (): void => {
    clearInterval(timer);
    line.clear();
  };
  return Object.assign(wait, { end });
}

async function sealingFacts(
  { apps, environments }: Repository,
  folder: Folder,
  committed: (paths: readonly string[]) => Promise<ReadonlyMap<string, boolean>>,
): Promise<SealingFacts[]> {
  const isCommitted = await committed(environments.map(({ name }) => certificatePath(name)));
  return environments.map(({ name: environment }) => {
    const path = certificatePath(environment);
    return {
      environment,
      path,
      certificate: folder.text(path),
      isCommitted: isCommitted.get(path),
      fetch: fetchCommand('kubeseal', path),
      missing: apps.flatMap((app) => {
        const own = app.environments.find((one) => one.environment.name === environment);
        const missing = notSealed(app, environment, own?.namespace ?? '', (file) => folder.text(file));
        return missing.length === 0 ? [] : [{ app: app.name, keys: missing }];
      }),
    };
  });
}

/**
 * Asks the registry for one image, since all of them need the same login: a released one if there is any, because it must
 * exist.
 */
async function imageFacts(
  root: string,
  { apps }: Repository,
  releases: ReadonlyMap<string, AppReleases>,
  offline: boolean,
): Promise<Asked<ImageFacts> | undefined> {
  const places = apps.flatMap((app) => app.environments.map((own) => ({ app, own })));
  const initial = places.map(({ app, own }) => ({
    app: app.name,
    image: initialImage(app, own).image,
    isReleased: false,
  }));
  const released = places.flatMap(({ app, own }) => {
    const known = releases.get(app.name);
    const image = known?.images.get(own.environment.name)?.image;
    // An image of a former registry needs another login.
    return known && isReleased(known, own) && image?.name === app.image
      ? [{ app: app.name, image, isReleased: true }]
      : [];
  });
  const [one] = [...released, ...initial];
  if (one === undefined) return undefined;
  if (offline) return { why: 'offline' };
  const { answer } = await probeRegistry(root, one.image);
  return { answer: { ...one, answer } };
}

function releaseFacts(
  { apps, environments }: Repository,
  releases: ReadonlyMap<string, AppReleases>,
  broken: ReadonlySet<string>,
): ReleaseFacts[] {
  const isThere = (app: (typeof apps)[number], environment: string): boolean => {
    const own = app.environments.find((one) => one.environment.name === environment);
    return own !== undefined && isReleased(releases.get(app.name) as AppReleases, own);
  };
  const readable = apps.filter(({ name }) => !broken.has(name));
  return environments.map(({ name, gated, branch }, index) => ({
    environment: name,
    ...(gated ? {} : { branch }),
    ...(index > 0 ? { previous: environments[index - 1].name } : {}),
    released: readable.filter((app) => isThere(app, name)).map((app) => app.name),
    missing: readable.filter((app) => !isThere(app, name)).map((app) => app.name),
    broken: [...broken],
  }));
}
