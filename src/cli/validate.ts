import { availableParallelism } from 'node:os';
import { parseAllDocuments } from 'yaml';
import { EXIT } from './errors';
import { findKustomize, kustomizeBuild } from './kustomize';
import { findRoot, loadProject } from './load';
import type { NotSet, Repository } from '../config/model';
import { isDeployable, notSet } from '../config/model';
import { isRecord } from '../config/rules';
import { Folder } from '../disk/folder';
import { readHashManifests } from '../disk/plan';
import type { AppReleases } from '../release/reconcile';
import { isReleased } from '../release/reconcile';
import { readRepository } from '../synthesis/rendering';
import { formatNotSet } from '../synthesis/report';
import { sha256 } from '../tree/hash-manifest';

/** The result of one check: the problems are whole sentences. */
interface Check {
  readonly name: string;
  readonly detail: string;
  readonly problems: readonly string[];
}

interface NotReleased {
  readonly app: string;
  readonly environments: readonly string[];
}

interface Report {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  readonly notSet: readonly NotSet[];
  readonly notReleased: readonly NotReleased[];
}

/** `python-gitops validate`: builds every overlay and the root, and names what is not set or not released. */
export async function validate(cwd: string, flags: { readonly json?: boolean }): Promise<number> {
  const root = findRoot(cwd);
  const folder = new Folder(root);
  const { repository, releases } = readRepository(loadProject(root)._options, folder);
  const kustomize = findKustomize();
  const checks = [checkHashes(folder), ...(await checkBuilds(repository, releases, folder, kustomize))];
  const report: Report = {
    ok: checks.every((check) => check.problems.length === 0),
    checks,
    notSet: notSet(repository),
    notReleased: findNotReleased(repository, releases),
  };
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : format(report, repository));
  return report.ok ? EXIT.ok : EXIT.findings;
}

/** The quick check of drift: generated files against the committed hash manifests. */
function checkHashes(folder: Folder): Check {
  const hashes = readHashManifests(folder);
  const problems: string[] = [];
  if (hashes.size === 0) problems.push('there is no .generated.sha256: run npx projen');
  for (const [path, hash] of hashes) {
    const entry = folder.read(path);
    if (entry.kind !== 'file') {
      problems.push(`${path} is missing: run npx projen`);
    } else if (sha256(entry.content) !== hash) {
      problems.push(`${path} was edited: make owners FILE=${path} says what to change instead; npx projen heals it`);
    }
  }
  return { name: 'generated files', detail: `${hashes.size} files are as generated`, problems };
}

/** Builds that run at the same time: one for each processor. */
async function checkBuilds(
  repository: Repository,
  releases: ReadonlyMap<string, AppReleases>,
  folder: Folder,
  kustomize: string,
): Promise<Check[]> {
  const targets = [
    ...repository.apps.flatMap((app) =>
      app.environments.map((own) => `apps/${app.name}/k8s/overlays/${own.environment.name}`),
    ),
    'argo/root-app',
  ];
  const checks: Check[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < targets.length) {
      const index = next++;
      checks[index] = await checkBuild(targets[index], folder, kustomize, expectedApplications(repository, releases));
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), targets.length) }, worker));
  return checks;
}

async function checkBuild(
  target: string,
  folder: Folder,
  kustomize: string,
  applications: ReadonlySet<string>,
): Promise<Check> {
  const build = await kustomizeBuild(kustomize, folder.absolute(target));
  if (!build.ok) return { name: target, detail: '', problems: [build.messages.trim()] };
  const problems = build.messages
    .split('\n')
    .filter((line) => line.startsWith('# Warning'))
    .map((line) => `kustomize warns: ${line.slice(2)}`);
  const objects = parseAllDocuments(build.output)
    .map((document) => document.toJS() as unknown)
    .filter(isRecord);
  for (const object of objects) {
    if (object.kind !== 'Secret') continue;
    problems.push(
      `plaintext Secret ${nameOf(object)}: seal it (docs/SEALED_SECRETS.md), and change the value: git keeps it`,
    );
  }
  if (target === 'argo/root-app') problems.push(...checkApplications(objects, applications));
  return { name: target, detail: `builds, ${objects.length} ${objects.length === 1 ? 'object' : 'objects'}`, problems };
}

/** The root shows exactly the Applications that were released. */
function checkApplications(objects: readonly Record<string, unknown>[], expected: ReadonlySet<string>): string[] {
  const found = new Set(objects.filter((object) => object.kind === 'Application').map(nameOf));
  return [
    ...[...expected].filter((name) => !found.has(name)).map((name) => `Application ${name} is released, but not built`),
    ...[...found].filter((name) => !expected.has(name)).map((name) => `Application ${name} is built, but held back`),
  ];
}

function expectedApplications(repository: Repository, releases: ReadonlyMap<string, AppReleases>): Set<string> {
  const names = new Set<string>();
  if (!isDeployable(repository)) return names;
  for (const app of repository.apps) {
    for (const [name, release] of releases.get(app.name)?.applications ?? []) {
      if (release.kind !== 'held') names.add(name);
    }
  }
  return names;
}

function nameOf(object: Record<string, unknown>): string {
  return isRecord(object.metadata) ? String(object.metadata.name) : '';
}

function findNotReleased(repository: Repository, releases: ReadonlyMap<string, AppReleases>): NotReleased[] {
  return repository.apps
    .map((app) => ({
      app: app.name,
      environments: app.environments
        .filter((own) => !isReleased(releases.get(app.name) as AppReleases, own))
        .map((own) => own.environment.name),
    }))
    .filter(({ environments }) => environments.length > 0);
}

function format({ ok, checks, notReleased }: Report, repository: Repository): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, detail, problems }) =>
    problems.length === 0
      ? [`ok    ${name.padEnd(width)}  ${detail}`]
      : [`FAIL  ${name}`, ...problems.map((problem) => `      ${problem.replaceAll('\n', '\n      ')}`)],
  );
  if (notReleased.length > 0) {
    lines.push('', 'Not released yet, so their Applications are held back:');
    lines.push(...notReleased.map(({ app, environments }) => `  ${app}  ${environments.join(', ')}`));
  }
  const failed = checks.filter(({ problems }) => problems.length > 0).length;
  lines.push('', ok ? `${checks.length} checks passed.` : `${failed} of ${checks.length} checks failed.`);
  // Last, so that nobody has to look for it.
  return [...lines, ...formatNotSet(repository), ...annotations(repository)].join('\n');
}

/** On GitHub, what is not set is shown on the summary of the run too. */
function annotations(repository: Repository): string[] {
  if (process.env.GITHUB_ACTIONS !== 'true') return [];
  return notSet(repository).map(
    ({ option, leavesOut }) => `::notice title=${option} is not set in .projenrc.ts::Left out until then: ${leavesOut}`,
  );
}
