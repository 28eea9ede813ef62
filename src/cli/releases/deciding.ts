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

/** The flags of a release that concern its order. */
export interface OrderFlags extends VersionFlags {
  /** Whether to skip an image that is older than what runs, as a slow pipeline does. */
  readonly ifNewer?: boolean;
  /** Whether to release an image although it is older than what runs. */
  readonly outOfOrder?: boolean;
}

/** Decides about a release or a promotion; `chosen` is what somebody agreed to before. */
export function decideRelease(place: Place, flags: OrderFlags, verb: Verb, chosen?: Chosen): Decision {
  const version = chosen ?? chooseVersion(place, flags);
  // History may have been written anew since.
  if (chosen?.revision !== undefined) resolveRevision(place, chosen.revision);
  const { waiting, own } = place;
  const superseded =
    olderThan(place, version.image, flags, own.environment.name) ??
    (waiting && olderThan(asMerged(place, waiting), version.image, flags, waiting.name));
  if (superseded !== undefined) return { kind: 'superseded', why: superseded };
  requireSealed(place, version.revision);
  if (waiting !== undefined && isByPerson(waiting)) return beside(waiting, place, version);
  const decision = decided(place, verb, moveRelease(place, version, place.edit), { from: flags.from });
  return { ...decision, isAutomatic: flags.ifNewer };
}

/**
 * Adds the image to what a person asked for and nobody merged yet, as it would be if that were merged: a release takes
 * back no rollback. Of a gated environment a person decides which of the two it is.
 */
function beside(waiting: WaitingRelease, place: Place, version: Chosen): Decision {
  const { name, gated } = place.own.environment;
  if (gated || place.repository.argocd.manages === 'nothing') {
    throw new MoveError(`${waiting.name} waits for ${name} (${waiting.title}): merge or close it first`);
  }
  const move = moveRelease(asMerged(place, waiting), version, place.edit);
  const said = waiting.message as ReleaseMessage;
  const message = said.verb === 'unpin' ? { ...said, image: formatImage(move.image) } : said;
  const notes = [...move.notes, `It is added to ${waiting.name}, which stays otherwise as it is: ${waiting.title}`];
  return { kind: 'move', move: { ...move, notes }, message, isAutomatic: true };
}

/** Says why an image is passed over: something newer runs, or waits, already. */
function olderThan(place: Place, image: Image, flags: OrderFlags, who: string): string | undefined {
  const { git, isRemote } = place;
  if (flags.outOfOrder || flags.from !== undefined || !wasReleased(place)) return undefined;
  const now = pinReason(place) === undefined ? running(place).image : imageIn(place).image;
  const [older, newer] = [sourceCommit(image), sourceCommit(now)];
  if (older === newer || older === undefined || newer === undefined) return undefined;
  // Files here are changed by a person, who knows, and perhaps without git.
  if (!isRemote && !flags.ifNewer) return undefined;
  const order = git().isAncestor(older, newer);
  if (order === undefined && git().isShallow()) {
    throw new CommandError(
      `whether ${shortTag(`:${older}`)} is newer than what runs is not known in a shallow clone: git fetch --unshallow`,
    );
  }
  if (order !== true) return undefined;
  const why = `${who} has ${shortTag(`:${newer}`)}, which was built from a later commit`;
  if (flags.ifNewer) return why;
  throw new CommandError(
    `${why} than ${shortTag(`:${older}`)}: --out-of-order releases it all the same; to go back and stay there, roll back`,
    EXIT.findings,
  );
}
