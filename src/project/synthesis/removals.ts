import type { Before } from './before';
import type { Loss, Rendered } from './losses';
import { confirmations, findLosses } from './losses';
import type { Finding } from '../../common/findings';
import { compare } from '../../common/order';
import { count, listed, pathList } from '../../common/printed';
import { ARGOCD_NAMESPACE, deployedNames } from '../../config/facts/removed';
import { notSet } from '../../config/model';
import type { Repository } from '../../config/model';
import { member } from '../../config/rules';
import { applicationFilePath } from '../../releases/files/application-file';

/** A loss that the config confirms. */
export interface ConfirmedLoss extends Loss {
  readonly reason: string;
}

/** What Argo CD would delete or leave behind after a change, unless the config confirms it. */
export function removalFindings(before: Before, rendering: Rendered): Finding[] {
  return findingsOf(rendering.repository, findLosses(before, rendering));
}

/** Separates losses that the config confirms from findings about all others. */
export function judgeLosses(
  repository: Repository,
  losses: readonly Loss[],
): { readonly findings: Finding[]; readonly confirmed: ConfirmedLoss[] } {
  const confirmed = losses.flatMap((loss) => {
    const reason = reasonFor(repository, loss);
    return reason === undefined ? [] : [{ ...loss, reason }];
  });
  return { findings: findingsOf(repository, losses), confirmed };
}

/** Lists confirmed losses, for the summary of synth. */
export function formatConfirmed(confirmed: readonly ConfirmedLoss[]): string[] {
  const gone = confirmed.filter(({ change }) => change === 'gone');
  const deleted = gone.filter(({ isDeleted }) => isDeleted);
  const orphaned = gone.filter(({ isDeleted }) => !isDeleted);
  const moved = confirmed.filter(({ change }) => change !== 'gone');
  return [
    ...pathList(
      `After the merge, Argo CD deletes ${count(deleted.length, 'Application')}, as removed confirms:`,
      deleted.map(({ application, reason }) => `${application} (${reason})`),
    ),
    ...pathList(
      `After the merge, Argo CD deletes ${count(orphaned.length, 'Application')}, as removed confirms, and leaves what runs. Delete it yourself:`,
      orphaned.map(({ application, namespace, reason }) => `${application}: namespace ${namespace} (${reason})`),
    ),
    ...pathList(
      `After the merge, Argo CD deploys ${count(moved.length, 'Application')} elsewhere, as removed confirms. Volumes stay behind:`,
      moved.map((loss) => `${loss.application}: ${outcome(loss)} (${loss.reason})`),
    ),
  ];
}

function outcome({ change, from, isDeleted, isPinned, isRefused }: Loss): string {
  if (change === 'argocd') return `its Application in namespace ${from} stays until you delete it`;
  const left = isDeleted
    ? `Argo CD deletes what runs in namespace ${from}`
    : `what runs in ${change} ${from} keeps running without Argo CD until you delete it`;
  if (change !== 'namespace' || !isPinned) return left;
  // The Application deploys to the new namespace, the manifests of its commit to the old one.
  const until = isRefused ? 'until its next release, Argo CD refuses to sync it; then ' : 'at its next release, ';
  return until + left;
}

function findingsOf(repository: Repository, losses: readonly Loss[]): Finding[] {
  const open = losses.filter((loss) => reasonFor(repository, loss) === undefined);
  if (open.length === 0) return [];
  const present = deployedNames(repository);
  const causeOf = causesIn(repository, present, namespaceOptions(open));
  const caused = open.map((loss) => ({ loss, cause: causeOf(loss) }));
  const byCause = groups(caused, ({ loss, cause }) => `${cause.path} ${loss.change} ${loss.isDeleted}`);
  return [...byCause.values()].map((group) => {
    const [{ cause }] = group;
    const lost = group.map(({ loss }) => loss);
    const names = new Set(lost.flatMap((loss) => confirmations(loss).find((name) => !present.has(name)) ?? []));
    const entries = [...names].sort(compare).map((name) => `'${name}': 'REASON'`);
    return {
      code: 'removes-release',
      path: cause.path,
      must: cause.must,
      got: gotOf(cause, lost),
      fix: cause.fix ?? `put it back, or confirm it for review: removed: { ${entries.join(', ')} }; ${cause.note}`,
    };
  });
}

function reasonFor({ removed }: Repository, loss: Loss): string | undefined {
  const name = confirmations(loss).find((one) => Object.hasOwn(removed, one));
  return name === undefined ? undefined : removed[name];
}

