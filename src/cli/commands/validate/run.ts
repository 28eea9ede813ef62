import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ValidateFlags } from './command';
import { Cache } from '../../../checks/validation/cache';
import type { DeclaredSecret, ExistingObject } from '../../../checks/validation/context';
import type { Problem } from '../../../checks/validation/problem';
import { sortProblems } from '../../../checks/validation/problem';
import { programsOf } from '../../../checks/validation/programs';
import type { NotReleased, NotSealed, ValidationOutput } from '../../../checks/validation/report';
import { describeChecks, validationAnnotations, formatReport } from '../../../checks/validation/report';
import {
  checkReleasedApplications,
  checkGenerated,
  mergeProblems,
  ROOT_FOLDER,
} from '../../../checks/validation/repository-checks';
import { SourceTree } from '../../../checks/validation/source-tree';
import { TextResults } from '../../../checks/validation/text-results';
import type { Validation, ValidationOptions } from '../../../checks/validation/validate-tree';
import { validateTree } from '../../../checks/validation/validate-tree';
import { fetched, REMOTE } from '../../../clients/git/branches';
import { Git } from '../../../clients/git/git';
import type { Finding } from '../../../common/findings';
import { throwAny } from '../../../common/findings';
import { notSet, secretKeys } from '../../../config/model';
import type { Repository } from '../../../config/model';
import { secretName } from '../../../config/names';
import { Folder } from '../../../files/disk/folder';
import { notSealed } from '../../../files/secrets/state';
import { isListed } from '../../../files/tree/hash-manifest';
import { RC_FILE } from '../../../project/projen/rc-name';
import { beforeAt, beforeIn } from '../../../project/synthesis/before';
import { enclosedFindings } from '../../../project/synthesis/enclosed';
import { removalFindings } from '../../../project/synthesis/removals';
import type { Rendering } from '../../../project/synthesis/rendering';
import { render } from '../../../project/synthesis/rendering';
import { formatNotSet } from '../../../project/synthesis/report';
import { formatTightMemory } from '../../../project/synthesis/tight-memory';
import { isReleased } from '../../../releases/files/reconcile';
import type { AppReleases } from '../../../releases/files/reconcile';
import { CommandError, EXIT } from '../../errors';
import { isColored, prefixOf } from '../../printing/output';
import { print } from '../../printing/print';
import { continueCheck, startCheck } from '../../repository/config-types';
import { findRoot, loadProject } from '../../repository/load';
import { progressLine } from '../../terminal/progress';
import { toolsFolder } from '../../tools/find';
import { findKustomize, InstalledKustomize } from '../../tools/kustomize';

/**
 * `python-gitops validate [FOLDER]`: builds every overlay and the root, and checks the result and every file. Without a
 * folder, it also checks what only the config of this repository knows: generated files, unset options, missing releases.
 */
export async function runValidate(cwd: string, folder: string | undefined, flags: ValidateFlags): Promise<number> {
  const root = folder === undefined ? findRoot(cwd) : existingFolder(resolve(cwd, folder), folder);
  const report = folder === undefined ? await checkRepository(root, flags) : await checkTree(root, flags);
  print(flags, {
    json: () => report,
    text: () => [
      formatReport(report, isColored()),
      // Last, where it is easy to find.
      ...(report.notSet.length > 0 ? formatNotSet(Object.fromEntries(knownOptions(report))) : []),
      ...formatTightMemory(report.tightMemory),
      ...(process.env.GITHUB_ACTIONS === 'true' ? validationAnnotations(report, prefixOf(root)) : []),
    ],
  });
  return report.ok ? EXIT.ok : EXIT.findings;
}

async function checkRepository(root: string, flags: ValidateFlags): Promise<ValidationOutput> {
  const folder = new Folder(root);
  const started = startCheck(root);
  const project = await loadProject(root);
  const types = continueCheck(started, project);
  types.catch(() => undefined);
  const rendering = render(project, folder);
  const { repository, releases, tree } = rendering;
  // First, since a file that equals the generated one needs no second reading.
  const { problems: generated, same } = checkGenerated(tree, folder);
  const before = beforeIn(folder, (path) => same.has(path));
  throwAny([...enclosedFindings(folder), ...removalFindings(before, rendering)]);
  throwAny(removedSinceMerge(root, rendering));
  const overlays = repository.apps.flatMap((app) =>
    app.environments.map(({ environment: { name, gated } }) => ({
      gated,
      path: `apps/${app.name}/k8s/overlays/${name}`,
    })),
  );
  const { files, validation } = await check(SourceTree.of(root, same), root, flags, {
    apps: repository.apps.map((app) => ({
      app: app.name,
      image: app.image,
      workloads: app.workloads.map(({ objectName }) => objectName),
      programs: programsOf(app),
      sourcePackages: app.sourcePackages,
      packages: app.packages,
      pythonVersion: app.pythonVersion,
      indexes: repository,
    })),
    existing: existingObjects(repository),
    folders: [...overlays.map(({ path }) => path), ROOT_FOLDER],
    secrets: declaredSecrets(repository),
    production: overlays.filter(({ gated }) => gated).map(({ path }) => path),
  });
  const found = [...validation.problems, ...checkReleasedApplications(repository, releases, validation.targets)];
  const typeErrors = (await types).map(typeProblem);
  const problems = sortProblems([...mergeProblems(generated, found), ...typeErrors]);
  const detail = `${tree.files().filter(isListed).length} files match .projenrc.ts`;
  const first = [
    { name: RC_FILE, ok: typeErrors.length === 0, detail: 'its types are correct' },
    { name: 'generated files', ok: generated.length === 0, detail },
  ];
  return {
    ...reportOf({ ...validation, problems }, files, first),
    notSet: notSet(repository),
    notReleased: findNotReleased(repository, releases),
    notSealed: findNotSealed(repository, folder),
    tightMemory: rendering.tightMemory,
  };
}

