import type { ApplicationRelease } from './application-file';
import type { ImageRelease } from './image-file';

/*
 * Most release files are in the form that this library writes. These functions take the values out of that form without
 * a YAML parser. Their answer is a guess: it holds only if writing it gives the same text again.
 */

const IMAGE =
  /\nimages:\n- (?:digest: (?<digest>\S+)\n {2})?name: (?<name>\S+)\n(?: {2}newName: (?<newName>\S+)\n)? {2}newTag: (?<tag>\S+)\n$/;

/** Guesses the image in an image file. */
export function guessImage(text: string): ImageRelease | undefined {
  const found = IMAGE.exec(text)?.groups;
  if (found === undefined) return undefined;
  const { name, newName, tag, digest } = found;
  return { baseName: name, image: { name: newName ?? name, tag: withoutQuotes(tag), digest } };
}

const ENTRY = new RegExp(
  [
    /- patch: \|-\n {4}\$patch: delete\n(?: {4}\S.*\n)+ {6}name: (?<held>\S+)\n {6}namespace: (?<namespace>\S+)\n/,
    /- patch: \|-\n {4}- op: replace\n.*\n {6}value: (?<revision>\S+)\n {4}- op: add\n.*\n.*\n.*\n {8}- (?<image>\S+)\n.*\n.*\n {4}name: (?<pinned>\S+)\n/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** Guesses the held and pinned Applications in an application file. */
export function guessApplications(text: string): Map<string, ApplicationRelease> {
  const releases = new Map<string, ApplicationRelease>();
  for (const { groups } of text.matchAll(ENTRY)) {
    const { held, namespace, revision, image, pinned } = groups as Record<string, string | undefined>;
    if (held !== undefined) {
      releases.set(withoutQuotes(held), { kind: 'held', namespace: withoutQuotes(namespace ?? '') });
    } else {
      const release = { kind: 'pinned', revision: withoutQuotes(revision ?? ''), image: withoutQuotes(image ?? '') };
      releases.set(withoutQuotes(pinned ?? ''), release as ApplicationRelease);
    }
  }
  return releases;
}

function withoutQuotes(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