/** The option whose change loses something. */
interface Cause {
  readonly path: string;
  readonly must: string;
  /** What is there instead of a removed Application. */
  readonly instead?: string;
  /** Follows the confirmation. */
  readonly note?: string;
  /** The only way out, if a confirmation is none. */
  readonly fix?: string;
}

const KEPT = 'be kept while it is released, unless removed confirms it';
const STAYS = 'stay the same while it is released, unless removed confirms the move';

function causesIn(
  repository: Repository,
  present: ReadonlyMap<string, string>,
  namespaceOption: ReadonlyMap<Loss, string>,
): (loss: Loss) => Cause {
  const [missing] = notSet(repository);
  const apps = new Set(repository.apps.map(({ name }) => name));
  const environments = new Set(repository.environments.map(({ name }) => name));
  return (loss) => {
    const { app, application, environment, change } = loss;
    const place = environment === undefined ? member('apps', app) : member('environments', environment);
    if (change === 'argocd') {
      return { path: ARGOCD_NAMESPACE, must: STAYS, note: 'synth then shows how to move without deleting anything' };
    }
    if (change === 'cluster') return { path: `${place}.clusters`, must: STAYS, note: 'volumes stay behind' };
    if (change === 'namespace') {
      const note = 'volumes stay behind, and secrets are sealed again';
      return { path: namespaceOption.get(loss) as string, must: STAYS, note };
    }
    if (missing !== undefined) {
      const fix = `set it, as in ${missing.example}; to stop deploying, remove the apps with make remove-app APP=…`;
      return { path: missing.option, must: 'be set while apps are released', fix };
    }
    if (!apps.has(app)) {
      const note = 'a renamed app is a new one: see "Rename an app" in ONBOARDING.md';
      return { path: member('apps', app), must: KEPT, note };
    }
    if (environment !== undefined && !environments.has(environment)) {
      return { path: place, must: KEPT, note: 'a renamed environment starts without releases' };
    }
    if (present.has(application)) {
      const path = applicationFilePath(app);
      const restore = `git checkout origin/${repository.defaultBranch} -- ${path}`;
      const fix = `restore it: ${restore}; to stop deploying, remove the app or the environment`;
      return { path, must: 'hold back only what was never released', instead: 'released Applications', fix };
    }
    const note = 'an Application with another name is a new one, and its name contains that of the cluster';
    return { path: `${place}.clusters`, must: KEPT, instead: 'other Applications', note };
  };
}

function gotOf({ instead = 'nothing' }: Cause, losses: readonly Loss[]): string {
  const [{ change, isDeleted }] = losses;
  const names = listed(
    losses.map(({ application }) => application),
    LISTED,
  );
  const distinct = (values: readonly (string | undefined)[]): string =>
    listed([...new Set(values.map(String))], LISTED);
  const [from, to] = [distinct(losses.map((loss) => loss.from)), distinct(losses.map((loss) => loss.to))];
  switch (change) {
    case 'gone': {
      const also = isDeleted
        ? ' with everything deployed, except namespaces and claims'
        : ', and what runs would keep running without Argo CD';
      return `${instead}, so Argo CD would delete ${names}${also}`;
    }
    case 'argocd':
      return `${to}, so ${names} would be new Applications, and deleting the old ones in ${from} would delete what runs`;
    default: {
      const what = `what runs in ${change} ${from} (${names})`;
      return `${to}, so ${isDeleted ? `Argo CD would delete ${what}` : `${what} would keep running without Argo CD`}`;
    }
  }
}

/** The option that moves Applications to other namespaces: apps that move in the same environments share it. */
function namespaceOptions(losses: readonly Loss[]): Map<Loss, string> {
  const moved = losses.filter(({ change }) => change === 'namespace');
  const byApp = groups(moved, ({ app }) => app);
  const byEnvironments = groups([...byApp.values()], (own) => own.map(({ environment }) => environment).join());
  const paths = new Map<Loss, string>();
  for (const apps of byEnvironments.values()) {
    const [[{ app }]] = apps;
    const environments = new Set(apps[0].map(({ environment }) => String(environment)));
    const [environment] = environments;
    const own = member('apps', app);
    const one = environments.size === 1;
    const many = one ? member('environments', environment) : 'defaults';
    const single = one ? member(`${own}.environments`, environment) : own;
    for (const loss of apps.flat()) paths.set(loss, `${apps.length > 1 ? many : single}.namespace`);
  }
  return paths;
}

function groups<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = found.get(key);
    if (group === undefined) found.set(key, [item]);
    else group.push(item);
  }
  return found;
}

/** How many names a finding lists. */
const LISTED = 6;
