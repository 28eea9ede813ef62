/** A text that cannot be edited safely, with the line and the reason; the change is left to a person. */
export class Refusal extends Error {
  constructor(
    readonly line: number,
    /** Why the edit is not safe. */
    readonly why: string,
  ) {
    super(why);
    this.name = 'Refusal';
  }
}
