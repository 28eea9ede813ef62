import { sourceCommit } from './image';

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

/** How many characters of a commit people get to read. */
export const SHORT = 12;

/**
 * Writes the message of a release commit. Its trailers are what later tools read.
 * @see https://git-scm.com/docs/git-interpret-trailers
 */
export function formatMessage(message: ReleaseMessage): string {
  const trailers = Object.entries(TRAILERS).flatMap(([key, name]) => {
    const value = message[key as keyof ReleaseMessage];
    return value === undefined ? [] : [`${name}: ${oneLine(value)}`];
  });
  return `${subject(message)}\n\n${trailers.join('\n')}\n`;
}

/** Reads what is in the trailers; undefined when the commit is no release. */
export function parseMessage(text: string): ReleaseMessage | undefined {
  const values: Partial<Record<keyof ReleaseMessage, string>> = {};
  const lastParagraph =
    text
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  for (const line of lastParagraph.split('\n')) {
    const [, name, value] = /^([A-Za-z-]+): (.+)$/.exec(line) ?? [];
    const key = Object.entries(TRAILERS).find(([, trailer]) => trailer === name)?.[0];
    if (key !== undefined) values[key as keyof ReleaseMessage] = value.trim();
  }
  const { verb, app, environment, image } = values;
  if (app === undefined || environment === undefined || image === undefined) return undefined;
  const known = VERBS.find((candidate) => candidate === verb);
  return known === undefined ? undefined : { ...values, verb: known, app, environment, image };
}

function subject({ verb, app, environment, image, from }: ReleaseMessage): string {
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
