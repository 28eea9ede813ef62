/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** The command did its work, and what it looked at is not in order. */
  findings: 1,
  /** The command could not do its work. */
  failure: 2,
} as const;

/** An error that a person can act on: its message is all that is printed. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failure,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}
