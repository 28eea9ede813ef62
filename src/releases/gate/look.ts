import { count } from '../../common/printed';

/**
 * The state of a release. `trouble` may pass, for example while new pods have no metrics yet; if it lasts, the release has
 * failed.
 */
export type GateLook =
  | { readonly state: 'passed' }
  | {
      readonly state: 'waiting' | 'trouble' | 'failed';
      readonly why: string;
      /** Whether Argo CD has not seen the release yet: the root Application must be refreshed. */
      readonly isUnseen?: boolean;
    };

/** How a wait ended. */
export type Verdict = { readonly passed: true } | { readonly passed: false; readonly why: string };

export interface WaitOptions {
  readonly look: () => Promise<GateLook>;
  readonly timeoutMinutes: number;
  /** Called with the reason for waiting each time that it changes. */
  readonly onChange: (why: string) => void;
  /** Waits a number of milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Returns the time in milliseconds. */
  readonly now?: () => number;
}

/** The pause between two looks, and how long trouble may last, in milliseconds. */
export const PAUSE = 5_000;
export const TROUBLE = 120_000;

/** Looks until the release passes, fails, is in trouble for too long, or runs out of time. */
export async function waitFor({
  look,
  timeoutMinutes,
  onChange,
  sleep = pause,
  now = Date.now,
}: WaitOptions): Promise<Verdict> {
  const end = now() + timeoutMinutes * 60_000;
  let troubleSince: number | undefined;
  let last = '';
  for (;;) {
    const seen = await look();
    if (seen.state === 'passed') return { passed: true };
    if (seen.state === 'failed') return { passed: false, why: seen.why };
    if (seen.why !== last) onChange((last = seen.why));
    const at = now();
    troubleSince = seen.state === 'trouble' ? (troubleSince ?? at) : undefined;
    if (troubleSince !== undefined && at - troubleSince >= TROUBLE) {
      return { passed: false, why: `${seen.why}, for ${TROUBLE / 60_000} minutes` };
    }
    if (at >= end) {
      return { passed: false, why: `${seen.why}, still after ${count(timeoutMinutes, 'minute', 'minutes')}` };
    }
    await sleep(PAUSE);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
