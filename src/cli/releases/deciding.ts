import { decided } from './decision';
import type { Decision } from './decision';
import type { Place } from './place';
import { requireSealed } from './sealed';
import type { Chosen, VersionFlags } from './version';
import { chooseVersion, resolveRevision } from './version';
import type { WaitingRelease } from './waiting';
import { asMerged, isByPerson } from './waiting';
import type { Image } from '../../common/image-reference';
import { formatImage, sourceCommit } from '../../common/image-reference';
import type { ReleaseMessage, Verb } from '../../releases/files/message';
import { shortTag } from '../../releases/files/message';
import { imageIn, MoveError, moveRelease, pinReason, running, wasReleased } from '../../releases/files/moves';
import { CommandError, EXIT } from '../errors';

/** The flags of a release that control its order. */
export interface OrderFlags extends VersionFlags {
  /** Whether to skip an image that is older than what runs, as a slow pipeline does. */
  readonly ifNewer?: boolean;
  /** Whether to release an image although it is older than what runs. */
  readonly outOfOrder?: boolean;
}

/** Decides about a release or a promotion; `chosen` is a version that was confirmed before. */
export function decideRelease(place: Place, flags: OrderFlags, verb: Verb, chosen?: Chosen): Decision {
  const version = chosen ?? chooseVersion(place, flags);
  // The history may have been rewritten since.
  if (chosen?.revision !== undefined) resolveRevision(place, chosen.revision);
  const { waiting, own } = place;
  const superseded =
    olderThan(place, version.image, flags, own.environment.name) ??
    (waiting && olderThan(asMerged(place, waiting), version.image, flags, waiting.name));
  if (superseded !== undefined) return { kind: 'superseded', why: superseded };
  requireSealed(place, version.revision);
  if (waiting !== undefined && isByPerson(waiting)) return addedTo(waiting, place, version);
  const decision = decided(place, verb, moveRelease(place, version, place.edit), { from: flags.from });
  return { ...decision, isAutomatic: flags.ifNewer };
}

/**
 * Adds the image to an open pull request of a person, as if that were merged: a release must not undo a rollback. For a
 * gated environment, a person decides between the two.
 */
function addedTo(waiting: WaitingRelease, place: Place, version: Chosen): Decision {
  const { name, gated } = place.own.environment;
  if (gated || place.repository.argocd.manages === 'nothing') {
    throw new MoveError(`${waiting.name} waits for ${name} (${waiting.title}): merge or close it first`);
  }
  const move = moveRelease(asMerged(place, waiting), version, place.edit);
  const open = waiting.message as ReleaseMessage;
  const message = open.verb === 'unpin' ? { ...open, image: formatImage(move.image) } : open;
  const notes = [...move.notes, `Added the image to ${waiting.name}; nothing else in it changes: ${waiting.title}`];
  return { kind: 'move', move: { ...move, notes }, message, isAutomatic: true };
}

/** Why an image is skipped: something newer already runs or waits. */
function olderThan(place: Place, image: Image, flags: OrderFlags, who: string): string | undefined {
  const { git, isRemote } = place;
  if (flags.outOfOrder || flags.from !== undefined || !wasReleased(place)) return undefined;
  const now = pinReason(place) === undefined ? running(place).image : imageIn(place).image;
  const [older, newer] = [sourceCommit(image), sourceCommit(now)];
  if (older === newer || older === undefined || newer === undefined) return undefined;
  // A person who changes local files knows the order, and may work without git.
  if (!isRemote && !flags.ifNewer) return undefined;
  const order = git().isAncestor(older, newer);
  if (order === undefined && git().isShallow()) {
    throw new CommandError(
      `a shallow clone cannot tell whether ${shortTag(`:${older}`)} is newer than what runs: git fetch --unshallow`,
    );
  }
  if (order !== true) return undefined;
  const why = `${who} has ${shortTag(`:${newer}`)}, which was built from a later commit`;
  if (flags.ifNewer) return why;
  throw new CommandError(
    `${why} than ${shortTag(`:${older}`)}: to release it anyway, set --out-of-order; to return to an earlier release, roll back`,
    EXIT.findings,
  );
}
