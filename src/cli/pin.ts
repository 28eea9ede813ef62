import type { DeliveryFlags } from './delivery';
import { decided, deliver } from './delivery';
import { CommandError } from './errors';
import { requireReason } from './rollback';
import { movePin, moveUnpin, pinOf } from '../release/moves';

export interface PinFlags extends DeliveryFlags {
  readonly reason?: string;
}

/** `python-gitops pin`: holds an environment at what it runs, until it is unpinned. */
export function pin(cwd: string, app: string, environment: string, flags: PinFlags): Promise<number> {
  const { reason } = flags;
  if (reason === undefined) throw new CommandError('say why: --reason "…", for whoever wonders why nothing moves');
  requireReason(reason);
  return deliver(cwd, app, environment, flags, (place) => {
    const head = place.git().resolve(place.head);
    if (head === undefined) throw new CommandError(`there is no commit yet that ${environment} could be held at`);
    return decided(place, 'pin', movePin(place, head, reason, place.edit), { reason });
  });
}

/** `python-gitops unpin`: lets an environment move again. */
export function unpin(cwd: string, app: string, environment: string, flags: PinFlags): Promise<number> {
  if (flags.reason !== undefined) requireReason(flags.reason);
  return deliver(cwd, app, environment, flags, (place) =>
    decided(place, 'unpin', moveUnpin(place, place.edit), { reason: flags.reason ?? pinOf(place) }),
  );
}
