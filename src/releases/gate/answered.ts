import { listed, oneLine } from '../../common/printed';
import { isRecord, records } from '../../common/records';

/** Reading what Argo CD answers: any part may be missing, and messages are those of other programs. */
type Answered = Record<string, unknown>;

/** How many characters of a message are printed. */
const LONGEST = 600;

export function recordIn(value: unknown): Answered {
  return isRecord(value) ? value : {};
}

export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A message of another program in one line. */
export function messageLine(message: string): string {
  return oneLine(message, LONGEST);
}

/** The health of an Application, and why: Argo CD has reasons only for the objects. */
export function describeHealth({ health, resources }: Answered): string {
  const state = textIn(recordIn(health).status) || 'Unknown';
  const own = textIn(recordIn(health).message);
  const objects = records(resources).filter((object) => textIn(recordIn(object.health).status) === state);
  const reasons = objects.map((object) => describe(object, recordIn(object.health).message));
  return messageLine([state, own, listed(reasons)].filter((part) => part !== '').join(', '));
}

/** Why a sync failed: the objects first, because the message of the operation often has no reason. */
export function describeFailure({ message, syncResult }: Answered): string {
  const whole = textIn(message);
  const objects = records(recordIn(syncResult).resources).filter(hasFailed);
  const reasons = objects.filter((object) => textIn(object.message) === '' || !whole.includes(textIn(object.message)));
  if (reasons.length === 0) return messageLine(whole);
  return messageLine(`${listed(reasons.map((object) => describe(object, object.message)))} (${whole})`);
}

function hasFailed({ status, hookPhase }: Answered): boolean {
  return status === 'SyncFailed' || isFailure(hookPhase);
}

/** Whether an operation or a hook ended in this phase without success. */
export function isFailure(phase: unknown): boolean {
  return phase === 'Failed' || phase === 'Error';
}

/** An object and a message about it, which may already name it. */
function describe({ kind, name }: Answered, message: unknown): string {
  const what = `${textIn(kind)} ${textIn(name)}`;
  const why = textIn(message);
  if (why === '') return what;
  return why.includes(`${textIn(kind)} "${textIn(name)}"`) ? why : `${what}: ${why}`;
}
