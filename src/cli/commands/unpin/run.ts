import type { UnpinFlags } from './command';
import { formatImage } from '../../../common/image-reference';
import { imageFilePath } from '../../../releases/files/image-file';
import { shortTag } from '../../../releases/files/message';
import { MoveError, moveUnpin, pinReason } from '../../../releases/files/moves';
import { confirmed } from '../../releases/confirming';
import { decided } from '../../releases/decision';
import type { Decision } from '../../releases/decision';
import { deliver } from '../../releases/delivery';
import type { Place } from '../../releases/place';
import { requireReason } from '../../releases/reason';
import { asMerged } from '../../releases/waiting';

/** `python-gitops unpin`: unpins an environment, which then gets the release that waits for it, if there is one. */
export function runUnpin(cwd: string, app: string, environment: string, flags: UnpinFlags): Promise<number> {
  if (flags.reason !== undefined) requireReason(flags.reason);
  const { decide, look } = confirmed(
    flags,
    (place) => decideUnpin(place, flags.reason),
    ({ image }) => `Unpin ${app} in ${environment}, which then runs ${shortTag(formatImage(image))}?`,
  );
  return deliver(cwd, app, environment, flags, decide, look);
}

function decideUnpin(place: Place, reason: string | undefined): Decision {
  const { waiting, own, app } = place;
  const { name } = own.environment;
  const why = { reason: reason ?? pinReason(place) };
  if (waiting === undefined) return decided(place, 'unpin', moveUnpin(place, place.edit), why);
  const merged = asMerged(place, waiting);
  if (pinReason(place) === undefined && pinReason(merged) !== undefined) {
    throw new MoveError(`${name} is not pinned yet; ${waiting.name} would pin it (${waiting.title}): close it instead`);
  }
  // An image that waits for a pinned environment runs after unpin, merged or not.
  if (waiting.message?.verb !== 'release' || waiting.imageFile === undefined) {
    return decided(place, 'unpin', moveUnpin(place, place.edit), why);
  }
  const move = moveUnpin(merged, place.edit);
  const files = new Map(move.files);
  const path = imageFilePath(app.name, name);
  if (waiting.imageFile !== place.read(path)) files.set(path, waiting.imageFile);
  const notes = [...move.notes, `The image comes from ${waiting.name}, which was waiting for this.`];
  return decided(place, 'unpin', { ...move, files, notes }, why);
}
