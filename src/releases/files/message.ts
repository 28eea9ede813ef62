import { sourceCommit } from '../../common/image-reference';

/** What a release commit does to an environment. */
export type Verb = 'release' | 'promote' | 'rollback' | 'pin' | 'unpin';

const VERBS: readonly Verb[] = ['release', 'promote', 'rollback', 'pin', 'unpin'];

/** The message of a release commit: a subject for people, and trailers for programs. */
export interface ReleaseMessage {
  readonly verb: Verb;
  readonly app: string;
  readonly environment: string;
  /** `name:tag@digest`. */
  readonly image: string;
  /** Commit of the configuration that runs; undefined if the environment follows its branch. */
  readonly revision?: string;
  /** Environment that the release was promoted from. */
  readonly from?: string;
  /** Commit of the release that was rolled back. */
  readonly rolledBack?: string;
  readonly reason?: string;
  /** Address of the CI run that made the commit. */
  readonly run?: string;
}

/** Names of the trailers, in order. A format: history, rollbacks and reports read them back from old commits. */
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

/** How many characters of a commit people see. */
export const SHORT = 12;

/**
 * Writes the message of a release commit.
 * @see https://git-scm.com/docs/git-interpret-trailers
 */
export function formatMessage(message: ReleaseMessage): string {
  return `${subject(message)}\n\n${trailers(message)}\n`;
}

/** The trailers, one line each. */
export function trailers(message: ReleaseMessage): string {
  return Object.entries(TRAILERS)
    .flatMap(([key, name]) => {
      const value = message[key as keyof ReleaseMessage];
      return value === undefined ? [] : [`${name}: ${oneLine(value)}`];
    })
    .join('\n');
}

/**
 * Reads the trailers; returns undefined if the commit is not a release. Their paragraph may not be the last one, because a
 * squash merge adds co-authors.
 */
export function parseMessage(text: string): ReleaseMessage | undefined {
  const paragraphs = text.split(/\r?\n[^\S\n]*\r?\n/).reverse();
  return paragraphs.map(parseTrailers).find((message) => message !== undefined);
}

/** Reads a paragraph of trailers. A line that is not a trailer continues the one before: squash merges wrap long lines. */
function parseTrailers(paragraph: string): ReleaseMessage | undefined {
  const values: Partial<Record<keyof ReleaseMessage, string>> = {};
  let current: keyof ReleaseMessage | undefined;
  for (const line of paragraph.trim().split(/\r?\n/)) {
    const [, name, value = ''] = /^([A-Za-z-]+):(?:\s+(.*))?$/.exec(line) ?? [];
    const key = name === undefined ? undefined : KEYS.get(name);
    // A repeated trailer is part of a reason that was wrapped there.
    const isNew = name !== undefined && (key === undefined || values[key] === undefined);
    if (isNew) current = key;
    if (current !== undefined) values[current] = oneLine(isNew ? value : `${values[current]} ${line}`);
  }
  const { verb, app, environment, image } = values;
  if (app === undefined || environment === undefined || image === undefined) return undefined;
  const known = VERBS.find((candidate) => candidate === verb);
  return known === undefined ? undefined : { ...values, verb: known, app, environment, image };
}

/** The subject: what was done, in one line. People read it; programs read the trailers. */
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

/** The tag of an image as people see it; a commit is shortened. */
export function shortTag(image: string): string {
  const tag = /:([^:@/]+)(?:@.*)?$/.exec(image)?.[1] ?? image;
  return sourceCommit({ tag })?.slice(0, SHORT) ?? tag;
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}
