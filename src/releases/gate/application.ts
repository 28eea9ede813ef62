import type { Look } from './look';
import { visible } from '../../common/printed';
import { isRecord } from '../../common/records';
import { SHORT } from '../files/message';

/** The state that an Application should have: what its release files say. */
export interface Wanted {
  /** Name of the Application. */
  readonly application: string;
  /** Branch or commit that it reads. */
  readonly targetRevision: string;
  /** The image of a pin, as the Application says it; undefined where the overlay says which. */
  readonly image?: string;
  /** Whether a commit that was synced holds the release. */
  readonly holds: (revision: string) => boolean;
  /** Whether something in it is suspended by the config, as a cron job may be. */
  readonly maySuspend: boolean;
}

/** So many characters of a message are printed. */
const LONGEST = 600;

/**
 * Judges an Application by what Argo CD says of it. Its answer is about another moment than the question, so that it counts
 * only when it compared with what is wanted, and looked again after the sync.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
 */
export function judge(application: unknown, wanted: Wanted): Look {
  const name = wanted.application;
  const status = record(record(application).status);
  const sync = record(status.sync);
  const operation = record(status.operationState);
  const waiting = (why: string): Look => ({ state: 'waiting', why: `${name}: ${why}` });
  const failure = failedSync(operation, wanted);
  if (failure !== undefined) return { state: 'failed', why: `${name}: ${failure}` };
  const error = firstError(status);
  if (error !== undefined) return { state: 'trouble', why: `${name}: ${error}` };
  if (!isCompared(sync, wanted)) {
    return { state: 'waiting', why: `${name}: Argo CD has not read the release yet`, isUntold: true };
  }
  const revision = text(sync.revision);
  if (revision === '' || !wanted.holds(revision)) {
    return waiting(`Argo CD is at ${revision === '' ? 'no commit' : revision.slice(0, SHORT)}, before the release`);
  }
  if (operation.phase === 'Running') {
    // A sync that is tried again may go well once what it needs is there; one that always fails is told by its duration.
    if (!(Number(operation.retryCount) > 0)) return waiting('syncing');
    return { state: 'trouble', why: `${name}: the sync fails and is tried again, ${short(text(operation.message))}` };
  }
  if (sync.status !== 'Synced') return waiting(text(sync.status) || 'not compared yet');
  if (Date.parse(text(status.reconciledAt)) <= Date.parse(text(operation.finishedAt))) {
    return waiting('synced, and not looked at since');
  }
  return judgeHealth(record(status.health), wanted);
}

function judgeHealth(health: Record<string, unknown>, { application, maySuspend }: Wanted): Look {
  const state = text(health.status) || 'Unknown';
  const message = text(health.message);
  const why = `${application}: ${state}${message === '' ? '' : `, ${short(message)}`}`;
  if (state === 'Healthy' || (state === 'Suspended' && maySuspend)) return { state: 'passed' };
  // Kubernetes calls a Deployment failed late, and an autoscaler early, before new pods have metrics.
  return { state: state === 'Degraded' ? 'trouble' : 'waiting', why };
}

/** Whether Argo CD compared the cluster with what the release files say now. */
function isCompared(sync: Record<string, unknown>, { targetRevision, image }: Wanted): boolean {
  const source = record(record(sync.comparedTo).source);
  const images = record(source.kustomize).images;
  const known = Array.isArray(images) ? images : [];
  return source.targetRevision === targetRevision && (image === undefined ? known.length === 0 : known.includes(image));
}

/** Why the sync of the release failed for good: Argo CD has tried it again by then. */
function failedSync(operation: Record<string, unknown>, { holds }: Wanted): string | undefined {
  if (operation.phase !== 'Failed' && operation.phase !== 'Error') return undefined;
  const revision = text(record(operation.syncResult).revision);
  if (revision === '' || !holds(revision)) return undefined;
  return `the sync failed, ${short(text(operation.message))}`;
}

/** What keeps Argo CD from comparing. */
function firstError({ conditions }: Record<string, unknown>): string | undefined {
  const all = Array.isArray(conditions) ? conditions.filter(isRecord) : [];
  const error = all.find(({ type }) => text(type).endsWith('Error'));
  return error === undefined ? undefined : short(`${text(error.type)}: ${text(error.message)}`);
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A message of another program in one line. What went wrong often stands at its end. */
function short(message: string): string {
  const line = visible(message.replace(/\s+/g, ' ').trim());
  return line.length > LONGEST ? `${line.slice(0, LONGEST / 2)} … ${line.slice(-LONGEST / 2)}` : line;
}
