import type { ReleaseMessage } from './message';
import { parseMessage, SHORT, subject, trailers } from './message';
import { codeSpan } from '../../common/printed';

/** What a pull request says. */
export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/**
 * What the pull request of a release says, by the message of its commit. The trailers stand at the end here, too: a squash
 * merge takes its message from the commit or from here, as the repository is set.
 */
export function pullRequestText(commitMessage: string): PullRequestText {
  const message = parseMessage(commitMessage);
  if (message !== undefined) return { title: subject(message), body: bodyOf(message) };
  const [title, ...rest] = commitMessage.trim().split('\n');
  return { title, body: rest.join('\n').trim() };
}

/** The body of one that is closed: why, then what it said. */
export function closedBody(why: string, body: string): string {
  return `Closed: ${why}.\n\n${body}`;
}

function bodyOf(message: ReleaseMessage): string {
  const because = message.reason === undefined ? [] : [`Why: ${codeSpan(message.reason)}`];
  return [
    whatItDoes(message),
    ...because,
    'Nothing moves before this is merged; Argo CD syncs it then. The branch is written by `python-gitops` alone: the next ' +
      'release of this app to this environment takes its place.',
    trailers(message),
  ].join('\n\n');
}

/** In words, for whoever reviews it. */
function whatItDoes({ verb, app, environment, image, revision, from }: ReleaseMessage): string {
  const what = codeSpan(image);
  const where = `**${app}** in **${environment}**`;
  const configuration =
    revision === undefined ? '' : `, with the configuration of commit ${codeSpan(revision.slice(0, SHORT))}`;
  switch (verb) {
    case 'release':
      return `Releases an image: ${where} gets ${what}${configuration}.`;
    case 'promote':
      return `Promotes${from === undefined ? '' : ` what ${from} runs`}: ${where} gets ${what}${configuration}.`;
    case 'rollback':
      return `Rolls back: ${where} gets ${what} again${configuration}, and is held there until someone unpins it.`;
    case 'pin':
      return `Holds ${where} at ${what}${configuration}, until someone unpins it.`;
    case 'unpin':
      return `Lets ${where} go: it moves again by itself, or with the next promotion. It then has ${what}.`;
  }
}
