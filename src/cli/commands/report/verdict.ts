import type { ReportFlags } from './command';
import type { Image } from '../../../common/image-reference';
import { formatImage, sourceCommit } from '../../../common/image-reference';
import { shortTag } from '../../../releases/files/message';
import type { Base } from '../../releases/place';
import { imagesOf, overtakenBy } from '../../releases/standing';

/** What to report about a release: `none` if it decides nothing about the environment. */
export type ReportVerdict =
  | { readonly result: 'passed'; readonly image?: Image }
  | { readonly result: 'failed'; readonly at: 'release' | 'gate'; readonly image?: Image; readonly now?: Image }
  | { readonly result: 'none'; readonly why: string };

/** Decides by the results of the jobs and the environment's current image: a release that was overtaken decides nothing. */
export function verdictOf(base: Base, flags: ReportFlags, given: Image | undefined): ReportVerdict {
  const ended = endOf(flags);
  if (ended === 'none') return { result: 'none', why: 'the release or its gate did not finish' };
  const images = imagesOf(base);
  const image = given ?? images?.image;
  if (ended === 'release') {
    const newer = images && image && newerThan(base, image, images.image);
    if (newer !== undefined) return { result: 'none', why: newer };
    return { result: 'failed', at: 'release', image, now: images?.image };
  }
  // A release by pull request is in the environment only after the merge.
  const isPushed = base.repository.delivery.releases === 'push';
  const overtaken = isPushed && images && image && overtakenBy(base.own, image, images);
  if (overtaken) return { result: 'none', why: overtaken };
  return ended === 'passed' ? { result: 'passed', image } : { result: 'failed', at: 'gate', image };
}

/** Where the release ended. A job that ran out of time is canceled, although the run is not. */
function endOf({ release, gate }: ReportFlags): 'passed' | 'release' | 'gate' | 'none' {
  if (isFailure(release)) return 'release';
  if (release !== 'success') return 'none';
  if (gate === undefined || gate === 'passed') return 'passed';
  return isFailure(gate) ? 'gate' : 'none';
}

function isFailure(result: string | undefined): boolean {
  return result === 'failure' || result === 'cancelled';
}

/** Why a failed release does not matter: the environment already has an image of a later commit. */
function newerThan({ git, own }: Base, image: Image, now: Image): string | undefined {
  const [older, newer] = [sourceCommit(image), sourceCommit(now)];
  if (older === undefined || newer === undefined || older === newer) return undefined;
  if (git().isAncestor(older, newer) !== true) return undefined;
  return `${own.environment.name} has ${shortTag(formatImage(now))}, which was built from a later commit`;
}
