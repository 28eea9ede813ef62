import type { Place } from './place';
import { formatImage } from '../../common/image-reference';
import type { Plan } from '../../releases/delivery/target';
import type { ReleaseMessage, Verb } from '../../releases/files/message';
import { formatMessage, subject } from '../../releases/files/message';
import type { Move, Subject } from '../../releases/files/moves';

/** A move with its message. */
interface MoveDecision {
  readonly kind: 'move';
  readonly move: Move;
  readonly message: ReleaseMessage;
  /** Whether a pipeline decided it. */
  readonly isAutomatic?: boolean;
}

/** What to do in a place: a move, or nothing because something newer is there. */
export type Decision = MoveDecision | { readonly kind: 'superseded'; readonly why: string };

/** Decides what to do with the release files in a place. */
export type Decide = (place: Place) => Decision;

/** Decides on a move; `details` are for the message of its commit. */
export function decided(
  { app, own }: Subject,
  verb: Verb,
  move: Move,
  details: Partial<Pick<ReleaseMessage, 'from' | 'reason' | 'rolledBack'>> = {},
): MoveDecision {
  const message: ReleaseMessage = {
    ...details,
    verb,
    app: app.name,
    environment: own.environment.name,
    image: formatImage(move.image),
    revision: move.revision,
    run: runAddress(),
  };
  return { kind: 'move', move, message };
}

/** The files that a decision changes, by path. */
export function decidedFiles(decision: Decision): Move['files'] {
  return decision.kind === 'move' ? decision.move.files : new Map<string, string>();
}

/** How a decision reaches its target. */
export function planFor(decision: Decision, { waiting }: Place): Plan {
  if (decision.kind === 'superseded') return { kind: 'nothing' };
  const { move, message, isAutomatic } = decision;
  if (move.files.size > 0) return { kind: 'commit', files: move.files, message: formatMessage(message) };
  // A pipeline with nothing to do does not close what a person asked for.
  if (waiting === undefined || isAutomatic) return { kind: 'nothing' };
  return { kind: 'close', why: `${waiting.branch} already contains the latest request, ${subject(message)}` };
}

/** Adds a note if a decision replaces a different release that is waiting. */
export function noteReplaced(decision: Decision, { waiting }: Place): Decision {
  if (decision.kind === 'superseded' || waiting === undefined || decision.move.files.size === 0) return decision;
  if (subject(decision.message) === waiting.title) return decision;
  const note = `This replaces what was waiting in ${waiting.name}: ${waiting.title}`;
  return { ...decision, move: { ...decision.move, notes: [...decision.move.notes, note] } };
}

/** The address of the GitHub Actions run, if this is one. */
function runAddress(): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = process.env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}
