import { isDeepStrictEqual } from 'node:util';
import type { ObjectChange } from './compare';
import { immutableFields, isHook } from './immutable';
import { isRecord, records } from '../../common/records';
import type { KubeObject } from '../validation/objects';
import { at, containersOf, describeObject, nameOf, podTemplatePath } from '../validation/objects';

/** An object, and why something happens to it. */
export interface Effect {
  readonly kind: string;
  readonly name: string;
  readonly why: readonly string[];
}

/** The effects of changed objects in a cluster. */
export interface Effects {
  /** Workloads whose pods are replaced. */
  readonly restarts: readonly Effect[];
  /** Workloads that are new. */
  readonly starts: readonly Effect[];
  /** Workloads that are gone. */
  readonly stops: readonly Effect[];
  /** Workloads that get more or fewer pods; their other pods keep running. */
  readonly scales: readonly Effect[];
  /** Cron jobs whose next run differs. */
  readonly cronJobs: readonly Effect[];
  /** Jobs that run in the sync. */
  readonly jobs: readonly Effect[];
  /** Changed jobs that only run in the next sync, which this change does not cause. */
  readonly waitingJobs: readonly Effect[];
  /** Objects that the cluster cannot change in place. */
  readonly immutable: readonly Effect[];
  /** Objects that Argo CD removes. */
  readonly pruned: readonly Effect[];
  /** Objects that leave git but stay in the cluster. */
  readonly left: readonly Effect[];
  /** Changed values that running pods only read after a restart. */
  readonly unread: readonly Effect[];
}

/** How Argo CD syncs the objects. */
export interface Sync {
  readonly isPruned: boolean;
  /** What of an object the AppProject does not allow after the change: Argo CD ignores it then, and does not delete it. */
  readonly refusal: (object: KubeObject) => string | undefined;
}

/** Kinds whose pods keep running. */
const LONG_RUNNING = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Computes the effects of changes; `after` contains all objects of the next side. */
export function effectsOf(changes: readonly ObjectChange[], after: readonly KubeObject[], sync: Sync): Effects {
  const pick = (kinds: readonly string[], change: ObjectChange['change']): ObjectChange[] =>
    changes.filter((one) => one.change === change && kinds.includes(one.kind));
  const list = (picked: readonly ObjectChange[], why: (change: ObjectChange) => readonly string[]): Effect[] =>
    picked.map((change) => ({ kind: change.kind, name: change.name, why: why(change) }));
  const restarting = pick(LONG_RUNNING, 'changed').filter(
    (change) => templateChanges(change).length > 0 && hasPods(change),
  );
  const fresh = [...restarting, ...pick(LONG_RUNNING, 'added')];
  const isSynced = changes.some((change) => !isHook((change.after ?? change.before) as KubeObject));
  const jobs = after.filter((object) => object.kind === 'Job');
  const [gone, staying] = split(
    changes.filter(({ change }) => change === 'removed'),
    ({ before }) =>
      sync.isPruned && isPrunable(before as KubeObject) && sync.refusal(before as KubeObject) === undefined,
  );
  return {
    restarts: list(restarting, templateChanges),
    starts: list(pick(LONG_RUNNING, 'added'), () => []),
    stops: list(
      pick(LONG_RUNNING, 'removed').filter((change) => gone.includes(change)),
      () => [],
    ),
    scales: list(pick(LONG_RUNNING, 'changed'), scaling).filter(({ why }) => why.length > 0),
    cronJobs: list([...pick(['CronJob'], 'changed'), ...pick(['CronJob'], 'added')], cronJobChanges).filter(
      ({ kind, name, why }) => why.length > 0 || isAdded(changes, kind, name),
    ),
    jobs: jobs
      .filter((job) => (isHook(job) ? isSynced : isAdded(changes, job.kind, nameOf(job))))
      .map((job) => ({ kind: job.kind, name: nameOf(job), why: [] })),
    waitingJobs: isSynced
      ? []
      : list(
          changes.filter(({ kind, after: next }) => kind === 'Job' && next),
          templateChanges,
        ),
    immutable: list(changes, immutableFields).filter(({ why }) => why.length > 0),
    pruned: list(gone, () => []),
    left: list(staying, ({ before }) => {
      const refused = sync.refusal(before as KubeObject);
      return refused === undefined ? [] : [`the AppProject does not allow its ${refused}`];
    }),
    unread: list(changes, (change) => readers(change, after, fresh)).filter(({ why }) => why.length > 0),
  };
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function isAdded(changes: readonly ObjectChange[], kind: string, name: string): boolean {
  return changes.some((change) => change.change === 'added' && change.kind === kind && change.name === name);
}

/** The changed parts of a pod template, by their usual names. */
function templateChanges({ before, after }: ObjectChange): string[] {
  if (!before || !after) return [];
  const path = podTemplatePath(after);
  if (!path) return [];
  const [old, next] = [at(before, path), at(after, path)];
  const maps = ['annotations', 'labels'].flatMap((field) =>
    differing(at(old, ['metadata', field]), at(next, ['metadata', field])).map((key) =>
      field === 'labels' ? `label ${key}` : key,
    ),
  );
  const fields = differing(at(old, ['spec']), at(next, ['spec'])).flatMap((field) =>
    field === 'containers' || field === 'initContainers' ? containerChanges(before, after, field) : [field],
  );
  const found = [...new Set([...maps, ...fields])];
  return found.length > 0 || isDeepStrictEqual(old, next) ? found : ['metadata'];
}

function containerChanges(before: KubeObject, after: KubeObject, field: string): string[] {
  const [old, next] = [before, after].map(
    (object) =>
      new Map(
        containersOf(object)
          .filter(({ isInit }) => isInit === (field === 'initContainers'))
          .map(({ container }) => [container.name, container]),
      ),
  );
  const names = [...new Set([...old.keys(), ...next.keys()])];
  const changed = names.flatMap((name) =>
    old.has(name) && next.has(name) ? differing(old.get(name), next.get(name)) : [`container ${String(name)}`],
  );
  return changed.length > 0 ? changed : ['order of the containers'];
}

/** The keys whose values differ. */
function differing(before: unknown, after: unknown): string[] {
  const [old, next] = [before, after].map((value) => (isRecord(value) ? value : {}));
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (key) => !isDeepStrictEqual(old[key], next[key]),
  );
}

