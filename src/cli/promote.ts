import { deliver } from './delivery';
import { CommandError } from './errors';
import type { ReleaseFlags } from './release';
import { decideRelease } from './release';
import { environmentBefore } from './targets';

/** Flags of a promotion; the image is what the environment before runs. */
export type PromoteFlags = Omit<ReleaseFlags, 'image' | 'ifNewer' | 'outOfOrder'>;

/** `python-gitops promote`: gives an environment what the one before it runs, image and configuration. */
export function promote(cwd: string, app: string, environment: string, flags: PromoteFlags): Promise<number> {
  return deliver(cwd, app, environment, flags, (place) => {
    const from = flags.from ?? environmentBefore(place.own, place.app)?.environment.name;
    if (from === undefined) {
      throw new CommandError(
        `${environment} is the first environment: nothing is promoted to it. Releases reach it from CI, or by python-gitops release`,
      );
    }
    if (from === environment) throw new CommandError(`${environment} cannot be promoted from itself`);
    return decideRelease(place, { ...flags, from }, 'promote');
  });
}
