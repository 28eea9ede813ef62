import { interruptAfter, overLimit } from './config-limit';
import type { ConfigWatch } from './config-watch';
import { RC_FILE } from '../../project/projen/rc-name';
import { CommandError } from '../errors';

/** Waits for what the config started without waiting for it, which may still fail, or do what a config must not do. */
export async function settleConfig(
  watch: ConfigWatch,
  before: ReadonlyMap<string, number>,
  seconds: number,
): Promise<void> {
  const stuck = overLimit(RC_FILE, seconds, 'a timer, a request, or an async function that it started has not ended');
  // An endless loop in there also stops the timer below.
  const cancel = interruptAfter(seconds + 1, () => watch.interrupt(stuck));
  const end = performance.now() + seconds * 1000;
  try {
    do {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (performance.now() > end) throw new CommandError(stuck);
    } while (!watch.hasMistake && isMore(countActive(), before));
  } finally {
    cancel();
  }
}

/** Standard input and output count as active from their first use on. */
const STREAMS: readonly string[] = ['TTYWrap', 'PipeWrap'];

/** What keeps this process running, by type. */
export function countActive(): Map<string, number> {
  const counts = new Map<string, number>();
  const active = process.getActiveResourcesInfo().filter((type) => !STREAMS.includes(type));
  for (const type of active) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

function isMore(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): boolean {
  return [...now].some(([type, count]) => count > (before.get(type) ?? 0));
}
