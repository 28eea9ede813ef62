import { posix } from 'node:path';
import { readApplications } from './applications';
import type { BuildTarget } from './builds';
import { buildAll } from './builds';
import type { Cache } from './cache';
import type { Context, DeclaredApp, DeclaredSecret, ExistingObject } from './context';
import { namesProduction } from './context';
import { readDockerfiles } from './dockerfile';
import { imageOwners } from './image-owner';
import { Kustomizations } from './kustomizations';
import type { Kustomize } from './kustomize';
import { readLocks } from './locks';
import { isKubeObject, isKustomization } from './objects';
import type { Problem } from './problem';
import { sortProblems } from './problem';
import { CHECKS } from './rules';
import { Schemas } from './schemas';
import { readScripts } from './scripts';
import type { SourceTree } from './source-tree';
import { isTemplate, isYaml } from './source-tree';
import { readUvProjects } from './uv-projects';
import { readWorkflows } from './workflows';

export interface ValidationOptions {
  readonly tree: SourceTree;
  readonly kustomize: Kustomize;
  readonly cache: Cache;
  /** Folders to build besides the overlays and roots that are found. */
  readonly folders?: readonly string[];
  /** Production overlays, besides those recognized by name. */
  readonly production?: readonly string[];
  /** The apps of the config, if there is one: any other folder of `apps/` belongs to a removed app. */
  readonly apps?: readonly DeclaredApp[];
  /** The sealed secrets of the config, if there is one. */
  readonly secrets?: readonly DeclaredSecret[];
  /** Secrets and ConfigMaps that the config declares as existing elsewhere. */
  readonly existing?: readonly ExistingObject[];
  readonly progress?: (done: number, total: number) => void;
}

export interface Validation {
  readonly targets: readonly BuildTarget[];
  readonly problems: readonly Problem[];
  /** Kinds without a schema and the number of their objects: custom resources of your own. */
  readonly notChecked: readonly { readonly kind: string; readonly objects: number }[];
  /** Minor version of Kubernetes of the schemas. */
  readonly kubernetes: string;
}

/** Builds a tree and checks it with every rule. */
export async function validateTree(options: ValidationOptions): Promise<Validation> {
  const {
    tree,
    kustomize,
    cache,
    folders = [],
    production = [],
    apps,
    secrets = [],
    existing = [],
    progress,
  } = options;
  const appNames = apps && new Set(apps.map(({ app }) => app));
  const schemas = new Schemas();
  const kustomizations = new Kustomizations(tree);
  const manifests = findManifests(tree, kustomizations);
  const roots = new Set([
    ...folders.filter((folder) => kustomizations.in(folder)),
    ...kustomizations.roots(),
    // Argo CD builds these even when another kustomization lists them.
    ...readApplications(manifests, tree, [])
      .flatMap(({ sources }) => sources.flatMap(({ path }) => path ?? []))
      .filter((folder) => kustomizations.in(folder)?.isComponent === false),
  ]);
  const targets = await buildAll([...roots], { tree, kustomizations, kustomize, schemas, cache, progress });
  const workflows = readWorkflows(tree);
  const dockerfiles = readDockerfiles(tree);
  const isApp = (name: string): boolean => appNames?.has(name) ?? true;
  const context: Context = {
    tree,
    kustomizations,
    targets,
    manifests,
    applications: readApplications(manifests, tree, targets),
    workflows,
    scripts: readScripts(tree, workflows),
    dockerfiles,
    locks: readLocks(tree, isApp),
    uvProjects: readUvProjects(tree, apps ?? []),
    isProduction: (folder) => production.includes(folder) || namesProduction(folder),
    isApp,
    secrets,
    declared: apps ?? [],
    existing,
    ownerOf: imageOwners(dockerfiles, targets, apps ?? []),
    kustomize,
    schemas,
    cache,
  };
  const problems = CHECKS.flatMap((check) => check(context));
  return {
    targets,
    problems: sortProblems(withoutConsequences(problems, targets)),
    notChecked: countUnknown(targets, schemas),
    kubernetes: schemas.version,
  };
}

/** Files with objects for a cluster. */
function findManifests(tree: SourceTree, kustomizations: Kustomizations): string[] {
  return tree.paths.filter(
    (path) =>
      isYaml(path) &&
      !path.startsWith('.github/') &&
      !isTemplate(path) &&
      !kustomizations.patchFiles.has(path) &&
      !/^kustomization\.ya?ml$|^Kustomization$/.test(posix.basename(path)) &&
      tree.text(path)?.includes('apiVersion') &&
      tree.yaml(path).values.some((value) => isKubeObject(value) && !isKustomization(value)),
  );
}

/** Rules whose problem in a file can also fail its build or its schema. */
const CAUSES = new Set(['yaml', 'merge-conflict', 'S1-placeholder', 'S3-missing-resource']);

/** Drops problems that follow from another one, such as a build that fails for a reported reason. */
function withoutConsequences(problems: readonly Problem[], targets: readonly BuildTarget[]): Problem[] {
  const causes = problems.filter(({ rule }) => CAUSES.has(rule));
  const broken = new Set(causes.map(({ path }) => path));
  const placeholders = new Set(
    causes.filter(({ rule }) => rule === 'S1-placeholder').map(({ path, line }) => `${path}:${line}`),
  );
  return problems.filter(({ rule, path, line }) => {
    if (rule === 'schema') return !placeholders.has(`${path}:${line}`);
    if (rule !== 'build') return true;
    const target = targets.find((one) => one.path === path);
    // A kustomization that does not parse has no closure, so check the entries that list it too.
    return !target?.closure.kustomizations.some(
      (one) => broken.has(one.path) || one.entries.some((entry) => isBroken(entry.target, broken)),
    );
  });
}

function isBroken(target: string | undefined, broken: ReadonlySet<string>): boolean {
  if (target === undefined) return false;
  return broken.has(target) || ['yaml', 'yml'].some((end) => broken.has(`${target}/kustomization.${end}`));
}

function countUnknown(targets: readonly BuildTarget[], schemas: Schemas): { kind: string; objects: number }[] {
  const counts = new Map<string, number>();
  for (const { object } of targets.flatMap(({ objects }) => objects)) {
    if (schemas.knows(object)) continue;
    const kind = `${object.apiVersion} ${object.kind}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, objects]) => ({ kind, objects })).sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
