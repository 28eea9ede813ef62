import { concealed } from './conceal';
import { withoutConsequences } from './consequences';
import { DEFAULT_WORKLOAD } from './defaults';
import { checkOf } from './definitions/define';
import { PROJECT } from './definitions/project';
import { checkAnnotations } from './facts/annotations';
import type { LockedPackages } from './memory';
import type { Repository } from './model';
import type { AppOptions, PythonGitOpsAppOptions, SettingsOptions } from './options';
import type { Finding, Report } from '../common/findings';
import { show, throwAny } from '../common/findings';
import { checkApplications } from './facts/applications';
import { checkArgocd, checkScopes } from './facts/argocd';
import { checkBaseImage } from './facts/base-image';
import { checkBranches } from './facts/branches';
import { checkBuildSecrets } from './facts/build-secrets';
import { checkCi } from './facts/ci';
import { checkDelivery } from './facts/delivery';
import { checkDevelopment } from './facts/development';
import { checkEscapes } from './facts/escapes';
import { checkExisting } from './facts/existing';
import { checkExposure } from './facts/exposure';
import { checkGates } from './facts/gates';
import { checkNamespaces } from './facts/namespaces';
import { checkNetworkPolicy } from './facts/network-policy';
import { checkObservability } from './facts/observability';
import { checkPods } from './facts/pods';
import { checkReleaseBranches } from './facts/release-branches';
import { checkRemoved } from './facts/removed';
import { checkSecrets } from './facts/secrets';
import { checkServer } from './facts/server';
import { checkServiceAccount } from './facts/service-account';
import { checkSizes } from './facts/sizes';
import { checkVolumes } from './facts/volumes';
import { checkWorkloads } from './facts/workloads';
import { FRAMEWORKS, frameworksFor } from './frameworks';
import { withOrganization } from './organization';
import { parsePath } from './path';
import type { Pruned } from './prune';
import { prune } from './prune';
import { environmentNames, resolve } from './resolve';
import { resolveFramework } from './resolve-app';
import { member, nearestName } from './rules';
import { suggestion } from './suggest';
import { isRecord } from '../common/records';

/** All findings about a config; with none, it can be resolved and rendered. */
export function validate(options: unknown): readonly Finding[] {
  return check(options).findings;
}

/**
 * Checks and resolves a config once: some checks need the resolved config.
 * @param locked packages in the locks of valid apps
 */
export function resolveChecked(options: PythonGitOpsAppOptions, locked?: LockedPackages): Repository {
  const { findings, repository } = check(options, locked);
  throwAny(findings);
  return repository as Repository;
}

function check(
  options: unknown,
  locked?: LockedPackages,
): { readonly findings: readonly Finding[]; readonly repository?: Repository } {
  const found: Finding[] = [];
  const meant = new Map<string, string | undefined>();
  checkOf(PROJECT)(options, '', (finding) => {
    const better = finding.code === 'unknown-key' ? suggestion(PROJECT, parsePath(finding.path)) : undefined;
    meant.set(finding.path, better?.meant[0]);
    found.push(concealed(better === undefined ? finding : { ...finding, fix: better.fix }, options));
  });
  if (!isRecord(options)) return { findings: found };
  // What an unknown key stands for is not missing as well.
  const named = new Set([...meant].map(([path, name]) => (name === undefined ? '' : sibling(path, name))));
  const shape = found.filter(({ path, got }) => got !== 'nothing' || !named.has(path));
  // Checks across options need options of the right shape.
  const { facts, repository } =
    shape.length === 0
      ? factsOf({ options, restored: String, choices: 0 }, locked)
      : // Repaired names of apps have no locks.
        factsOf(prune(PROJECT, options, shape));
  const repaired = shape.length === 0 ? [] : repairs(options, shape, (path) => meant.get(path));
  return { findings: [...shape, ...withoutConsequences(shape, facts, repaired)], repository };
}

/** Path of another option of the same struct. */
function sibling(path: string, name: string): string {
  const keys = parsePath(path);
  if (keys.length === 1) return name;
  // The written form of the last key, behind that of its parent.
  const written = member('x', keys[keys.length - 1]).length - 1;
  return member(path.slice(0, path.length - written), name);
}

/** How many repairs are tried at most. */
const MAX_REPAIRS = 6;

/** The facts about the options after each of several repairs of their shape, one for each value to choose from. */
function repairs(
  options: unknown,
  shape: readonly Finding[],
  meant: (path: string) => string | undefined,
): Finding[][] {
  const found: Finding[][] = [];
  for (let sample = 0, choices = 1; sample < Math.min(choices, MAX_REPAIRS); sample += 1) {
    const pruned = prune(PROJECT, options, shape, { sample, meant });
    choices = pruned.choices;
    found.push(factsOf(pruned).facts);
  }
  return found;
}

function factsOf(
  { options, restored }: Pruned,
  locked?: LockedPackages,
): { readonly facts: Finding[]; readonly repository: Repository } {
  const facts: Finding[] = [];
  const report: Report = (finding) => {
    const { path, must, fix } = finding;
    facts.push({ ...finding, path: restored(path), must: restored(must), fix: restored(fix) });
  };
  const repository = checkFacts(options as PythonGitOpsAppOptions, report, locked);
  return { facts, repository };
}