/** Whether a workload has pods that can be replaced; with 0 replicas it has none. */
function hasPods({ before, after }: ObjectChange): boolean {
  return replicasOf(before) !== 0 && replicasOf(after) !== 0;
}

function replicasOf(object: KubeObject | undefined): unknown {
  return at(object, ['spec', 'replicas']);
}

function scaling({ before, after }: ObjectChange): string[] {
  const [old, next] = [replicasOf(before), replicasOf(after)];
  if (old === next) return [];
  return [`${show(old)} to ${show(next)}`];
}

function show(replicas: unknown): string {
  return typeof replicas === 'number' ? String(replicas) : 'what the autoscaler decides';
}

function cronJobChanges(change: ObjectChange): string[] {
  const own = differing(at(change.before, ['spec']), at(change.after, ['spec'])).filter(
    (field) => field !== 'jobTemplate',
  );
  const [old, next] = [change.before, change.after].map((object) => at(object, ['spec', 'jobTemplate', 'spec']));
  const job = differing(old, next).filter((field) => field !== 'template');
  return change.before ? [...own, ...job, ...templateChanges(change)] : [];
}

function isPrunable(object: KubeObject): boolean {
  const options = at(object, ['metadata', 'annotations', 'argocd.argoproj.io/sync-options']);
  return !String(options ?? '')
    .split(',')
    .some((option) => /^(?:Prune|Delete)=false$/.test(option.trim()));
}

/** Kinds that hold values for pods; a SealedSecret becomes a Secret of the same name. */
const VALUES: Readonly<Record<string, string>> = { ConfigMap: 'configMap', Secret: 'secret', SealedSecret: 'secret' };

/** Workloads that read this object into their environment, and keep the old values until they restart. */
function readers(change: ObjectChange, after: readonly KubeObject[], fresh: readonly ObjectChange[]): string[] {
  const type = VALUES[change.kind];
  if (type === undefined || change.change === 'removed') return [];
  if (!hasOtherValues(change)) return [];
  return after
    .filter((object) => LONG_RUNNING.includes(object.kind) && reads(object, type, change.name))
    .filter((object) => !fresh.some(({ kind, name }) => kind === object.kind && name === nameOf(object)))
    .filter((object) => replicasOf(object) !== 0)
    .map(describeObject);
}

function hasOtherValues({ before, after }: ObjectChange): boolean {
  return ['data', 'stringData', 'binaryData', 'spec'].some(
    (field) => !isDeepStrictEqual(at(before, [field]), at(after, [field])),
  );
}

function reads(object: KubeObject, type: string, name: string): boolean {
  return containersOf(object).some(
    ({ container }) =>
      records(container.envFrom).some((source) => at(source, [`${type}Ref`, 'name']) === name) ||
      records(container.env).some((variable) => at(variable, ['valueFrom', `${type}KeyRef`, 'name']) === name),
  );
}
