import type { ApplicationRelease } from './application-file';
import type { ReleaseMessage, Verb } from './message';
import { parsePinnedImage } from './moves';
import type { Image } from '../../common/image-reference';
import { formatImage } from '../../common/image-reference';

/** What the release files said of one environment at one commit. */
export interface Snapshot {
  readonly commit: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly author: string;
  /** What the commit says of itself, where it is a release. */
  readonly message?: ReleaseMessage;
  /** What the overlay's file says; undefined where it cannot be read. */
  readonly image?: Image;
  readonly application?: ApplicationRelease;
}

/** One change of what runs in an environment, or of whether it is held. */
export interface ReleaseEvent {
  readonly commit: string;
  readonly time: number;
  readonly author: string;
  readonly kind: Verb;
  readonly image: Image;
  /** Commit of the configuration: what is pinned, or the release commit itself where a branch is followed. */
  readonly revision: string;
  readonly pinned?: string;
  readonly from?: string;
  readonly reason?: string;
  /** Commit of the release that this one took back. */
  readonly rolledBack?: string;
}

/**
 * What happened in an environment, the newest last, from what its release files said over time, the oldest first. The
 * files decide what ran; messages add who wanted it and why. A commit that changed nothing that runs is left out.
 */
export function eventsOf(snapshots: readonly Snapshot[], environment: string): ReleaseEvent[] {
  const events: ReleaseEvent[] = [];
  let before: State | undefined;
  for (const snapshot of snapshots) {
    const now = stateOf(snapshot);
    if (now === undefined || (before && isSame(before, now))) continue;
    const message = snapshot.message?.environment === environment ? snapshot.message : undefined;
    const kind = kindOf(before, now, message);
    const { commit, time, author } = snapshot;
    events.push({
      commit,
      time,
      author,
      kind,
      image: now.image,
      revision: now.revision ?? commit,
      ...(now.pin === undefined ? {} : { pinned: now.pin }),
      ...(message?.from === undefined ? {} : { from: message.from }),
      ...(message?.reason === undefined ? {} : { reason: message.reason }),
      ...(kind === 'rollback' && message?.rolledBack !== undefined ? { rolledBack: message.rolledBack } : {}),
    });
    before = now;
  }
  return events;
}

/** The release that runs now, and those before it that were not taken back, the newest last. */
export function standing(events: readonly ReleaseEvent[]): ReleaseEvent[] {
  const stack: ReleaseEvent[] = [];
  for (const event of events) {
    // To hold what runs, and to let go of it, releases nothing.
    if (event.kind === 'pin' || (event.kind === 'unpin' && isSameImage(stack.at(-1), event))) continue;
    const earlier = stack.map((one) => isSameVersion(one, event)).lastIndexOf(true);
    // What was gone back to is the newest again; what came after it no longer counts.
    if (event.kind === 'rollback' && earlier >= 0) stack.length = earlier + 1;
    else if (earlier !== stack.length - 1 || earlier < 0) stack.push(event);
  }
  return stack;
}

/** The releases that a text names: by tag, digest, revision or release commit; the beginning of a commit will do. */
export function named(events: readonly ReleaseEvent[], text: string): ReleaseEvent[] {
  const isCommit = /^[0-9a-f]{7,40}$/.test(text);
  const matches = events.filter(
    ({ kind, commit, revision, image }) =>
      kind !== 'pin' &&
      (image.tag === text ||
        image.digest === text ||
        (isCommit && [commit, revision, image.tag].some((id) => id.startsWith(text)))),
  );
  return matches.filter((event, index) => matches.findIndex((other) => isSameVersion(other, event)) === index);
}

/** Whether two events mean the same image with the same configuration. */
export function isSameVersion(a: ReleaseEvent, b: ReleaseEvent): boolean {
  return a.revision === b.revision && formatImage(a.image) === formatImage(b.image);
}

function isSameImage(a: ReleaseEvent | undefined, b: ReleaseEvent): boolean {
  return a !== undefined && formatImage(a.image) === formatImage(b.image);
}

interface State {
  readonly image: Image;
  readonly revision?: string;
  readonly pin?: string;
}

function stateOf({ image, application }: Snapshot): State | undefined {
  if (application === undefined || application.kind === 'held') return undefined;
  if (application.kind === 'tracking') return image && { image };
  const { revision, pin } = application;
  const pinned = parsePinnedImage(application.image);
  return pinned && { image: pinned, revision, ...(pin === undefined ? {} : { pin }) };
}

function isSame(a: State, b: State): boolean {
  return a.revision === b.revision && a.pin === b.pin && formatImage(a.image) === formatImage(b.image);
}

/** What a commit did; one without a message of ours is judged by what it changed. */
function kindOf(before: State | undefined, now: State, message: ReleaseMessage | undefined): Verb {
  if (message !== undefined) return message.verb;
  if (before?.pin === undefined && now.pin !== undefined) return 'pin';
  if (before?.pin !== undefined && now.pin === undefined) return 'unpin';
  return now.revision === undefined ? 'release' : 'promote';
}
