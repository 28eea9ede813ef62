import type { RollbackFlags } from './command';
import { formatImage } from '../../../common/image-reference';
import type { ReleaseEvent } from '../../../releases/files/history';
import { isSameVersion, named, standing } from '../../../releases/files/history';
import { SHORT, shortTag } from '../../../releases/files/message';
import { moveBack } from '../../../releases/files/moves';
import { CommandError, EXIT } from '../../errors';
import { confirmed } from '../../releases/confirming';
import { decided } from '../../releases/decision';
import type { Decision } from '../../releases/decision';
import type { Look } from '../../releases/delivery';
import { deliver } from '../../releases/delivery';
import { readEvents } from '../../releases/past';
import type { Place } from '../../releases/place';
import { requireReason } from '../../releases/reason';
import { requireKept, shown } from '../../releases/verify';
import { resolveRevision } from '../../releases/version';

/** `python-gitops rollback`: rolls back to an earlier release, image and configuration, and pins the environment there. */
export function runRollback(cwd: string, app: string, environment: string, flags: RollbackFlags): Promise<number> {
  if (flags.reason !== undefined) requireReason(flags.reason);
  const verify: Look = async (place, root) => {
    const decision = decide(place, flags);
    if (decision.kind === 'superseded' || decision.move.files.size === 0) return shown();
    const next = [
      `Next: choose another release with TO=…; make history APP=${app} ENV=${environment} lists them.`,
      'Or revert the change in the code (git revert) and push: CI builds a new image.',
    ].join('\n');
    return shown(await requireKept(root, decision.move.image, 'rolled back', next));
  };
  const { decide: decideConfirmed, look } = confirmed(
    flags,
    (place) => decide(place, flags),
    ({ image }) => `Roll back ${app} in ${environment} to ${shortTag(formatImage(image))}?`,
    flags.verify ? verify : undefined,
  );
  return deliver(cwd, app, environment, flags, decideConfirmed, look);
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

/** The history of the environment, up to the commit that the rollback builds on. */
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
    throw new CommandError(`${where} has no release: there is nothing to roll back to`, EXIT.findings);
  }
  if (to === undefined) {
    const previous = stack.at(-2);
    if (previous === undefined) {
      throw new CommandError(`${where} has only one release: there is no earlier one to roll back to`, EXIT.findings);
    }
    return previous;
  }
  const now = stack.at(-1) as ReleaseEvent;
  const matching = named(events, to);
  const all = matching.filter(({ waits }) => waits === undefined);
  if (all.length === 0 && matching.length > 0) {
    throw new CommandError(`${to} never ran in ${own.environment.name}: it waits until you unpin it`, EXIT.findings);
  }
  const found = all.filter((event) => !isSameVersion(event, now));
  const images = new Set(found.map(({ image }) => formatImage(image)));
  // One image may have run with several configurations: choose the newest.
  if (images.size === 1) return found[found.length - 1];
  if (found.length === 0 && all.length > 0) {
    throw new CommandError(`${where} already runs ${to}`, EXIT.findings);
  }
  const list = found.map(({ commit, image }) => `  ${commit.slice(0, SHORT)}  ${formatImage(image)}`).join('\n');
  throw new CommandError(
    found.length === 0
      ? `${where} has no release ${to}: python-gitops history ${app.name} ${own.environment.name} lists them`
      : `${to} matches several releases of ${where}; pass the commit of one:\n${list}`,
  );
}
