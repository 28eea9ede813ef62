import { checkAppEscapes, escapeFiles } from './escapes';
import { extraKinds, readExtra, readExtras } from './extras';
import { Locks } from './locks';
import { findTightMemory } from './tight-memory';
import type { Finding } from '../../common/findings';
import { show, throwAny } from '../../common/findings';
import { isRecord } from '../../common/records';
import { VERSIONS } from '../../config/defaults';
import { LIBRARY } from '../../config/library';
import type { TightMemory } from '../../config/memory';
import type { Repository } from '../../config/model';
import type { PythonGitOpsAppOptions } from '../../config/options';
import { assumedGitHub } from '../../config/other-hosts';
import { resolveChecked } from '../../config/validate';
import type { Folder } from '../../files/disk/folder';
import { renderHashManifests } from '../../files/tree/hash-manifest';
import { Tree } from '../../files/tree/tree';
import type { AppReleases } from '../../releases/files/reconcile';
import { reconcileReleases } from '../../releases/files/reconcile';
import { renderRepository } from '../../render/repository';
import type { Additions } from '../projen/additions';
import { additionsOf } from '../projen/additions';
import type { GitOpsProject } from '../projen/gitops-project';
import { prepare, renderAddedFiles, renderProjenFiles } from '../projen/internals';
import { managerSettingsFindings, renderManagerSettings } from '../projen/manager-settings';
import type { Dependency } from '../projen/package-json';
import { parseDependency, renderPackageJson } from '../projen/package-json';
import { RC_FILE } from '../projen/rc-name';

/** The repository of a config, in memory. */
export interface Rendering {
  readonly repository: Repository;
  readonly releases: ReadonlyMap<string, AppReleases>;
  readonly tree: Tree;
  readonly additions: Additions;
  /** Found before anything is written. */
  readonly tightMemory: readonly TightMemory[];
  /** A host that is only assumed to be a GitHub server. */
  readonly assumedHost?: string;
}

/** Renders the tree of a project. Reads release files, locks, and package.json, and writes nothing. */
export function render(project: GitOpsProject, folder: Folder, options = project._options): Rendering {
  const { findings, ...rendering } = renderLeniently(project, folder, options);
  throwAny(findings);
  return rendering;
}

/**
 * Renders despite broken release files: returns their findings, and treats them as not released. Used by the drift check,
 * which reports everything at once.
 */
export function renderLeniently(
  project: GitOpsProject,
  folder: Folder,
  options = project._options,
): Rendering & { readonly findings: readonly Finding[] } {
  const { repository, releases, locks, findings } = readLeniently(options, folder);
  const packageJson = folder.text('package.json');
  const { settings } = repository.packageManager;
  const managerSettings = settings && folder.text(settings.path);
  const extras = readExtras(repository, (path) => readExtra(folder, path));
  const blocking = [
    ...locks.check(repository),
    ...packageJsonFindings(packageJson),
    ...managerSettingsFindings(repository.packageManager, managerSettings),
    ...checkAppEscapes(repository, extras),
  ];
  const escaped = escapeFiles(repository, renderRepository(repository, releases, extraKinds(extras)));
  if (blocking.length > 0 || escaped.findings.length > 0) throwAny([...findings, ...blocking, ...escaped.findings]);
  const tree = new Tree();
  tree.addAll(escaped.files);
  prepare(project);
  tree.addAll(renderProjenFiles(project._files));
  tree.add({
    path: 'package.json',
    content: renderPackageJson(packageJson, {
      name: options.name,
      dependencies: dependencies(project, options),
      manager: repository.packageManager,
    }),
    owner: 'generated',
    option: 'devDeps',
    instead: 'Versions and fields that the library does not set are yours; edit them in package.json.',
    byField: true,
  });
  tree.addAll(renderManagerSettings(repository.packageManager, managerSettings));
  const additions = additionsOf(project);
  const claimed = claimedTwice(additions, tree);
  if (claimed.length > 0) throwAny([...findings, ...claimed]);
  tree.addAll(renderAddedFiles(additions.files, RC_FILE));
  tree.addAll(renderHashManifests(tree.files()));
  const assumedHost = assumedGitHub(repository);
  const tightMemory = findTightMemory(repository);
  return { repository, releases, tree, additions, tightMemory, assumedHost, findings };
}

/** Files of other components at paths of the tree. */
function claimedTwice({ files, others }: Additions, tree: Tree): Finding[] {
  const claimed = [...files, ...others].filter((file) => tree.has(file.path));
  return claimed.map((file) => ({
    code: 'path-conflict',
    path: file.path,
    must: 'be written by one renderer',
    got: `this library and ${file.constructor.name} in .projenrc.ts`,
    fix: 'use another path in .projenrc.ts',
  }));
}

/** The config with what files of the repository decide. */
interface Read {
  readonly repository: Repository;
  readonly releases: Map<string, AppReleases>;
  readonly locks: Locks;
}

/** Checks the options, and reads the release files and locks; throws all findings at once. */
export function readRepository(options: PythonGitOpsAppOptions, folder: Folder): Read {
  const { findings, ...read } = readLeniently(options, folder);
  throwAny(findings);
  return read;
}

/** Reads the release files despite broken ones, and returns their findings. */
export function readLeniently(options: PythonGitOpsAppOptions, folder: Folder): Read & { findings: Finding[] } {
  const locks = new Locks((path, like) => folder.text(path, like));
  const repository = resolveChecked(options, locks.packagesOf);
  const findings: Finding[] = [];
  const report = (finding: Finding): void => void findings.push(finding);
  const texts = new Map<string, string | undefined>();
  const read = (path: string): string | undefined => {
    if (!texts.has(path)) texts.set(path, folder.text(path));
    return texts.get(path);
  };
  const releases = new Map(repository.apps.map((app) => [app.name, reconcileReleases(repository, app, read, report)]));
  return { repository, releases, locks, findings };
}

function packageJsonFindings(text: string | undefined): Finding[] {
  const problem = jsonProblem(text ?? '{}');
  if (problem === undefined) return [];
  return [
    {
      code: 'invalid-value',
      path: 'package.json',
      must: 'be a JSON object',
      got: problem,
      fix: 'fix it by hand: your versions in it would be lost',
    },
  ];
}

/** Why a text is not a JSON object. */
function jsonProblem(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? undefined : show(value);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The dependencies of the library and of the config. */
function dependencies(project: GitOpsProject, options: PythonGitOpsAppOptions): Dependency[] {
  const own: Dependency[] = [
    { name: LIBRARY.name, fallback: `^${LIBRARY.version}` },
    { name: 'projen', fallback: `^${projenVersion()}` },
    { name: 'constructs', fallback: '^10.0.0' },
    { name: 'typescript', fallback: VERSIONS.typescript },
  ];
  // Until `projen new` writes package.json, the installed library is the declared one.
  const asked = (options.devDeps ?? []).map(parseDependency);
  const isNew = project.initProject !== undefined;
  for (const { name, version } of asked) {
    const known = own.findIndex((dependency) => dependency.name === name);
    const dependency = { name, required: isNew ? undefined : version, fallback: version ?? '*' };
    if (known < 0) own.push(dependency);
    else own[known] = { ...own[known], ...dependency, fallback: version ?? own[known].fallback };
  }
  return own;
}

function projenVersion(): string {
  return (require('projen/package.json') as { version: string }).version;
}
