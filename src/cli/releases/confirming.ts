import type { Decide, Decision } from './decision';
import type { Look, Preview } from './delivery';
import type { Place } from './place';
import { formatImage } from '../../common/image-reference';
import type { Move } from '../../releases/files/moves';
import { CommandError, EXIT } from '../errors';
import { confirm, isAtTerminal } from '../terminal/confirm';

/** The flags of a command that asks before it pushes. */
export interface ConfirmFlags {
  readonly push?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What a command decides, and what it shows first. */
export interface Confirmed {
  readonly decide: Decide;
  readonly look?: Look;
}

/**
 * Asks at a terminal before a push. If the environment changes in between, so that another image would be pushed, the
 * command stops.
 */
export function confirmed(
  { push, dryRun, yes }: ConfirmFlags,
  decide: Decide,
  question: (move: Move) => string,
  look?: Look,
): Confirmed {
  if (!push || dryRun || yes || !isAtTerminal()) return { decide, look };
  let agreed: string | undefined;
  return {
    look: async (place, root) => {
      const preview = look ? await look(place, root) : NOTHING_TO_SHOW;
      const move = changeOf(decide(place));
      if (move === undefined) return preview;
      agreed = formatImage(move.image);
      return { ...preview, confirm: () => confirm(question(move)) };
    },
    decide: (place) => {
      const decision = decide(place);
      const move = changeOf(decision);
      if (agreed !== undefined && move && hasOneBranch(place) && formatImage(move.image) !== agreed) {
        throw movedMeanwhile(place);
      }
      return decision;
    },
  };
}

const NOTHING_TO_SHOW: Preview = { lines: [], fields: {}, confirm: async () => undefined };

function changeOf(decision: Decision): Move | undefined {
  return decision.kind === 'move' && decision.move.files.size > 0 ? decision.move : undefined;
}

/** Whether one branch contains the whole state of an environment; otherwise, what was shown may be incomplete. */
export function hasOneBranch({ repository, own }: Place): boolean {
  return own.environment.branch === repository.defaultBranch;
}

/** What was shown is no longer true. */
export function movedMeanwhile({ app, own }: Place): CommandError {
  return new CommandError(
    `${app.name} in ${own.environment.name} changed in the meantime; nothing was pushed: run the command again`,
    EXIT.findings,
  );
}
