import type { Decide, Decision } from './decision';
import { noteReplaced, planFor } from './decision';
import { doneLines } from './delivery-report';
import type { Base } from './place';
import { placeAt } from './place';
import type { Outcome, Result } from './result';
import { resultOf } from './result';
import { GitError } from '../../clients/git/process';
import { HostError } from '../../releases/delivery/pull-requests';
import { submit } from '../../releases/delivery/submit';
import type { Target } from '../../releases/delivery/target';

/** Decides for one target after the other, and carries each decision out. */
export async function carryOut(base: Base, targets: readonly Target[], decide: Decide): Promise<Result> {
  const outcomes: Outcome[] = [];
  for (const target of targets) {
    outcomes.push(await withEarlier(outcomes, () => carryOutOne(base, target, decide)));
  }
  return resultOf(base, outcomes);
}

/** Decides again at each attempt, because what is there may have changed. */
async function carryOutOne(base: Base, target: Target, decide: Decide): Promise<Outcome> {
  let last: Decision | undefined;
  const submitted = await submit(
    target,
    (head) => {
      const place = placeAt(base, target, head);
      last = noteReplaced(decide(place), place);
      return planFor(last, place);
    },
    { onRetry: (attempt, why) => console.error(`attempt ${attempt} failed (${why}); trying again`) },
  );
  return { target, decision: last as Decision, submitted };
}

/** Adds to an error what was done for earlier targets. */
async function withEarlier<T>(earlier: readonly Outcome[], body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    const lines = earlier.flatMap(doneLines);
    if (lines.length === 0 || !(error instanceof HostError || error instanceof GitError)) throw error;
    throw new GitError(
      `${error.message.replace(/\.$/, '')}. Completed before that: ${lines.join('; ')}. Run the same command again to finish.`,
    );
  }
}
