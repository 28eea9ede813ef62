import { isReason, MAX_REASON } from '../../releases/files/pins';
import { CommandError } from '../errors';

/** A reason must fit a table. */
export function requireReason(reason: string): void {
  if (isReason(reason)) return;
  throw new CommandError(`--reason must be one line of at most ${MAX_REASON} characters`);
}
