import type { PromoteFlags } from './command';
import type { EnvironmentChanges } from '../../../checks/changes/changes';
import { formatChanges, changesToJson } from '../../../checks/changes/report';
import type { Image } from '../../../common/image-reference';
import { formatImage } from '../../../common/image-reference';
import { shortTag } from '../../../releases/files/message';
import { pinReason, running } from '../../../releases/files/moves';
import { CommandError, EXIT } from '../../errors';
import { isColored } from '../../printing/output';
import { comparing } from '../../releases/comparing';
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
 * `python-gitops promote`: gives an environment what the one before it runs, image and configuration, after it has shown
 * what that changes there.
 */
export function runPromote(cwd: string, app: string, environment: string, flags: PromoteFlags): Promise<number> {
  let shown: { readonly chosen: Chosen; readonly from: string; readonly state: string } | undefined;
  const look: Look = async (place, root) => {
    const from = sourceOf(place, flags);
    const chosen = chooseVersion(place, { ...flags, from });
    // What the state of the environment forbids is said before anything is compared.
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
      throw new CommandError(
        `somebody else moved ${app} in ${environment} since that was shown; nothing was promoted: run it again`,
        EXIT.findings,
      );
    }
    return decideRelease(place, { ...flags, from }, 'promote', chosen);
  };
  return deliver(cwd, app, environment, flags, decide, look);
}

/** Asks the registry for the image that is promoted, if there is one. */
async function verify(root: string, app: string, from: string, image?: Image): Promise<Preview['fields']> {
  if (image === undefined) return fieldsOf();
  const next =
    `Next: make history APP=${app} ENV=${from} says what ${from} had before. ` +
    'CI builds an image anew for the next push that changes the app; promote that.';
  return fieldsOf(await requireKept(root, image, 'promoted', next));
}

function sourceOf({ own, app }: Place, flags: PromoteFlags): string {
  const { name } = own.environment;
  const from = flags.from ?? environmentBefore(own, app)?.environment.name;
  if (from === undefined) {
    throw new CommandError(
      `${name} is the first environment: nothing is promoted to it. Releases reach it from CI, or by python-gitops release`,
    );
  }
  if (from === name) throw new CommandError(`${name} cannot be promoted from itself`);
  return from;
}

/** What the environment runs, and whether it is held, as a text that can be compared. */
function stateOf(place: Place): string {
  const { image, revision } = running(place);
  return JSON.stringify([formatImage(image), revision, pinReason(place)]);
}

/** Whether one branch says all of an environment: on one of its own, less may be known than on the one that was looked at. */
function hasOneBranch({ repository, own }: Place): boolean {
  return own.environment.branch === repository.defaultBranch;
}

/** What changes there, object by object in short, of the very image and commit that the promotion takes. */
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
    // Where standard output is for a program, the person who is asked reads it here.
    await confirm([...(flags.json ? lines : []), question].join('\n'));
  };
  const shows = (lines: readonly string[], changes: object | null): Preview => ({
    lines,
    fields: { changes },
    confirm: () => ask(lines),
  });
  // Where an image only waits, nothing changes before unpin.
  if (!isChange || pinReason(place) !== undefined) return shows([], null);
  try {
    const changes = await comparing(root, repository, undefined, (comparison) =>
      comparison.run([{ environment: name, apps: [app.name], occasion: 'promotion', image, revision }]),
    );
    return shows([summary(changes), ''], changesToJson(changes));
  } catch (error) {
    // What runs may be broken, and the promotion the way out. A look alone has nothing else to say.
    if (!(error instanceof CommandError) || flags.dryRun) throw error;
    console.error(`what this changes in ${name} cannot be said: ${error.message}`);
    return shows([], null);
  }
}

function summary(changes: readonly EnvironmentChanges[]): string {
  return formatChanges(changes, { isColored: isColored(), isSummary: true, hasNext: false });
}
