import type { UnpinFlags } from './command';
import { imageFilePath } from '../../../releases/files/image-file';
import { MoveError, moveUnpin, pinReason } from '../../../releases/files/moves';
import { decided } from '../../releases/decision';
import type { Decision } from '../../releases/decision';
import { deliver } from '../../releases/delivery';
import type { Place } from '../../releases/place';
import { requireReason } from '../../releases/reason';
import { asMerged } from '../../releases/waiting';

/** `python-gitops unpin`: lets an environment move again. */
export function runUnpin(cwd: string, app: string, environment: string, flags: UnpinFlags): Promise<number> {
  if (flags.reason !== undefined) requireReason(flags.reason);
  return deliver(cwd, app, environment, flags, (place) => decideUnpin(place, flags.reason));
}

function decideUnpin(place: Place, reason: string | undefined): Decision {
  const { waiting, own, app } = place;
  const { name } = own.environment;
  const said = { reason: reason ?? pinReason(place) };
  if (waiting === undefined) return decided(place, 'unpin', moveUnpin(place, place.edit), said);
  const merged = asMerged(place, waiting);
  if (pinReason(place) === undefined && pinReason(merged) !== undefined) {
    throw new MoveError(
      `${name} is not pinned yet, ${waiting.name} would do it (${waiting.title}): close that instead`,
    );
  }
  // An image that waits for a pinned environment runs at unpin, be it merged or not.
  if (waiting.message?.verb !== 'release' || waiting.imageFile === undefined) {
    return decided(place, 'unpin', moveUnpin(place, place.edit), said);
  }
  const move = moveUnpin(merged, place.edit);
  const files = new Map(move.files);
  const path = imageFilePath(app.name, name);
  if (waiting.imageFile !== place.read(path)) files.set(path, waiting.imageFile);
  const notes = [...move.notes, `The image is that of ${waiting.name}, which waited for this.`];
  return decided(place, 'unpin', { ...move, files, notes }, said);
}
