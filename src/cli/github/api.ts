import type { RepositoryAddress } from '../../checks/doctor/address';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';
import { lastLine } from '../probes/run';
import type { Run } from '../probes/run';

/** A reply of GitHub's API: an answer, a refusal with its status, or why there is neither. */
export type GitHubReply =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'refusal'; readonly status: number; readonly message: string }
  | { readonly kind: 'none'; readonly why: string };

/** A write; without it, the call reads. */
interface GitHubWrite {
  readonly method: 'POST' | 'PATCH';
  readonly body: object;
}

/** Reads or writes a path below the repository if it starts with `/`, and otherwise of the whole API. */
export type GitHubApi = (path: string, write?: GitHubWrite) => Promise<GitHubReply>;

/**
 * GitHub's API for one repository, with the login of `gh`.
 *
 * @see https://cli.github.com/manual/gh_api
 */
export function githubApi(run: Run, { host, path: repository }: RepositoryAddress): GitHubApi {
  return async (path, write) => {
    const how = write === undefined ? [] : ['--method', write.method, '--input', '-'];
    const whole = path === '' || path.startsWith('/') ? `repos/${repository}${path}` : path;
    const args = ['api', '--hostname', host, ...how, whole];
    const ran = await run('gh', args, write && JSON.stringify(write.body));
    if (ran.kind === 'missing') return { kind: 'none', why: 'gh is not installed (https://cli.github.com)' };
    if (ran.kind === 'too-long') return { kind: 'none', why: `${host} did not answer in time` };
    const { status: code, stdout, stderr } = ran;
    const body = parseJson(stdout);
    if (code === 0) return body === undefined ? { kind: 'none', why: 'gh printed no JSON' } : { kind: 'answer', body };
    const refused = /^gh: ([^]*?) \(HTTP (\d+)\)/m.exec(stderr);
    const status = Number(refused?.[2] ?? 0);
    // gh exits with 4 if it has no login. @see https://cli.github.com/manual/gh_help_exit-codes
    if (code === 4 || status === 401) {
      return { kind: 'none', why: `gh is not logged in: gh auth login --hostname ${host}` };
    }
    if (refused !== null && status < 500) return { kind: 'refusal', status, message: messageOf(body) ?? refused[1] };
    return { kind: 'none', why: `gh api failed: ${lastLine(stderr)}` };
  };
}

/** The message of a refusal, with each error. */
function messageOf(body: unknown): string | undefined {
  if (!isRecord(body) || typeof body.message !== 'string') return undefined;
  const errors = Array.isArray(body.errors) ? body.errors.filter(isRecord) : [];
  return [body.message, ...errors.flatMap(({ message }) => (typeof message === 'string' ? [message] : []))].join(': ');
}
