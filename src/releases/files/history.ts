import type { ApplicationRelease } from './application-file';
import type { ReleaseMessage, Verb } from './message';
import { parsePinnedImage } from './moves';
import type { Image } from '../../common/image-reference';
import { formatImage } from '../../common/image-reference';

/** The release files of one environment at one commit. */
export interface ReleaseSnapshot {
  readonly commit: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly author: string;
  /** The message of the commit, if it is a release. */
  readonly message?: ReleaseMessage;
  /** The image in the overlay's release file; undefined if the file is broken. */
  readonly image?: Image;
  readonly application?: ApplicationRelease;
}

/** One change of what runs in an environment, or of its pin. */
export interface ReleaseEvent {
  readonly commit: string;
  readonly time: number;
  readonly author: string;
  readonly kind: Verb;
  readonly image: Image;
  /** Commit of the configuration: the pinned one, or the release commit if the environment follows its branch. */
  readonly revision: string;
  readonly pinned?: string;
  /** Why the environment was pinned, if this image only runs after it is unpinned. */
  readonly waits?: string;
  readonly from?: string;
  readonly reason?: string;
  /** Commit of the release that this one rolled back. */
  readonly rolledBack?: string;
}

/**
 * Lists what happened in an environment, oldest first, from snapshots of its release files, oldest first. The files decide
 * what ran; messages add the kind and the reason. Omits commits that change nothing that runs or waits.
 */
export function eventsOf(snapshots: readonly ReleaseSnapshot[], environment: string): ReleaseEvent[] {
  const events: ReleaseEvent[] = [];
  let before: State | undefined;
  let overlay: Image | undefined;
  for (const snapshot of snapshots) {
    const now = stateOf(snapshot);
    if (now === undefined) continue;
    const { commit, image } = snapshot;
    const message = snapshot.message?.environment === environment ? snapshot.message : undefined;
    if (before === undefined || !isSame(before, now)) {
      const pinned = now.pin === undefined ? {} : { pinned: now.pin };
      const kind = kindOf(before, now, message);
      events.push({
        ...eventOf(snapshot, kind, message),
        image: now.image,
        revision: now.revision ?? commit,
        ...pinned,
      });
    } else if (now.pin !== undefined && image !== undefined && overlay && formatImage(image) !== formatImage(overlay)) {
      // A release to a pinned environment only changes the image of the overlay.
      const kind = message?.verb ?? 'release';
      events.push({ ...eventOf(snapshot, kind, message), image, revision: commit, waits: now.pin });
    }
    before = now;
    overlay = image;
  }
  return events;
}

/** The part of an event that comes from its commit. */
function eventOf(
  { commit, time, author }: ReleaseSnapshot,
  kind: Verb,
  message: ReleaseMessage | undefined,
): Omit<ReleaseEvent, 'image' | 'revision'> {
  const { from, reason, rolledBack } = message ?? {};
  return {
    commit,
    time,
    author,
    kind,
    ...(from === undefined ? {} : { from }),
    ...(reason === undefined ? {} : { reason }),
    ...(kind === 'rollback' && rolledBack !== undefined ? { rolledBack } : {}),
  };
}

/** The current release and those before it that were not rolled back, newest last. */
export function standing(events: readonly ReleaseEvent[]): ReleaseEvent[] {
  const stack: ReleaseEvent[] = [];
  for (const event of events) {
    // What waits never ran. A pin releases nothing, and neither does an unpin with the same image.
    if (
      event.waits !== undefined ||
      event.kind === 'pin' ||
      (event.kind === 'unpin' && isSameImage(stack.at(-1), event))
    ) {
      continue;
    }
    const earlier = stack.map((one) => isSameVersion(one, event)).lastIndexOf(true);
    // A rollback makes its target the newest release again and removes those after it.
    if (event.kind === 'rollback' && earlier >= 0) stack.length = earlier + 1;
    else if (earlier !== stack.length - 1 || earlier < 0) stack.push(event);
  }
  return stack;
}

/** Finds releases by tag, digest, revision or release commit, those that wait included. A commit can be abbreviated. */
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

/** Whether two events have the same image and configuration. */
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

function stateOf({ image, application }: ReleaseSnapshot): State | undefined {
  if (application === undefined || application.kind === 'held') return undefined;
  if (application.kind === 'tracking') return image && { image };
  const { revision, pin } = application;
  const pinned = parsePinnedImage(application.image);
  return pinned && { image: pinned, revision, ...(pin === undefined ? {} : { pin }) };
}

function isSame(a: State, b: State): boolean {
  return a.revision === b.revision && a.pin === b.pin && formatImage(a.image) === formatImage(b.image);
}

/** The kind of a change. Without a release message, it follows from what changed. */
function kindOf(before: State | undefined, now: State, message: ReleaseMessage | undefined): Verb {
  if (message !== undefined) return message.verb;
  if (before?.pin === undefined && now.pin !== undefined) return 'pin';
  if (before?.pin !== undefined && now.pin === undefined) return 'unpin';
  return now.revision === undefined ? 'release' : 'promote';
}
