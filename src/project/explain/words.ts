/** A text as lower-case words, each after one space: ` ${word}` is in it where a word begins like that. */
export function asWords(text: string): string {
  return ` ${text.toLowerCase()}`.replace(/[^a-z0-9.+-]+/g, ' ');
}
