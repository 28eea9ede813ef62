import type { FailureText } from './issue-text';
import { bodyOf, duplicateBody, markerOf, passedBody, titleOf } from './issue-text';
import type { Image } from '../../../common/image-reference';
import type { GitHubIssues, Issue } from '../../github/issues';

/** What the command did, or would do. */
export interface Done {
  readonly action: 'open' | 'update' | 'close' | 'none';
  readonly issue?: Pick<Issue, 'number' | 'url'>;
  /** Title and text of the issue, in a dry run. */
  readonly text?: string;
}

/** Opens the issue about a failed release, or updates it. */
export async function reportFailure(issues: GitHubIssues, failure: FailureText, isDryRun: boolean): Promise<Done> {
  const { app, own } = failure;
  const marker = markerOf(app.name, own.environment.name);
  const title = titleOf(app.name, own.environment.name);
  const found = await issues.find(marker);
  const action = found.length === 0 ? 'open' : 'update';
  const text = `${title}\n\n${bodyOf(failure, found.at(0)?.body)}`;
  if (isDryRun) return { action, issue: found.at(0), text };
  const opened = found.length === 0 ? await issues.open(title, bodyOf(failure)) : undefined;
  // Another run may have opened one at the same moment. GitHub may not list the new one yet.
  const open = opened === undefined ? found : withOpened(opened, await issues.find(marker));
  const [kept, ...others] = open;
  if (kept !== opened) await issues.update(kept, title, bodyOf(failure, kept.body));
  for (const other of others) await issues.close(other, 'not_planned', duplicateBody(kept.number, other.body));
  return { action, issue: kept };
}

function withOpened(opened: Issue, listed: readonly Issue[]): Issue[] {
  const others = listed.filter(({ number }) => number !== opened.number);
  return [opened, ...others].sort((one, other) => one.number - other.number);
}

/** Closes the issue, if one is open. */
export async function reportSuccess(
  issues: GitHubIssues,
  { app, own, image, run }: Pick<FailureText, 'app' | 'own' | 'run'> & { readonly image?: Image },
  isDryRun: boolean,
): Promise<Done> {
  const open = await issues.find(markerOf(app.name, own.environment.name));
  if (open.length === 0) return { action: 'none' };
  if (!isDryRun) {
    for (const one of open) await issues.close(one, 'completed', passedBody(image, run, one.body));
  }
  return { action: 'close', issue: open[0] };
}
