import type { RollbackFlags } from './command';
import { formatImage } from '../../../common/image-reference';
import type { ReleaseEvent } from '../../../releases/files/history';
import { isSameVersion, named, standing } from '../../../releases/files/history';
import { SHORT, shortTag } from '../../../releases/files/message';
import { moveBack } from '../../../releases/files/moves';
import { CommandError, EXIT } from '../../errors';
import { decided } from '../../releases/decision';
import type { Decision } from '../../releases/decision';
import type { Look } from '../../releases/delivery';
import { deliver } from '../../releases/delivery';
import { readEvents } from '../../releases/past';
import type { Place } from '../../releases/place';
import { requireReason } from '../../releases/reason';
import { requireKept, shown } from '../../releases/verify';
import { resolveRevision } from '../../releases/version';

/** `python-gitops rollback`: goes back to an earlier release, image and configuration, and holds the environment there. */
export function runRollback(cwd: string, app: string, environment: string, flags: RollbackFlags): Promise<number> {
  if (flags.reason !== undefined) requireReason(flags.reason);
  const look: Look = async (place, root) => {
    const decision = decide(place, flags);
    if (decision.kind === 'superseded' || decision.move.files.size === 0) return shown();
    const next = [
      `Next: another release: make history APP=${app} ENV=${environment} lists them, and TO=… names one.`,
      'Or take the change back in the code (git revert) and push: CI builds that anew.',
    ].join('\n');
    return shown(await requireKept(root, decision.move.image, 'rolled back', next));
  };
  return deliver(cwd, app, environment, flags, (place) => decide(place, flags), flags.verify ? look : undefined);
}

function decide(place: Place, flags: RollbackFlags): Decision {
  const events = eventsAt(place);
  const stack = standing(events);
  const target = choose(place, events, stack, flags.to);
  const now = stack.at(-1) as ReleaseEvent;
  const reason = flags.reason ?? `rolled back from ${shortTag(formatImage(now.image))}`;
  const revision = resolveRevision(place, target.revision);
  const move = moveBack(place, { image: target.image, revision }, reason, place.edit);
  return decided(place, 'rollback', move, { rolledBack: now.commit, reason });
}

/** The past of the environment, up to where the move happens. */
function eventsAt({ repository, app, own, git, head, isRemote }: Place): ReleaseEvent[] {
  const { branch } = own.environment;
  const isElsewhere = branch !== repository.defaultBranch;
  const tracked = isRemote || !isElsewhere ? head : (git().resolve(`origin/${branch}`) ?? head);
  const root = isElsewhere && isRemote ? git().fetch(repository.defaultBranch) : isElsewhere ? 'HEAD' : head;
  return readEvents(git(), repository, app, own, { tracked, root });
}

function choose(
  { app, own }: Place,
  events: readonly ReleaseEvent[],
  stack: readonly ReleaseEvent[],
  to: string | undefined,
): ReleaseEvent {
  const where = `${app.name} in ${own.environment.name}`;
  if (stack.length === 0) {
    throw new CommandError(`${where} was never released: there is nothing to go back to`, EXIT.findings);
  }
  if (to === undefined) {
    const previous = stack.at(-2);
    if (previous === undefined) {
      throw new CommandError(`${where} has one release only: there is none before it to go back to`, EXIT.findings);
    }
    return previous;
  }
  const now = stack.at(-1) as ReleaseEvent;
  const all = named(events, to);
  const found = all.filter((event) => !isSameVersion(event, now));
  const images = new Set(found.map(({ image }) => formatImage(image)));
  // One image may have run with several configurations: the newest of them.
  if (images.size === 1) return found[found.length - 1];
  if (found.length === 0 && all.length > 0) {
    throw new CommandError(`${where} runs ${to} already`, EXIT.findings);
  }
  const list = found.map(({ commit, image }) => `  ${commit.slice(0, SHORT)}  ${formatImage(image)}`).join('\n');
  throw new CommandError(
    found.length === 0
      ? `${where} never had a release ${to}: python-gitops history ${app.name} ${own.environment.name} lists them`
      : `${to} names several releases of ${where}; name the commit of one:\n${list}`,
  );
}
