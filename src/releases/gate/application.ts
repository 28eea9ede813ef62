import { describeFailure, describeHealth, isFailure, messageLine, recordIn, textIn } from './answered';
import type { GateLook } from './look';
import { records } from '../../common/records';
import { SHORT } from '../files/message';

/** The state that an Application should have, according to its release files. */
export interface Wanted {
  /** Name of the Application. */
  readonly application: string;
  /** The branch or commit that it reads. */
  readonly targetRevision: string;
  /** The image override of a pinned Application; undefined if the image comes from the overlay. */
  readonly image?: string;
  /** Whether a synced commit contains the release. */
  readonly holds: (revision: string) => boolean;
  /** Whether the config suspends part of it, such as a cron job. */
  readonly maySuspend: boolean;
}

/**
 * Judges an Application by its status in Argo CD. The status may be older than the release, so it only counts if Argo CD
 * compared with the wanted state and refreshed after the sync.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/
 */
export function judge(application: unknown, wanted: Wanted): GateLook {
  const name = wanted.application;
  const status = recordIn(recordIn(application).status);
  const sync = recordIn(status.sync);
  const operation = recordIn(status.operationState);
  const waiting = (why: string): GateLook => ({ state: 'waiting', why: `${name}: ${why}` });
  const failure = failedSync(operation, sync, wanted);
  if (failure !== undefined) return { state: 'failed', why: `${name}: ${failure}` };
  const error = firstError(status);
  if (error !== undefined) return { state: 'trouble', why: `${name}: ${error}` };
  if (!isCompared(sync, wanted)) {
    return { state: 'waiting', why: `${name}: Argo CD has not read the release yet`, isUnseen: true };
  }
  const revision = textIn(sync.revision);
  if (revision === '' || !wanted.holds(revision)) {
    return waiting(`Argo CD is at ${revision === '' ? 'no commit' : revision.slice(0, SHORT)}, before the release`);
  }
  if (operation.phase === 'Running') {
    // A retried sync may succeed once what it needs exists. The caller gives up on one that keeps failing.
    if (!(Number(operation.retryCount) > 0)) return waiting('syncing');
    return {
      state: 'trouble',
      why: `${name}: the sync failed and is being retried: ${describeFailure(operation)}`,
    };
  }
  if (sync.status !== 'Synced') return waiting(textIn(sync.status) || 'not compared yet');
  if (Date.parse(textIn(status.reconciledAt)) <= Date.parse(textIn(operation.finishedAt))) {
    return waiting('synced, but not refreshed since');
  }
  return judgeHealth(status, wanted);
}

function judgeHealth(status: Record<string, unknown>, { application, maySuspend }: Wanted): GateLook {
  const state = textIn(recordIn(status.health).status);
  const why = `${application}: ${describeHealth(status)}`;
  if (state === 'Healthy' || (state === 'Suspended' && maySuspend)) return { state: 'passed' };
  // Degraded may pass: Kubernetes reports it early for an autoscaler, before new pods have metrics.
  return { state: state === 'Degraded' ? 'trouble' : 'waiting', why };
}

/** Whether Argo CD compared the cluster with the current release files. */
function isCompared(sync: Record<string, unknown>, { targetRevision, image }: Wanted): boolean {
  const source = recordIn(recordIn(sync.comparedTo).source);
  const images = recordIn(source.kustomize).images;
  const known = Array.isArray(images) ? images : [];
  return source.targetRevision === targetRevision && (image === undefined ? known.length === 0 : known.includes(image));
}

/**
 * Why the sync of the release failed, after the retries of Argo CD. A later commit that makes git equal to the cluster
 * leaves nothing to sync, so the failure stays, but only that of a hook still matters. While Argo CD can't compare, its
 * error matters more.
 */
function failedSync(
  operation: Record<string, unknown>,
  sync: Record<string, unknown>,
  { holds }: Wanted,
): string | undefined {
  if (!isFailure(operation.phase)) return undefined;
  const { revision: failed, resources } = recordIn(operation.syncResult);
  const revision = textIn(failed);
  if (revision === '' || !holds(revision)) return undefined;
  const isLast = sync.status === 'OutOfSync' || sync.revision === revision;
  if (!isLast && !records(resources).some(isFailedHook)) return undefined;
  return `the sync failed: ${describeFailure(operation)}`;
}

function isFailedHook({ hookType, hookPhase }: Record<string, unknown>): boolean {
  return textIn(hookType) !== '' && isFailure(hookPhase);
}

/** The first error that keeps Argo CD from comparing. */
function firstError({ conditions }: Record<string, unknown>): string | undefined {
  const error = records(conditions).find(({ type }) => textIn(type).endsWith('Error'));
  return error === undefined ? undefined : messageLine(`${textIn(error.type)}: ${textIn(error.message)}`);
}
