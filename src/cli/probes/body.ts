import type { Ran } from './run';
import { lastLine } from './run';
import type { Asked } from '../../checks/doctor/check';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';

/** The object that the cluster answered with. */
export function answeredBody(ran: Ran): Asked<Record<string, unknown>> {
  if (ran.kind !== 'ended') return { why: 'the cluster did not answer in time' };
  const body = ran.status === 0 ? parseJson(ran.stdout) : undefined;
  return isRecord(body) ? { answer: body } : { why: `the cluster did not show it: ${lastLine(ran.stderr)}` };
}
