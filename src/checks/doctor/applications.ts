import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { count, oneLine } from '../../common/printed';

/** What Argo CD reports of an Application. Undefined for what it does not report. */
export interface ApplicationFacts {
  readonly name: string;
  readonly sync?: string;
  readonly health?: string;
  /** Type and message of the first condition that is an error. */
  readonly error?: string;
  /** Message of the last sync, if it failed or is being retried. */
  readonly failure?: string;
}

/** Longest part of a message that is printed. */
export const LONGEST = 300;

/** Checks that what was released runs. Only failures count: a rollout takes a while. */
export function applicationsCheck(
  asked: Asked<readonly ApplicationFacts[]>,
  namespace: string,
  released: readonly string[],
): Check[] {
  if (released.length === 0) return [];
  const subject = { id: 'argocd.applications', group: 'argocd', title: 'the releases are synced and healthy' } as const;
  const look = (name: string): string => `kubectl --namespace ${namespace} describe application ${name}`;
  if (!isAnswered(asked)) return [notChecked(subject, asked.why, 'you', look(released[0]))];
  const known = new Map(asked.answer.map((application) => [application.name, application]));
  const troubles = released.flatMap((name) => troubleOf(name, known.get(name)) ?? []);
  const worst = troubles.find(({ isFailure }) => isFailure) ?? troubles.at(0);
  if (worst === undefined) return [ok(subject, count(released.length, 'Application', 'Applications'))];
  const others = troubles.length - 1;
  const detail = `${worst.name}: ${oneLine(worst.why, LONGEST)}${others === 0 ? '' : `; and ${count(others, 'other', 'others')}`}`;
  const fix = `${look(worst.name)}; docs/TROUBLESHOOTING.md lists the messages`;
  return [worst.isFailure ? failed(subject, detail, 'you', fix) : notChecked(subject, detail, 'you', fix)];
}

interface Trouble {
  readonly name: string;
  readonly why: string;
  readonly isFailure: boolean;
}

function troubleOf(name: string, application: ApplicationFacts | undefined): Trouble | undefined {
  const failure = (why: string): Trouble => ({ name, why, isFailure: true });
  const waiting = (why: string): Trouble => ({ name, why, isFailure: false });
  if (application === undefined) return waiting('Argo CD has no such Application yet');
  const { sync = 'Unknown', health = 'Unknown', error, failure: message } = application;
  if (error !== undefined) return failure(error);
  if (sync !== 'Synced' && message !== undefined) return failure(`the sync failed: ${message}`);
  if (health === 'Degraded') return failure(health);
  return sync === 'Synced' && (health === 'Healthy' || health === 'Suspended')
    ? undefined
    : waiting(`${sync}, ${health}`);
}
