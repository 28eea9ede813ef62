/** The parts of an image reference in a manifest. */
export interface ImageName {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

export function parseImageName(text: string): ImageName {
  const [rest, digest] = text.split('@');
  const colon = rest.lastIndexOf(':');
  // A colon before the last slash belongs to the port of the registry.
  if (colon <= rest.lastIndexOf('/')) return { name: rest, digest };
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}

const MOVING =
  /^(?:latest|main|master|trunk|develop|development|dev|test|testing|qa|staging|stage|canary|prod|production|live|stable|edge|nightly|head|current|release|.+-latest|latest-.+)$/i;

/** Whether a tag moves: the name of a branch or an environment. */
export function isMovingTag(tag: string, branches: ReadonlySet<string> = new Set()): boolean {
  return MOVING.test(tag) || branches.has(tag);
}
