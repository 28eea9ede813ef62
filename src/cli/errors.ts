/** Exit codes of every command. */
export const EXIT = {
  ok: 0,
  /** The command found problems, or refused and changed nothing. */
  findings: 1,
  /** The command failed. */
  failure: 2,
} as const;

/** An error with instructions: only its message is printed. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.failure,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}
