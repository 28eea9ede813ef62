/** What keeps a value from being sealed; its message says what to do. */
export class SealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SealError';
  }
}
