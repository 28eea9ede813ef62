import { availableParallelism } from 'node:os';
import { parseAllDocuments } from 'yaml';
import { EXIT } from './errors';
import { findKustomize, kustomizeBuild } from './kustomize';
import { findRoot, loadProject } from './load';
import type { NotSet, Repository } from '../config/model';
import { isDeployable, notSet } from '../config/model';
import { isRecord } from '../config/rules';
import { Folder } from '../disk/folder';
import type { Write } from '../disk/plan';
import { plan, readHashManifests } from '../disk/plan';
import type { AppReleases } from '../release/reconcile';
import { isReleased } from '../release/reconcile';
import { render } from '../synthesis/rendering';
import { formatNotSet } from '../synthesis/report';
import type { Tree } from '../tree/tree';

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
  const { repository, releases, tree } = render(loadProject(root), folder);
  const kustomize = findKustomize();
  const checks = [checkGenerated(tree, folder), ...(await checkBuilds(repository, releases, folder, kustomize))];
  const report: Report = {
    ok: checks.every((check) => check.problems.length === 0),
    checks,
    notSet: notSet(repository),
    notReleased: findNotReleased(repository, releases),
  };
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : format(report, repository));
  return report.ok ? EXIT.ok : EXIT.findings;
}

/** Generated files are what the config renders: an edit is found, and a config that nobody synthesized. */
function checkGenerated(tree: Tree, folder: Folder): Check {
  const { writes, removals, findings } = plan(tree, folder);
  const problems = [
    ...findings.map(({ path, must, got }) => `${path} must ${must}, it is ${got}`),
    ...writes.map(describeWrite),
    ...removals.map(({ path }) => `${path} is no longer generated: run npx projen`),
  ];
  const count = readHashManifests(folder).size;
  return { name: 'generated files', detail: `${count} files are what .projenrc.ts says`, problems };
}

function describeWrite({ file: { path }, reason, edit }: Write): string {
  if (edit !== undefined || reason === 'healed') {
    return `${path} was edited: make owners FILE=${path} says what to change instead; npx projen heals it`;
  }
  if (reason === 'updated') return `${path} is not what .projenrc.ts says: run npx projen`;
  return `${path} is missing: run npx projen`;
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
