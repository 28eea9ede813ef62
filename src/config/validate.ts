import type { Finding } from '../findings';
import { show } from '../findings';
import type { PythonGitOpsAppOptions } from '../options';
import { DEFAULTS } from './defaults';
import { checkBaseImage } from './facts/base-image';
import { checkBranches } from './facts/branches';
import { checkBuildSecrets } from './facts/build-secrets';
import { checkExposure } from './facts/exposure';
import { checkNetworkPolicy } from './facts/network-policy';
import { checkPods } from './facts/pods';
import { checkSizes } from './facts/sizes';
import { checkVolumes } from './facts/volumes';
import { checkWorkloads } from './facts/workloads';
import { MAX_LABEL } from './formats/names';
import { applicationName } from './names';
import { prune } from './prune';
import { environmentNames, resolve } from './resolve';
import { isRecord, member, nearest, struct } from './rules';
import { REQUIRED, STRUCTS } from './schema';

/** Names of namespaces that belong to the cluster. */
const RESERVED_NAMESPACE = /^(?:default$|kube-)/;

/** Checks the whole config and returns every finding; an empty list means that it can be resolved and rendered. */
export function validate(options: unknown): Finding[] {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => void findings.push(finding);
  struct(STRUCTS.PythonGitOpsAppOptions, REQUIRED.PythonGitOpsAppOptions)(options, '', report);
  if (!isRecord(options)) return findings;
  // Facts across options need options of the right shape; what is misshapen was reported above.
  const whole = prune(options, findings) as unknown as PythonGitOpsAppOptions;
  checkFacts(options as unknown as PythonGitOpsAppOptions, report);
  checkApps(whole, report);
  return findings;
}

/** Facts that show only once everything is put together. */
function checkApps(options: PythonGitOpsAppOptions, report: (finding: Finding) => void): void {
  const { apps } = resolve(options);
  const environments = environmentNames(options);
  for (const app of apps) {
    const path = member('apps', app.name);
    const own = options.apps?.[app.name] ?? {};
    checkWorkloads(app.name, own, environments, path, report);
    checkPods(options, app, report);
    checkVolumes(app, own, path, report);
    checkSizes(app, path, report);
  }
  checkExposure(options, apps, report);
}

function checkFacts(options: PythonGitOpsAppOptions, report: (finding: Finding) => void): void {
  if (options.environments !== undefined && !isRecord(options.environments)) return;
  if (options.apps !== undefined && !isRecord(options.apps)) return;
  const environments = environmentNames(options);
  if (environments.length === 0) {
    const must = 'name at least one environment';
    report({ code: 'invalid-value', path: 'environments', must, got: '{}', fix: 'add one, such as dev: {}' });
  }
  checkBaseImage(options, 'baseImage', report);
  checkBranches(options, environments, report);
  checkPolicyOf(options.defaults, 'defaults', report);
  for (const name of environments) checkPolicyOf(options.environments?.[name], member('environments', name), report);
  const root = `${typeof options.name === 'string' ? options.name : ''}-root`;
  // Names of Applications in use, with what uses them.
  const taken = new Map([[root, 'the root Application']]);
  for (const [app, own] of Object.entries(options.apps ?? {})) {
    const path = member('apps', app);
    checkProjectName(app, path, root, report);
    for (const environment of environments) checkApplication(app, environment, path, taken, options, report);
    if (!isRecord(own)) continue;
    checkInterface(own, path, report);
    checkBuildSecrets(own.buildSecrets, `${path}.buildSecrets`, report);
    checkPolicyOf(own, path, report);
    checkEnvironmentKeys(own.environments, `${path}.environments`, environments, report);
    if (isRecord(own.environments)) {
      for (const [name, there] of Object.entries(own.environments)) {
        checkPolicyOf(there, member(`${path}.environments`, name), report);
      }
    }
    if (isRecord(own.workloads) && Object.keys(own.workloads).length === 0) {
      const must = 'name at least one workload';
      const fix = `add ${DEFAULTS.workload}: {}`;
      report({ code: 'invalid-value', path: `${path}.workloads`, must, got: '{}', fix });
    }
    checkBaseImage({ ...own, pythonVersion: own.pythonVersion ?? options.pythonVersion }, `${path}.baseImage`, report);
  }
}

function checkPolicyOf(level: unknown, path: string, report: (finding: Finding) => void): void {
  if (isRecord(level)) checkNetworkPolicy(level.networkPolicy, `${path}.networkPolicy`, report);
}

/** gunicorn speaks ASGI only with a worker of another package. */
function checkInterface(own: Record<string, unknown>, path: string, report: (finding: Finding) => void): void {
  if (own.interface !== 'asgi' || own.server !== 'gunicorn') return;
  const must = "be 'granian' where interface is 'asgi'";
  report({ code: 'invalid-value', path: `${path}.server`, must, got: show(own.server), fix: 'remove it' });
}

/** The AppProject of an app carries the app's name; `default` is Argo CD's own, and `<name>-root` the root's. */
function checkProjectName(app: string, path: string, root: string, report: (finding: Finding) => void): void {
  if (app !== 'default' && app !== root) return;
  const must = 'differ from the AppProjects that exist already';
  report({ code: 'not-unique', path, must, got: show(app), fix: 'give the app another name' });
}

function checkApplication(
  app: string,
  environment: string,
  path: string,
  taken: Map<string, string>,
  options: PythonGitOpsAppOptions,
  report: (finding: Finding) => void,
): void {
  const name = applicationName(app, environment);
  const user = `${path} in environment ${environment}`;
  const finding = { path, got: show(name), fix: 'rename the app or the environment' };
  if (name.length > MAX_LABEL) {
    const must = `have a namespace <app>-<environment> of at most ${MAX_LABEL} characters in ${environment}`;
    report({ ...finding, code: 'invalid-value', must });
  }
  if (RESERVED_NAMESPACE.test(name) || name === (options.argocdNamespace ?? DEFAULTS.argocdNamespace)) {
    const must = `have a namespace in ${environment} that does not belong to the cluster or to Argo CD`;
    report({ ...finding, code: 'not-unique', must });
  }
  const other = taken.get(name);
  if (other) {
    report({ ...finding, code: 'not-unique', must: `have an Application name of its own; ${other} has the same` });
  }
  taken.set(name, user);
}

function checkEnvironmentKeys(
  own: unknown,
  path: string,
  environments: readonly string[],
  report: (finding: Finding) => void,
): void {
  if (!isRecord(own)) return;
  for (const name of Object.keys(own)) {
    if (environments.includes(name)) continue;
    const guess = nearest(name, environments);
    report({
      code: 'unknown-environment',
      path: member(path, name),
      must: `be one of the environments ${environments.join(', ')}`,
      got: show(name),
      fix: guess ? `did you mean ${guess}?` : `add ${name} to environments, or remove it here`,
    });
  }
}
