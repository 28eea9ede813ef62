import type { PinFlags } from './command';
import { movePin } from '../../../releases/files/moves';
import { CommandError } from '../../errors';
import { decided } from '../../releases/decision';
import { deliver } from '../../releases/delivery';
import { requireReason } from '../../releases/reason';

/** `python-gitops pin`: holds an environment at what it runs, until it is unpinned. */
export function runPin(cwd: string, app: string, environment: string, flags: PinFlags): Promise<number> {
  const { reason } = flags;
  if (reason === undefined) throw new CommandError('say why: --reason "…", for whoever wonders why nothing moves');
  requireReason(reason);
  return deliver(cwd, app, environment, flags, (place) => {
    const head = place.git().resolve(place.head);
    if (head === undefined) throw new CommandError(`there is no commit yet that ${environment} could be held at`);
    return decided(place, 'pin', movePin(place, head, reason, place.edit), { reason });
  });
}