function checkFacts(options: PythonGitOpsAppOptions, report: Report, locked?: LockedPackages): Repository {
  const environments = environmentNames(options);
  if (environments.length === 0) {
    const must = 'contain at least one environment';
    report({ code: 'invalid-value', path: 'environments', must, got: '{}', fix: 'add one, such as dev: {}' });
  }
  checkBaseImage(options, 'baseImage', report);
  checkBranches(options, environments, report);
  checkArgocd(options, report);
  checkDelivery(options, report);
  checkCi(options, report);
  checkLevels(options, environments, report);
  const { pythonVersion } = withOrganization(options);
  for (const [name, own] of Object.entries(options.apps ?? {})) {
    checkApp(own, pythonVersion, member('apps', name), report);
  }
  // Checks that need the resolved config.
  const repository = resolve(options, locked);
  checkApplications(repository, report);
  checkRemoved(repository, report);
  checkNamespaces(options, repository, report);
  checkReleaseBranches(repository, report);
  for (const app of repository.apps) {
    const path = member('apps', app.name);
    const own = options.apps?.[app.name] ?? {};
    checkWorkloads(app.name, own, environments, path, report);
    checkPods(options, app, report);
    checkServer(options, app, report);
    checkSecrets(options, app, path, report);
    checkDevelopment(app, path, report);
    checkServiceAccount(options, app, report);
    checkVolumes(app, own, path, report);
    checkSizes(app, path, report);
    checkAnnotations(app, path, report);
  }
  checkExisting(options, repository, report);
  checkExposure(options, repository.apps, report);
  checkGates(options, repository, report);
  checkObservability(options, repository, report);
  checkEscapes(options, environments, report);
  return repository;
}

/** Checks each level on its own. */
function checkLevels(options: PythonGitOpsAppOptions, environments: readonly string[], report: Report): void {
  const { organization } = options;
  const places: [path: string, level: SettingsOptions | undefined][] = [
    ['organization.defaults', organization?.defaults],
    ['defaults', options.defaults],
  ];
  for (const [root, levels] of [
    ['organization.environments', organization?.environments],
    ['environments', options.environments],
  ] as const) {
    for (const [name, level] of Object.entries(levels ?? {})) places.push([member(root, name), level]);
  }
  for (const [app, own] of Object.entries(options.apps ?? {})) {
    const path = member('apps', app);
    places.push([path, own]);
    checkEnvironmentKeys(own.environments, `${path}.environments`, environments, report);
    for (const [name, level] of Object.entries(own.environments ?? {})) {
      places.push([member(`${path}.environments`, name), level]);
    }
  }
  for (const [path, level] of places) {
    checkNetworkPolicy(level?.networkPolicy, `${path}.networkPolicy`, report);
    checkScopes(level, path, report);
  }
}

function checkApp(own: AppOptions, pythonVersion: string | undefined, path: string, report: Report): void {
  checkInterface(own, path, report);
  checkBuildSecrets(own.buildSecrets, `${path}.buildSecrets`, report);
  checkBaseImage({ ...own, pythonVersion: own.pythonVersion ?? pythonVersion }, `${path}.baseImage`, report);
  if (own.workloads !== undefined && Object.keys(own.workloads).length === 0) {
    const must = 'contain at least one workload';
    const fix = `add ${DEFAULT_WORKLOAD}: {}`;
    report({ code: 'invalid-value', path: `${path}.workloads`, must, got: '{}', fix });
  }
}

/** gunicorn supports ASGI only with a worker from another package. */
function checkInterface(own: AppOptions, path: string, report: Report): void {
  const { framework, interface: used } = resolveFramework(own);
  if (FRAMEWORKS[framework] !== used) {
    const must = `be '${FRAMEWORKS[framework]}' with framework: '${framework}'`;
    const fix = `remove it, or set framework to one of ${frameworksFor(used).join(', ')}`;
    report({ code: 'conflicting-options', path: `${path}.interface`, must, got: show(own.interface), fix });
    return;
  }
  if (used !== 'asgi' || own.server !== 'gunicorn') return;
  const must = own.interface === undefined ? `be 'granian' if framework is '${framework}'` : GRANIAN_FOR_ASGI;
  report({ code: 'invalid-value', path: `${path}.server`, must, got: show(own.server), fix: "use 'granian'" });
}

const GRANIAN_FOR_ASGI = "be 'granian' if interface is 'asgi'";

function checkEnvironmentKeys(
  own: AppOptions['environments'],
  path: string,
  environments: readonly string[],
  report: Report,
): void {
  for (const name of Object.keys(own ?? {})) {
    if (environments.includes(name)) continue;
    const guess = nearestName(name, environments);
    report({
      code: 'unknown-environment',
      path: member(path, name),
      must: `be one of the environments ${environments.join(', ')}`,
      got: show(name),
      fix: guess ? `did you mean ${guess}?` : `use one of them, or add ${name} to environments`,
    });
  }
}
