import type { Image } from '../../../common/image-reference';
import { formatImage, sourceCommit } from '../../../common/image-reference';
import type { Repository } from '../../../config/model';
import { trackedBranches } from '../../../config/model';
import type { ReleaseMessage, Verb } from '../../../releases/files/message';
import { shortTag } from '../../../releases/files/message';
import type { Version } from '../../../releases/files/moves';
import { imageIn, MoveError, moveRelease, pinOf, running, wasReleased } from '../../../releases/files/moves';
import { CommandError, EXIT } from '../../errors';
import { decided, deliver } from '../../releases/delivery';
import type { DeliveryFlags, Look } from '../../releases/delivery';
import type { Decision } from '../../releases/delivery-report';
import { imageOf } from '../../releases/image';
import type { Place, WaitingRelease } from '../../releases/place';
import { requireSealed } from '../../releases/sealed';
import { requireKept, requireTyped, shown } from '../../releases/verify';
import type { VerifyFlags } from '../../releases/verify';
import { asMerged, isByPerson } from '../../releases/waiting';
import { findEnvironment } from '../../repository/named';

export interface ReleaseFlags extends DeliveryFlags, VerifyFlags {
  readonly image?: string;
  readonly from?: string;
  readonly revision?: string;
  /** Whether an image that is older than what runs is passed over, as a pipeline does that was slow. */
  readonly ifNewer?: boolean;
  /** Whether an image that is older than what runs is released all the same. */
  readonly outOfOrder?: boolean;
}

/** `python-gitops release`: puts an image into an environment and lets its Application appear. */
export function release(cwd: string, app: string, environment: string, flags: ReleaseFlags): Promise<number> {
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

/** An image, and the configuration that a gated environment gets along. */
export type Chosen = Partial<Version> & Pick<Version, 'image'>;

/** Decides about a release or a promotion; `chosen` is what somebody agreed to before. */
export function decideRelease(place: Place, flags: ReleaseFlags, verb: Verb, chosen?: Chosen): Decision {
  const version = chosen ?? chooseVersion(place, flags);
  // History may have been written anew since.
  if (chosen?.revision !== undefined) resolveRevision(place, chosen.revision);
  const { waiting, own } = place;
  const superseded =
    olderThan(place, version.image, flags, own.environment.name) ??
    (waiting && olderThan(asMerged(place, waiting), version.image, flags, waiting.name));
  if (superseded !== undefined) return { kind: 'superseded', why: superseded };
  requireSealed(place, version.revision);
  if (waiting !== undefined && isByPerson(waiting)) return beside(waiting, place, version);
  const decision = decided(place, verb, moveRelease(place, version, place.edit), { from: flags.from });
  return { ...decision, isAutomatic: flags.ifNewer };
}

/**
 * Adds the image to what a person asked for and nobody merged yet, as it would be if that were merged: a release takes
 * back no rollback. Of a gated environment a person decides which of the two it is.
 */
function beside(waiting: WaitingRelease, place: Place, version: Chosen): Decision {
  const { name, gated } = place.own.environment;
  if (gated || place.repository.argocd.manages === 'nothing') {
    throw new MoveError(`${waiting.name} waits for ${name} (${waiting.title}): merge or close it first`);
  }
  const move = moveRelease(asMerged(place, waiting), version, place.edit);
  const said = waiting.message as ReleaseMessage;
  const message = said.verb === 'unpin' ? { ...said, image: formatImage(move.image) } : said;
  const notes = [...move.notes, `It is added to ${waiting.name}, which stays otherwise as it is: ${waiting.title}`];
  return { kind: 'move', move: { ...move, notes }, message, isAutomatic: true };
}

/** What is released, by the flags of a command. */
export function chooseVersion(place: Place, flags: ReleaseFlags): Chosen {
  const { repository, own } = place;
  const version = chooseImage(place, flags);
  if (!own.environment.gated || repository.argocd.manages === 'nothing') {
    if (flags.revision !== undefined && repository.argocd.manages !== 'nothing') {
      throw new CommandError(
        `--revision is for gated environments; ${own.environment.name} tracks ${own.environment.branch}: leave it out`,
      );
    }
    return { image: version.image };
  }
  // What is promoted is the image and the configuration that ran together.
  return { image: version.image, revision: resolveRevision(place, flags.revision ?? version.revision ?? place.head) };
}

function chooseImage(place: Place, flags: ReleaseFlags): Chosen {
  const { repository, app, releases } = place;
  if ((flags.image === undefined) === (flags.from === undefined)) {
    throw new CommandError('say which image: either --image IMAGE:TAG@DIGEST or --from ENVIRONMENT');
  }
  if (flags.from !== undefined) {
    const from = { app, releases, own: findEnvironment(flags.from, app) };
    if (wasReleased(from)) return running(from);
    throw new CommandError(
      `${flags.from} has no release of ${app.name} yet that could be given on: release to it first${place.isRemote ? '' : ', or git pull'}`,
      EXIT.findings,
    );
  }
  const image = imageOf(app, flags.image as string);
  requireImmutable(repository, image.tag);
  return { image };
}

/** A tag that moves would be released once, and never be seen to change again. */
function requireImmutable(repository: Repository, tag: string): void {
  if (tag !== 'latest' && !tag.endsWith('-latest') && !trackedBranches(repository).includes(tag)) return;
  throw new CommandError(
    `--image must have a tag that is never moved, such as the commit that it was built from, got ${tag}`,
    EXIT.findings,
  );
}

/** The commit whose configuration a gated environment will run; it has to hold the overlay. */
export function resolveRevision({ app, own, git, head, isRemote }: Place, name: string): string {
  const { name: environment, branch } = own.environment;
  const revision = git().resolve(name);
  if (revision === undefined) {
    throw new CommandError(`--revision must name a commit, got ${name}; ${environment} runs what is committed`);
  }
  const overlay = `apps/${app.name}/k8s/overlays/${environment}/kustomization.yaml`;
  if (git().show(revision, overlay) === undefined) {
    throw new CommandError(`commit ${revision} has no ${overlay}: commit what npx projen wrote, then release`);
  }
  // One of another branch may be gone after a squash, and then Argo CD has nothing to read.
  if (isRemote && git().isAncestor(revision, head) === false) {
    throw new CommandError(
      `commit ${revision} is not on ${branch}: merge it, then release what ${branch} holds`,
      EXIT.findings,
    );
  }
  return revision;
}

/** Says why an image is passed over: something newer runs, or waits, already. */
function olderThan(place: Place, image: Image, flags: ReleaseFlags, who: string): string | undefined {
  const { git, isRemote } = place;
  if (flags.outOfOrder || flags.from !== undefined || !wasReleased(place)) return undefined;
  const now = pinOf(place) === undefined ? running(place).image : imageIn(place).image;
  const [older, newer] = [sourceCommit(image), sourceCommit(now)];
  if (older === newer || older === undefined || newer === undefined) return undefined;
  // Files here are changed by a person, who knows, and perhaps without git.
  if (!isRemote && !flags.ifNewer) return undefined;
  const order = git().isAncestor(older, newer);
  if (order === undefined && git().isShallow()) {
    throw new CommandError(
      `whether ${shortTag(`:${older}`)} is newer than what runs is not known in a shallow clone: git fetch --unshallow`,
    );
  }
  if (order !== true) return undefined;
  const why = `${who} has ${shortTag(`:${newer}`)}, which was built from a later commit`;
  if (flags.ifNewer) return why;
  throw new CommandError(
    `${why} than ${shortTag(`:${older}`)}: --out-of-order releases it all the same; to go back and stay there, roll back`,
    EXIT.findings,
  );
}
