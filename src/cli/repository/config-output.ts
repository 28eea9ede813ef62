import { unguarded } from '../terminal/console';

type Write = typeof process.stdout.write;

/** Sends what a config prints to standard error: standard output belongs to the command, and may be JSON. */
export function withOutputAside(body: () => void): void {
  const { stderr } = process;
  replacing(stderr.write.bind(stderr) as Write, stderr.write, () => unguarded(body));
}

/** Drops what a config prints: it has been printed before. */
export function silently(body: () => void): void {
  const drop = (): boolean => true;
  replacing(drop, drop, body);
}

function replacing(out: Write, error: Write, body: () => void): void {
  const { stdout, stderr } = process;
  const before = [stdout.write, stderr.write] as const;
  [stdout.write, stderr.write] = [out, error];
  try {
    body();
  } finally {
    [stdout.write, stderr.write] = before;
  }
}
