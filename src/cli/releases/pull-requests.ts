import type { RepositoryAddress } from '../../checks/doctor/address';
import { parseAddress } from '../../checks/doctor/address';
import { isRecord } from '../../common/records';
import type { Repository } from '../../config/model';
import type { PullRequest, PullRequests } from '../../releases/delivery/pull-requests';
import { HostError } from '../../releases/delivery/pull-requests';
import { closedBody } from '../../releases/files/pull-request';
import { CommandError } from '../errors';
import { githubApi } from '../github/api';
import type { GitHubApi, GitHubReply } from '../github/api';
import { tokenFor } from '../github/token';
import { runner } from '../probes/run';

/** How long GitHub may take to answer, in milliseconds. A release can wait longer than a check. */
const LIMIT = 60_000;

/** The pull requests of the repository on GitHub. */
export function pullRequestsOf({ repoUrl = '' }: Repository, root: string): PullRequests {
  const address = parseAddress(repoUrl);
  if (address === undefined || !/^[^/]+\/[^/]+$/.test(address.path)) {
    throw new CommandError(
      `releases by pull request need a repository on GitHub, but repoUrl is ${JSON.stringify(repoUrl)}: set repoUrl to ` +
        `https://github.com/OWNER/NAME or similar, or set delivery: { releases: 'push' }`,
    );
  }
  return new GitHubPullRequests(githubApi(runner(root, LIMIT, tokenFor(address)), address), address);
}

/** @see https://docs.github.com/en/rest/pulls/pulls */
class GitHubPullRequests implements PullRequests {
  constructor(
    private readonly api: GitHubApi,
    private readonly address: RepositoryAddress,
  ) {}

  async find(branch: string, target: string): ReturnType<PullRequests['find']> {
    const owner = this.address.path.split('/')[0];
    const asked = [
      'state=all',
      `head=${encodeURIComponent(`${owner}:${branch}`)}`,
      `base=${encodeURIComponent(target)}`,
      'sort=created',
      'direction=desc',
      'per_page=20',
    ];
    const body = this.answer(await this.api(`/pulls?${asked.join('&')}`), 'read');
    if (!Array.isArray(body)) throw this.notGitHub();
    const all = body.filter(isRecord).map(readPullRequest);
    // GitHub ignores a filter that it does not understand.
    const own = all.filter((one) => one.head === branch && one.base === target);
    return {
      open: own.find(({ isOpen }) => isOpen),
      closed: own.filter(({ isOpen }) => !isOpen).map(({ commit }) => commit),
    };
  }

  async open(branch: string, target: string, text: { title: string; body: string }): ReturnType<PullRequests['open']> {
    const reply = await this.api('/pulls', { method: 'POST', body: { ...text, head: branch, base: target } });
    if (reply.kind === 'refusal' && /already exists/i.test(reply.message)) return undefined;
    const body = this.answer(reply, 'open');
    const opened = isRecord(body) ? readPullRequest(body) : undefined;
    if (opened === undefined || !Number.isInteger(opened.number)) throw this.notGitHub();
    return opened;
  }

  async update(number: number, { title, body }: { title: string; body: string }): Promise<void> {
    await this.patch(number, { title, body }, 'update');
  }

  async close(number: number, why: string, body: string): Promise<void> {
    await this.patch(number, { state: 'closed', body: closedBody(why, body) }, 'be closed');
  }

  private async patch(number: number, body: object, what: string): Promise<void> {
    this.answer(await this.api(`/pulls/${number}`, { method: 'PATCH', body }), what);
  }

  private notGitHub(): HostError {
    return new HostError(
      `${this.address.host} does not answer like GitHub: check that ${this.address.url} is a repository there`,
    );
  }

  private answer(reply: GitHubReply, what: string): unknown {
    if (reply.kind === 'answer') return reply.body;
    const { url, host } = this.address;
    if (reply.kind === 'none') throw new HostError(`cannot ${what} pull requests of ${url}: ${reply.why}`);
    const { status, message } = reply;
    throw new HostError(
      `${host} refused to ${what} pull requests of ${url}: ${message} (HTTP ${status})${fixOf(reply, url)}`,
    );
  }
}

/** How to fix a refusal, if known. */
function fixOf({ message, status }: { readonly message: string; readonly status: number }, url: string): string {
  if (/not permitted to create/i.test(message)) {
    return (
      `; allow GitHub Actions to create pull requests: ${url}/settings/actions, ` +
      "or let a GitHub App open them: delivery: { credentials: 'github-app' }"
    );
  }
  return status === 403 || status === 404 ? '; the token or login needs permission to write pull requests there' : '';
}

interface Read extends PullRequest {
  readonly isOpen: boolean;
  readonly head: string;
  readonly base: string;
  /** The last commit of the branch while the pull request was open. */
  readonly commit: string;
}

function readPullRequest(body: Record<string, unknown>): Read {
  const [head, base] = [body.head, body.base].map((side) => (isRecord(side) ? side : {}));
  return {
    number: Number(body.number),
    url: String(body.html_url),
    title: String(body.title),
    body: typeof body.body === 'string' ? body.body : '',
    isOpen: body.state === 'open',
    head: String(head.ref),
    base: String(base.ref),
    commit: String(head.sha),
  };
}
