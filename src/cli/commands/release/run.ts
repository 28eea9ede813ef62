import type { ReleaseFlags } from './command';
import { formatImage } from '../../../common/image-reference';
import { decideRelease } from '../../releases/deciding';
import type { Decision } from '../../releases/decision';
import type { Look } from '../../releases/delivery';
import { deliver } from '../../releases/delivery';
import type { Place } from '../../releases/place';
import { requireKept, requireTyped, shown } from '../../releases/verify';

/** `python-gitops release`: puts an image into an environment and lets its Application appear. */
export function runRelease(cwd: string, app: string, environment: string, flags: ReleaseFlags): Promise<number> {
  let wanted = flags;
  const look: Look = async (place, root) => {
    const decision = decideRelease(place, flags, 'release');
    if (decision.kind === 'superseded') return shown();
    const { image, files } = decision.move;
    // An image without a digest gets one, also where its tag is released already.
    if (files.size === 0 && image.digest !== undefined) return shown();
    if (flags.from !== undefined) {
      const next = `Next: another release of ${flags.from}, or push, so that CI builds an image anew.`;
      return shown(await requireKept(root, image, 'released', next));
    }
    const verified = await requireTyped(root, place.app, image);
    // What the registry says now is what is released, at whichever attempt.
    wanted = { ...flags, image: formatImage(verified.image) };
    return shown(verified);
  };
  const decide = (place: Place): Decision => decideRelease(place, wanted, 'release');
  return deliver(cwd, app, environment, flags, decide, flags.verify ? look : undefined);
}
