/** Why a text is not edited: nothing is guessed, but said in which line it is, and left to a person. */
export class Refusal extends Error {
  constructor(
    readonly line: number,
    /** What keeps the edit from being safe. */
    readonly why: string,
  ) {
    super(why);
    this.name = 'Refusal';
  }
}
