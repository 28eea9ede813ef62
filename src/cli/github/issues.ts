import type { GitHubApi, GitHubReply } from './api';
import type { RepositoryAddress } from '../../checks/doctor/address';
import { isRecord, records } from '../../common/records';
import { CommandError } from '../errors';

/** An open issue. */
export interface Issue {
  readonly number: number;
  readonly url: string;
  readonly body: string;
}

export interface Label {
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

/** Issues are turned off in the repository. */
export class IssuesDisabledError extends Error {
  constructor() {
    super('issues are disabled');
    this.name = 'IssuesDisabledError';
  }
}

/** The author of what workflow runs write. People can't write as this bot. */
const BOT = 'github-actions[bot]';

const PAGE = 100;

/**
 * The issues with a label that workflow runs opened in a repository.
 *
 * @see https://docs.github.com/en/rest/issues/issues
 */
export class GitHubIssues {
  constructor(
    private readonly api: GitHubApi,
    private readonly address: RepositoryAddress,
    private readonly label: Label,
  ) {}

  /** The open issues whose text starts with this line, oldest first. */
  async find(firstLine: string): Promise<Issue[]> {
    const found: Issue[] = [];
    const asked = `state=open&labels=${encodeURIComponent(this.label.name)}&sort=created&direction=asc&per_page=${PAGE}`;
    for (let page = 1; ; page++) {
      const body = this.answer(await this.api(`/issues?${asked}&page=${page}`), 'read');
      if (!Array.isArray(body)) throw this.notGitHub();
      found.push(
        ...records(body)
          .filter((one) => isOurs(one, this.label.name, firstLine))
          .map(read),
      );
      if (body.length < PAGE) return found.sort((a, b) => a.number - b.number);
    }
  }

  async open(title: string, body: string): Promise<Issue> {
    // GitHub ignores a label that doesn't exist unless the token may create it.
    const made = await this.api('/labels', { method: 'POST', body: this.label });
    if (made.kind !== 'refusal' || made.status !== 422) this.answer(made, 'write');
    const reply = await this.api('/issues', { method: 'POST', body: { title, body, labels: [this.label.name] } });
    const opened = this.answer(reply, 'write');
    if (!isRecord(opened) || !Number.isInteger(opened.number)) throw this.notGitHub();
    // Without the label, no run finds the issue again, and each one would open another.
    if (!hasLabel(opened, this.label.name)) {
      const fix = `create the label ${this.label.name}, and close this issue`;
      throw new CommandError(`${this.address.host} opened ${String(opened.html_url)} without its label: ${fix}`);
    }
    return read(opened);
  }

  async update({ number }: Issue, title: string, body: string): Promise<void> {
    await this.patch(number, { title, body });
  }

  async close({ number }: Issue, why: 'completed' | 'not_planned', body: string): Promise<void> {
    await this.patch(number, { state: 'closed', state_reason: why, body });
  }

  private async patch(number: number, body: object): Promise<void> {
    this.answer(await this.api(`/issues/${number}`, { method: 'PATCH', body }), 'write');
  }

  private answer(reply: GitHubReply, what: 'read' | 'write'): unknown {
    if (reply.kind === 'answer') return reply.body;
    const { url, host } = this.address;
    if (reply.kind === 'none') throw new CommandError(`cannot ${what} issues of ${url}: ${reply.why}`);
    const { status, message } = reply;
    if (status === 410) throw new IssuesDisabledError();
    const fix =
      status === 403 || status === 404 ? '; the job needs the permission issues: write, and its token in GH_TOKEN' : '';
    throw new CommandError(`${host} refused to ${what} issues of ${url}: ${message} (HTTP ${status})${fix}`);
  }

  private notGitHub(): CommandError {
    return new CommandError(
      `${this.address.host} does not answer like GitHub: check that ${this.address.url} is a repository there`,
    );
  }
}

/** GitHub lists pull requests as issues. Text that was edited in a browser has other line endings. */
function isOurs(issue: Record<string, unknown>, label: string, firstLine: string): boolean {
  const { user, body } = issue;
  return (
    issue.pull_request === undefined &&
    issue.state === 'open' &&
    isRecord(user) &&
    user.login === BOT &&
    user.type === 'Bot' &&
    hasLabel(issue, label) &&
    typeof body === 'string' &&
    body.split(/\r?\n/, 1)[0] === firstLine
  );
}

function hasLabel({ labels }: Record<string, unknown>, label: string): boolean {
  return records(labels).some(({ name }) => name === label);
}

function read(issue: Record<string, unknown>): Issue {
  return {
    number: Number(issue.number),
    url: String(issue.html_url),
    body: typeof issue.body === 'string' ? issue.body : '',
  };
}
