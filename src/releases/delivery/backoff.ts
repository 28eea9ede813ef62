/** First and longest pause between two attempts, in milliseconds. */
const PAUSE = { first: 200, longest: 5_000 };

/** Waits after an attempt, longer after each one. The random part keeps pipelines that collided once from doing so again. */
export function backoff(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pauseAfter(attempt, Math.random())));
}

/** Full jitter: between zero and an exponentially growing limit. */
export function pauseAfter(attempt: number, random: number): number {
  return Math.round(random * Math.min(PAUSE.longest, PAUSE.first * 2 ** Math.min(attempt - 1, 10)));
}
