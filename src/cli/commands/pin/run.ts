import type { PinFlags } from './command';
import { formatImage } from '../../../common/image-reference';
import { shortTag } from '../../../releases/files/message';
import { movePin } from '../../../releases/files/moves';
import { CommandError } from '../../errors';
import { confirmed } from '../../releases/confirming';
import { decided } from '../../releases/decision';
import { deliver } from '../../releases/delivery';
import { requireReason } from '../../releases/reason';

/** `python-gitops pin`: pins an environment to the release that it runs. */
export function runPin(cwd: string, app: string, environment: string, flags: PinFlags): Promise<number> {
  const { reason } = flags;
  if (reason === undefined) throw new CommandError('--reason is required: it shows others why the environment is held');
  requireReason(reason);
  const { decide, look } = confirmed(
    flags,
    (place) => {
      const head = place.git().resolve(place.head);
      if (head === undefined) throw new CommandError(`no commit yet to pin ${environment} to`);
      return decided(place, 'pin', movePin(place, head, reason, place.edit), { reason });
    },
    ({ image }) => `Pin ${app} in ${environment} to ${shortTag(formatImage(image))}?`,
  );
  return deliver(cwd, app, environment, flags, decide, look);
}