/** What this branch removes: compares with the commit of the default branch that it began at, if this clone has it. */
function removedSinceMerge(root: string, rendering: Rendering): Finding[] {
  const git = new Git(root);
  const { defaultBranch } = rendering.repository;
  const newest = git.resolve(`${REMOTE}/${defaultBranch}`);
  const commit = newest === undefined ? undefined : git.mergeBase('HEAD', newest);
  if (commit !== undefined) return removalFindings(beforeAt(git, commit), rendering);
  const lacking = whyNoCommit(git, newest === undefined, defaultBranch);
  if (lacking !== undefined) {
    console.error(`Not checked: whether this branch removes what is released in ${defaultBranch}. ${lacking}`);
  }
  return [];
}

/** Why this clone cannot be compared with the default branch; undefined if nothing has been pushed yet. */
function whyNoCommit(git: Git, isBranchMissing: boolean, defaultBranch: string): string | undefined {
  if (git.isShallow()) return `This clone is shallow: run git fetch --unshallow ${REMOTE} ${fetched(defaultBranch)}`;
  if (!isBranchMissing) return `HEAD and ${REMOTE}/${defaultBranch} have no commit in common.`;
  if (!git.hasFetched(REMOTE)) return undefined;
  return `This clone lacks ${REMOTE}/${defaultBranch}: run git fetch ${REMOTE} ${fetched(defaultBranch)}`;
}

/** A compiler error as a problem of a line. */
function typeProblem({ path: place, got, fix }: Finding): Problem {
  const [, path, line, column] = /^(.*):(\d+):(\d+)$/.exec(place) as RegExpExecArray;
  return { rule: 'type-error', path, line: Number(line), column: Number(column), message: got, fix };
}

async function checkTree(root: string, flags: ValidateFlags): Promise<ValidationOutput> {
  const { files, validation } = await check(SourceTree.of(root), root, flags);
  return reportOf(validation, files, []);
}

function reportOf(
  validation: Validation,
  files: number,
  first: Parameters<typeof describeChecks>[2],
): ValidationOutput {
  const { problems, notChecked } = validation;
  const checks = describeChecks(validation, files, first);
  return {
    schemaVersion: 1,
    ok: problems.length === 0,
    checks,
    problems,
    notChecked,
    notSet: [],
    notReleased: [],
    notSealed: [],
    tightMemory: [],
  };
}

async function check(
  tree: SourceTree,
  root: string,
  flags: ValidateFlags,
  options: Pick<ValidationOptions, 'apps' | 'existing' | 'folders' | 'production' | 'secrets'> = {},
): Promise<{ readonly files: number; readonly validation: Validation }> {
  const kustomize = new InstalledKustomize(findKustomize(), root);
  const cache = new Cache(flags.cache === false ? undefined : join(dirname(toolsFolder()), 'validate'));
  const results = flags.cache === false ? undefined : new TextResults(cache, root);
  tree.keepResultsIn(results);
  const progress = progressLine('overlays and roots');
  try {
    const validation = await validateTree({ ...options, tree, kustomize, cache, progress: progress.show });
    results?.save();
    cache.prune();
    return { files: tree.paths.length, validation };
  } finally {
    progress.clear();
  }
}

function existingFolder(path: string, written: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new CommandError(`${written} is not a folder: pass the root of a tree with kustomizations`);
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

function declaredSecrets({ apps }: Repository): DeclaredSecret[] {
  return apps.flatMap((app) =>
    app.environments.map(({ environment }) => ({
      overlay: `apps/${app.name}/k8s/overlays/${environment.name}`,
      app: app.name,
      environment: environment.name,
      name: secretName(app),
      keys: secretKeys(app),
    })),
  );
}

function existingObjects({ apps }: Repository): ExistingObject[] {
  return apps.flatMap((app) =>
    app.environments.flatMap(({ environment, existingSecrets = [], existingConfigMaps = [] }) => {
      const overlay = `apps/${app.name}/k8s/overlays/${environment.name}`;
      return [
        ...existingSecrets.map((name) => ({ overlay, kind: 'Secret' as const, name })),
        ...existingConfigMaps.map((name) => ({ overlay, kind: 'ConfigMap' as const, name })),
      ];
    }),
  );
}

function findNotSealed(repository: Repository, folder: Folder): NotSealed[] {
  return repository.apps.flatMap((app) =>
    app.environments.flatMap(({ environment: { name: environment }, namespace }) => {
      const missing = notSealed(app, environment, namespace, (path) => folder.text(path));
      return missing.length === 0 ? [] : [{ app: app.name, environment, keys: missing }];
    }),
  );
}

/** The options that are set, in the form that the report of synth takes. */
function knownOptions({ notSet: missing }: ValidationOutput): [string, string][] {
  const names = ['repoUrl', 'registry'] as const;
  return names.filter((name) => !missing.some(({ option }) => option === name)).map((name) => [name, 'set']);
}
