import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import { MAX_LABEL } from '../formats/names';
import { nearestLevel, settingsLevels } from '../levels';
import type { App, AppEnvironment, Repository } from '../model';
import type { PythonGitOpsAppOptions } from '../options';
import { member } from '../rules';

/** Names of namespaces that belong to the cluster. */
const RESERVED = /^(?:default$|kube-)/;

/** Checks that no namespace of the cluster is used, each namespace has one owner, and each object in it one app. */
export function checkNamespaces(options: PythonGitOpsAppOptions, repository: Repository, report: Report): void {
  const owners = new Map<string, User>();
  const objects = new Map<string, User>();
  for (const app of repository.apps) {
    for (const own of app.environments) {
      const path = placeOf(options, app, own);
      const name = `${member('apps', app.name)} in ${own.environment.name}`;
      const user = { name, isApplication: own.applications.some((one) => one.name === own.namespace) };
      checkName(repository, own, path, user, report);
      for (const { destination } of own.applications) {
        const place = `${JSON.stringify(destination)} ${own.namespace}`;
        if (own.createNamespace) checkOwner(owners, place, own, path, user, report);
        checkObjects(objects, place, app, path, user, report);
      }
    }
  }
}

/** Owner of a namespace or an object. */
interface User {
  readonly name: string;
  /** Whether its Application has the same name, which is checked separately. */
  readonly isApplication: boolean;
}

/** Path of the option that sets the namespace, or of the app if the namespace is the default. */
function placeOf(options: PythonGitOpsAppOptions, app: App, own: AppEnvironment): string {
  const level = nearestLevel(settingsLevels(options, app.name, own.environment.name), 'namespace');
  return level === undefined ? member('apps', app.name) : `${level.path}.namespace`;
}

function checkName(repository: Repository, own: AppEnvironment, path: string, user: User, report: Report): void {
  const { namespace } = own;
  const environment = own.environment.name;
  const finding = { path, got: show(namespace), fix: 'set namespace, or rename the app or the environment' };
  if (namespace.length > MAX_LABEL && !user.isApplication) {
    const must = `have a namespace <app>-<environment> of at most ${MAX_LABEL} characters in ${environment}`;
    report({ ...finding, code: 'invalid-value', must });
  }
  if (!RESERVED.test(namespace) && namespace !== repository.argocd.namespace) return;
  const must = `have a namespace in ${environment} that does not belong to the cluster or to Argo CD`;
  report({ ...finding, code: 'not-unique', must });
}

function checkOwner(
  owners: Map<string, User>,
  place: string,
  own: AppEnvironment,
  path: string,
  user: User,
  report: Report,
): void {
  const owner = owners.get(place);
  if (owner === undefined) {
    owners.set(place, user);
    return;
  }
  if (owner.isApplication && user.isApplication) return;
  const must = `have a namespace with one owner; ${owner.name} already generates it in the same cluster`;
  const fix = 'set createNamespace: false for all but one of them, or use another namespace';
  report({ code: 'not-unique', path, must, got: show(own.namespace), fix });
}

/** In one namespace, the app `a-b` and the workload `b` of the app `a` would have the same objects. */
function checkObjects(
  objects: Map<string, User>,
  place: string,
  app: App,
  path: string,
  user: User,
  report: Report,
): void {
  const names = new Set([app.name, ...app.workloads.map((workload) => workload.objectName)]);
  for (const name of names) {
    const key = `${place} ${name}`;
    const other = objects.get(key);
    if (other === undefined) {
      objects.set(key, user);
      continue;
    }
    if (other.isApplication && user.isApplication) continue;
    const must = `have unique object names in a namespace; ${other.name} already has ${name} there`;
    report({
      code: 'not-unique',
      path,
      must,
      got: show(name),
      fix: 'use another name for the namespace, app or workload',
    });
    return;
  }
}
