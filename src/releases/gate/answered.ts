import { listed, visible } from '../../common/printed';
import { isRecord } from '../../common/records';

/** Reading what Argo CD answers: any part may be missing, and messages are those of other programs. */
type Answered = Record<string, unknown>;

/** How many characters of a message are printed. */
const LONGEST = 600;

export function record(value: unknown): Answered {
  return isRecord(value) ? value : {};
}

export function records(value: unknown): Answered[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A message of another program in one line. Keeps the end, which often has the reason. */
export function short(message: string): string {
  const line = visible(message.replace(/\s+/g, ' ').trim());
  return line.length > LONGEST ? `${line.slice(0, LONGEST / 2)} … ${line.slice(-LONGEST / 2)}` : line;
}

/** The health of an Application, and why: Argo CD has reasons only for the objects. */
export function describeHealth({ health, resources }: Answered): string {
  const state = text(record(health).status) || 'Unknown';
  const own = text(record(health).message);
  const objects = records(resources).filter((object) => text(record(object.health).status) === state);
  const reasons = objects.map((object) => describe(object, record(object.health).message));
  return short([state, own, listed(reasons)].filter((part) => part !== '').join(', '));
}

/** Why a sync failed: the objects first, because the message of the operation often has no reason. */
export function describeFailure({ message, syncResult }: Answered): string {
  const whole = text(message);
  const objects = records(record(syncResult).resources).filter(hasFailed);
  const reasons = objects.filter((object) => text(object.message) === '' || !whole.includes(text(object.message)));
  if (reasons.length === 0) return short(whole);
  return short(`${listed(reasons.map((object) => describe(object, object.message)))} (${whole})`);
}

function hasFailed({ status, hookPhase }: Answered): boolean {
  return status === 'SyncFailed' || hookPhase === 'Failed' || hookPhase === 'Error';
}

/** An object and a message about it, which may already name it. */
function describe({ kind, name }: Answered, message: unknown): string {
  const what = `${text(kind)} ${text(name)}`;
  const why = text(message);
  if (why === '') return what;
  return why.includes(`${text(kind)} "${text(name)}"`) ? why : `${what}: ${why}`;
}
