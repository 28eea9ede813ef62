import type { ReleaseFlags } from './command';
import { formatImage } from '../../../common/image-reference';
import { shortTag } from '../../../releases/files/message';
import { confirmed } from '../../releases/confirming';
import { decideRelease } from '../../releases/deciding';
import type { Look } from '../../releases/delivery';
import { deliver } from '../../releases/delivery';
import { requireKept, requireTyped, shown } from '../../releases/verify';

/** `python-gitops release`: releases an image to an environment; the first release also creates its Application. */
export function runRelease(cwd: string, app: string, environment: string, flags: ReleaseFlags): Promise<number> {
  let wanted: ReleaseFlags = flags;
  const verify: Look = async (place, root) => {
    const decision = decideRelease(place, flags, 'release');
    if (decision.kind === 'superseded') return shown();
    const { image, files } = decision.move;
    // An image without a digest gets one, even if its tag is already released.
    if (files.size === 0 && image.digest !== undefined) return shown();
    if (flags.from !== undefined) {
      const next = `Next: release another image of ${flags.from}, or push, so that CI builds a new one.`;
      return shown(await requireKept(root, image, 'released', next));
    }
    const verified = await requireTyped(root, place.app, image);
    // Every attempt releases the digest that the registry reported now.
    wanted = { ...flags, image: formatImage(verified.image) };
    return shown(verified);
  };
  const { decide, look } = confirmed(
    flags,
    (place) => decideRelease(place, wanted, 'release'),
    ({ image }) => `Release ${shortTag(formatImage(image))} of ${app} to ${environment}?`,
    flags.verify ? verify : undefined,
  );
  return deliver(cwd, app, environment, flags, decide, look);
}
