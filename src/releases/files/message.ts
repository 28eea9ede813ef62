import { sourceCommit } from '../../common/image-reference';

/** What is done to an environment. */
export type Verb = 'release' | 'promote' | 'rollback' | 'pin' | 'unpin';

const VERBS: readonly Verb[] = ['release', 'promote', 'rollback', 'pin', 'unpin'];

/** What the message of a release commit says, for people in its subject and for programs in its trailers. */
export interface ReleaseMessage {
  readonly verb: Verb;
  readonly app: string;
  readonly environment: string;
  /** `name:tag@digest`. */
  readonly image: string;
  /** Commit of the configuration that runs; undefined where a branch is followed. */
  readonly revision?: string;
  /** Environment that the release was taken from. */
  readonly from?: string;
  /** Commit of the release that was rolled back. */
  readonly rolledBack?: string;
  readonly reason?: string;
  /** Address of the run that made it. */
  readonly run?: string;
}

/** Names of the trailers, in their order. */
const TRAILERS = {
  verb: 'Release-Kind',
  app: 'Release-App',
  environment: 'Release-Environment',
  image: 'Release-Image',
  revision: 'Release-Revision',
  from: 'Release-From',
  rolledBack: 'Release-Rolled-Back',
  reason: 'Release-Reason',
  run: 'Release-Run',
} as const satisfies Record<keyof ReleaseMessage, string>;

const KEYS = new Map(
  Object.entries(TRAILERS).map(([key, name]): [string, keyof ReleaseMessage] => [name, key as keyof ReleaseMessage]),
);

/** How many characters of a commit people get to read. */
export const SHORT = 12;

/**
 * Writes the message of a release commit. Its trailers are what later tools read.
 * @see https://git-scm.com/docs/git-interpret-trailers
 */
export function formatMessage(message: ReleaseMessage): string {
  return `${subject(message)}\n\n${trailers(message)}\n`;
}

/** What programs read, a line for each. */
export function trailers(message: ReleaseMessage): string {
  return Object.entries(TRAILERS)
    .flatMap(([key, name]) => {
      const value = message[key as keyof ReleaseMessage];
      return value === undefined ? [] : [`${name}: ${oneLine(value)}`];
    })
    .join('\n');
}

/**
 * Reads what is in the trailers; undefined when the commit is no release. Their paragraph need not be the last one: a
 * squash merge adds who else wrote the commit.
 */
export function parseMessage(text: string): ReleaseMessage | undefined {
  const paragraphs = text.split(/\r?\n[^\S\n]*\r?\n/).reverse();
  return paragraphs.map(parseTrailers).find((message) => message !== undefined);
}

/** A paragraph of trailers; a line that is none goes on with the one before: squash merges wrap long lines. */
function parseTrailers(paragraph: string): ReleaseMessage | undefined {
  const values: Partial<Record<keyof ReleaseMessage, string>> = {};
  let current: keyof ReleaseMessage | undefined;
  for (const line of paragraph.trim().split(/\r?\n/)) {
    const [, name, value = ''] = /^([A-Za-z-]+):(?:\s+(.*))?$/.exec(line) ?? [];
    const key = name === undefined ? undefined : KEYS.get(name);
    // What was said once is not said again: it is a reason that was wrapped just there.
    const isNew = name !== undefined && (key === undefined || values[key] === undefined);
    if (isNew) current = key;
    if (current !== undefined) values[current] = oneLine(isNew ? value : `${values[current]} ${line}`);
  }
  const { verb, app, environment, image } = values;
  if (app === undefined || environment === undefined || image === undefined) return undefined;
  const known = VERBS.find((candidate) => candidate === verb);
  return known === undefined ? undefined : { ...values, verb: known, app, environment, image };
}

/** What was done, in one line. */
export function subject({ verb, app, environment, image, from }: ReleaseMessage): string {
  const tag = shortTag(image);
  switch (verb) {
    case 'release':
      return `release(${app}): ${tag} to ${environment}`;
    case 'promote':
      return `release(${app}): promote ${tag}${from === undefined ? '' : ` from ${from}`} to ${environment}`;
    case 'rollback':
      return `release(${app}): roll ${environment} back to ${tag}`;
    case 'pin':
      return `release(${app}): pin ${environment} at ${tag}`;
    case 'unpin':
      return `release(${app}): unpin ${environment}`;
  }
}

/** The tag of an image, as a person reads it: a commit is cut to its first characters. */
export function shortTag(image: string): string {
  const tag = /:([^:@/]+)(?:@.*)?$/.exec(image)?.[1] ?? image;
  return sourceCommit({ tag })?.slice(0, SHORT) ?? tag;
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}
