/** Shorter runs show no progress, in milliseconds. */
const SILENCE = 1000;

/** A progress line at a terminal, for runs that take long. */
export function progressLine(what: string, verb = 'built'): { show(done: number, total: number): void; clear(): void } {
  const started = Date.now();
  let isShown = false;
  return {
    show(done: number, total: number): void {
      if (!process.stderr.isTTY || Date.now() - started < SILENCE) return;
      process.stderr.write(`\r\u001b[K${verb} ${done} of ${total} ${what}`);
      isShown = true;
    },
    clear(): void {
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}
