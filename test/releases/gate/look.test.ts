import type { GateLook } from '../../../src/releases/gate/look';
import { PAUSE, TROUBLE, waitFor } from '../../../src/releases/gate/look';

/** Waits through these looks by a simulated clock; the last look repeats. */
async function through(looks: readonly GateLook[], timeoutMinutes = 15): Promise<object> {
  let time = 0;
  let count = 0;
  const reasons: string[] = [];
  const verdict = await waitFor({
    look: () => Promise.resolve(looks[Math.min(count++, looks.length - 1)]),
    timeoutMinutes,
    onChange: (why) => void reasons.push(why),
    sleep: (milliseconds) => {
      time += milliseconds;
      return Promise.resolve();
    },
    now: () => time,
  });
  return { ...verdict, reasons, looks: count, seconds: time / 1000 };
}

const waiting = (why: string): GateLook => ({ state: 'waiting', why });
const trouble: GateLook = { state: 'trouble', why: 'Degraded' };

test('ends as soon as it is decided, and reports each reason for waiting once', async () => {
  const looks = [waiting('syncing'), waiting('syncing'), waiting('Progressing'), { state: 'passed' } as const];
  expect(await through(looks)).toEqual({ passed: true, reasons: ['syncing', 'Progressing'], looks: 4, seconds: 15 });
});

test('does not wait after a failure', async () => {
  const looks = [waiting('syncing'), { state: 'failed', why: 'the sync failed' } as const];
  expect(await through(looks)).toMatchObject({ passed: false, why: 'the sync failed', looks: 2 });
});

test('ends in time, with the last reason', async () => {
  expect(await through([waiting('syncing'), waiting('Progressing')], 1)).toEqual({
    passed: false,
    why: 'Progressing, still after 1 minute',
    reasons: ['syncing', 'Progressing'],
    looks: 60_000 / PAUSE + 1,
    seconds: 60,
  });
});

test('accepts trouble for a while, and gives up if it lasts', async () => {
  expect(await through([trouble])).toEqual({
    passed: false,
    why: 'Degraded, for 2 minutes',
    reasons: ['Degraded'],
    looks: TROUBLE / PAUSE + 1,
    seconds: TROUBLE / 1000,
  });
  const nearly = Array.from({ length: TROUBLE / PAUSE }, () => trouble);
  const looks = [...nearly, waiting('Progressing'), ...nearly, { state: 'passed' } as const];
  expect(await through(looks)).toMatchObject({ passed: true });
});
