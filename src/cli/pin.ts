import type { Decision, DeliveryFlags, Place } from './delivery';
import { deliver, runAddress } from './delivery';
import { CommandError } from './errors';
import { requireReason } from './rollback';
import { formatImage } from '../release/image';
import type { Verb } from '../release/message';
import type { Move } from '../release/moves';
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
    return decided(place, 'pin', movePin(place, head, reason, place.edit), reason);
  });
}

/** `python-gitops unpin`: lets an environment move again. */
export function unpin(cwd: string, app: string, environment: string, flags: PinFlags): Promise<number> {
  if (flags.reason !== undefined) requireReason(flags.reason);
  return deliver(cwd, app, environment, flags, (place) =>
    decided(place, 'unpin', moveUnpin(place, place.edit), flags.reason ?? pinOf(place)),
  );
}

function decided({ app, own }: Place, verb: Verb, move: Move, reason: string | undefined): Decision {
  const run = runAddress();
  return {
    kind: 'move',
    move,
    message: {
      verb,
      app: app.name,
      environment: own.environment.name,
      image: formatImage(move.image),
      ...(move.revision === undefined ? {} : { revision: move.revision }),
      ...(reason === undefined ? {} : { reason }),
      ...(run === undefined ? {} : { run }),
    },
  };
}
