/** The parts of an image reference. */
export interface Image {
  readonly name: string;
  readonly tag: string;
  readonly digest?: string;
}

const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Name of an image, including its registry. */
const NAME = /^[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)+$/;

export function isImageName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

export function isTag(value: unknown): value is string {
  return typeof value === 'string' && TAG.test(value);
}

export function isDigest(value: unknown): value is string {
  return typeof value === 'string' && DIGEST.test(value);
}

/** The commit that an image was built from, which CI uses as its tag; undefined for other tags. */
export function sourceCommit({ tag }: Pick<Image, 'tag'>): string | undefined {
  return /^[0-9a-f]{40}$/.test(tag) ? tag : undefined;
}

/** Formats `name:tag@digest`. */
export function formatImage(image: Image): string {
  return `${image.name}:${image.tag}${image.digest ? `@${image.digest}` : ''}`;
}

/** Parses `name:tag@digest`, `name:tag`, or `:tag@digest`; undefined for anything else. */
export function parseImage(text: string): (Omit<Image, 'name'> & { readonly name?: string }) | undefined {
  const match = /^([^@]+?)?:([^:@/]+)(?:@(.+))?$/.exec(text);
  if (!match) return undefined;
  const [, name, tag, digest] = match;
  if ((name !== undefined && !isImageName(name)) || !isTag(tag) || (digest !== undefined && !isDigest(digest))) {
    return undefined;
  }
  return { name, tag, digest };
}
