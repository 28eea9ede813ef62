import type { PromoteFlags } from './command';
import type { EnvironmentChanges } from '../../../checks/changes/changes';
import { formatChanges, changesToJson } from '../../../checks/changes/report';
import type { Image } from '../../../common/image-reference';
import { formatImage } from '../../../common/image-reference';
import { shortTag } from '../../../releases/files/message';
import { pinReason, running } from '../../../releases/files/moves';
import { CommandError } from '../../errors';
import { isColored } from '../../printing/output';
import { comparing } from '../../releases/comparing';
import { hasOneBranch, movedMeanwhile } from '../../releases/confirming';
import { decideRelease } from '../../releases/deciding';
import { deliver } from '../../releases/delivery';
import type { Look, Preview } from '../../releases/delivery';
import type { Place } from '../../releases/place';
import { environmentBefore } from '../../releases/targets';
import { fieldsOf, requireKept } from '../../releases/verify';
import { chooseVersion } from '../../releases/version';
import type { Chosen } from '../../releases/version';
import { confirm } from '../../terminal/confirm';

/**
 * `python-gitops promote`: promotes the image and configuration of the previous environment, after showing what that
 * changes.
 */
export function runPromote(cwd: string, app: string, environment: string, flags: PromoteFlags): Promise<number> {
  let shown: { readonly chosen: Chosen; readonly from: string; readonly state: string } | undefined;
  const look: Look = async (place, root) => {
    const from = sourceOf(place, flags);
    const chosen = chooseVersion(place, { ...flags, from });
    // Fails early if the state of the environment does not allow the promotion.
    const decision = decideRelease(place, { ...flags, from }, 'promote', chosen);
    shown = { chosen, from, state: stateOf(place) };
    const isChange = decision.kind === 'move' && decision.move.files.size > 0;
    const verified = flags.verify ? await verify(root, app, from, isChange ? chosen.image : undefined) : {};
    const { fields, ...shows } = await preview(place, root, chosen, flags, isChange);
    return { ...shows, fields: { ...fields, ...verified } };
  };
  const decide = (place: Place) => {
    if (shown === undefined) throw new Error('a promotion is shown before it is decided');
    const { chosen, from, state } = shown;
    if (hasOneBranch(place) && stateOf(place) !== state) {
      throw movedMeanwhile(place);
    }
    return decideRelease(place, { ...flags, from }, 'promote', chosen);
  };
  return deliver(cwd, app, environment, flags, decide, look);
}

/** Asks the registry for the promoted image, if there is one. */
async function verify(root: string, app: string, from: string, image?: Image): Promise<Preview['fields']> {
  if (image === undefined) return fieldsOf();
  const next =
    `Next: make history APP=${app} ENV=${from} lists the earlier releases of ${from}. ` +
    'Or push a change to the app: CI builds a new image, which you can promote.';
  return fieldsOf(await requireKept(root, image, 'promoted', next));
}

function sourceOf({ own, app }: Place, flags: PromoteFlags): string {
  const { name } = own.environment;
  const from = flags.from ?? environmentBefore(own, app)?.environment.name;
  if (from === undefined) {
    throw new CommandError(
      `${name} is the first environment, so there is none to promote from: let CI release to it, or run python-gitops release`,
    );
  }
  if (from === name) throw new CommandError(`${name} cannot be promoted from itself`);
  return from;
}

/** What the environment runs, and whether it is pinned, as a text to compare. */
function stateOf(place: Place): string {
  const { image, revision } = running(place);
  return JSON.stringify([formatImage(image), revision, pinReason(place)]);
}

/** A summary of the changes per object, for exactly the image and commit that are promoted. */
async function preview(
  place: Place,
  root: string,
  { image, revision }: Chosen,
  flags: PromoteFlags,
  isChange: boolean,
): Promise<Preview> {
  const { repository, app, own } = place;
  const { name } = own.environment;
  const question = `Promote ${shortTag(formatImage(image))} of ${app.name} to ${name}?`;
  const ask = async (lines: readonly string[]): Promise<void> => {
    if (!isChange || flags.yes) return;
    // With --json, standard output is for a program, so the question repeats the summary.
    await confirm([...(flags.json ? lines : []), question].join('\n'));
  };
  const shows = (lines: readonly string[], changes: object | null): Preview => ({
    lines,
    fields: { changes },
    confirm: () => ask(lines),
  });
  // In a pinned environment the image waits, so nothing changes before unpin.
  if (!isChange || pinReason(place) !== undefined) return shows([], null);
  try {
    const changes = await comparing(root, repository, undefined, (comparison) =>
      comparison.run([{ environment: name, apps: [app.name], occasion: 'promotion', image, revision }]),
    );
    return shows([summary(changes), ''], changesToJson(changes));
  } catch (error) {
    // The running release may be broken, and the promotion the fix. A dry run has nothing else to show.
    if (!(error instanceof CommandError) || flags.dryRun) throw error;
    console.error(`cannot show what this changes in ${name}: ${error.message}`);
    return shows([], null);
  }
}

function summary(changes: readonly EnvironmentChanges[]): string {
  return formatChanges(changes, { isColored: isColored(), isSummary: true, hasNext: false });
}
