import type { ReleaseMessage } from './message';
import { parseMessage, SHORT, subject, trailers } from './message';
import { codeSpan } from '../../common/printed';

/** The text of a pull request. */
export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/**
 * Writes the text of a pull request from the message of its commit. The trailers are at the end of both, because a squash
 * merge takes its message from either, depending on the settings of the repository.
 */
export function pullRequestText(commitMessage: string): PullRequestText {
  const message = parseMessage(commitMessage);
  if (message !== undefined) return { title: subject(message), body: bodyOf(message) };
  const [title, ...rest] = commitMessage.trim().split('\n');
  return { title, body: rest.join('\n').trim() };
}

/** The body of a closed pull request: the reason, then the earlier body. */
export function closedBody(why: string, body: string): string {
  return `Closed: ${why}.\n\n${body}`;
}

function bodyOf(message: ReleaseMessage): string {
  const because = message.reason === undefined ? [] : [`Why: ${codeSpan(message.reason)}`];
  return [
    whatItDoes(message),
    ...because,
    'Nothing changes until this is merged; then Argo CD syncs it. Only `python-gitops` writes this branch: the next ' +
      'release of this app to this environment replaces it.',
    trailers(message),
  ].join('\n\n');
}

/** A summary for reviewers. */
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
      return `Rolls back: ${where} gets ${what} again${configuration}, and is pinned there until someone unpins it.`;
    case 'pin':
      return `Pins ${where} at ${what}${configuration}, until someone unpins it.`;
    case 'unpin':
      return `Unpins ${where}: it gets ${what}, and changes again with its branch or the next promotion.`;
  }
}
