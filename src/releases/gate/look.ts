import { count } from '../../common/printed';

/**
 * What was seen of a release. `trouble` may pass by itself, as when pods of a new version have no metrics yet; what lasts
 * has failed.
 */
export type Look =
  | { readonly state: 'passed' }
  | {
      readonly state: 'waiting' | 'trouble' | 'failed';
      readonly why: string;
      /** Whether Argo CD does not know of the release yet: the root has to tell it. */
      readonly isUntold?: boolean;
    };

/** How a wait ended. */
export type Verdict = { readonly passed: true } | { readonly passed: false; readonly why: string };

export interface WaitOptions {
  readonly look: () => Promise<Look>;
  readonly timeoutMinutes: number;
  /** Told what is waited for, each time that this changes. */
  readonly say: (why: string) => void;
  /** Waits for so many milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Milliseconds since some moment. */
  readonly now?: () => number;
}

/** Pause between two looks, and how long trouble may last, in milliseconds. */
export const PAUSE = 5_000;
export const TROUBLE = 120_000;

/** Looks until it is decided: passed, failed, in trouble for too long, or out of time. */
export async function waitFor({
  look,
  timeoutMinutes,
  say,
  sleep = pause,
  now = Date.now,
}: WaitOptions): Promise<Verdict> {
  const end = now() + timeoutMinutes * 60_000;
  let troubleSince: number | undefined;
  let said = '';
  for (;;) {
    const seen = await look();
    if (seen.state === 'passed') return { passed: true };
    if (seen.state === 'failed') return { passed: false, why: seen.why };
    if (seen.why !== said) say((said = seen.why));
    const at = now();
    troubleSince = seen.state === 'trouble' ? (troubleSince ?? at) : undefined;
    if (troubleSince !== undefined && at - troubleSince >= TROUBLE) {
      return { passed: false, why: `${seen.why}, for ${TROUBLE / 60_000} minutes on end` };
    }
    if (at >= end) {
      return { passed: false, why: `${seen.why}, after ${count(timeoutMinutes, 'minute', 'minutes')} still` };
    }
    await sleep(PAUSE);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
