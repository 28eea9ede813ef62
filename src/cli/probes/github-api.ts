import type { Run } from './run';
import type { RepositoryAddress } from '../../checks/doctor/address';
import type { Asked } from '../../checks/doctor/check';
import { isRecord } from '../../common/records';
import type { GitHubReply } from '../github/api';
import { githubApi } from '../github/api';

/** Gets a path below the repository if it starts with `/`, and otherwise of the whole API. */
export type Get = (path: string) => Promise<GitHubReply>;

/** Gets each path only once. */
export function asker(run: Run, address: RepositoryAddress): Get {
  const api = githubApi(run, address);
  const asked = new Map<string, Promise<GitHubReply>>();
  return (path) => {
    const reply = asked.get(path) ?? api(path);
    asked.set(path, reply);
    return reply;
  };
}

/** What `pick` finds in an answer, or why it is unknown. */
export function read<T>(reply: GitHubReply, pick: (body: Record<string, unknown>) => T): Asked<T> {
  if (reply.kind === 'none') return { why: reply.why };
  if (reply.kind === 'refusal') {
    return { why: `GitHub denied access: ${reply.message} (HTTP ${reply.status})` };
  }
  return isRecord(reply.body) ? { answer: pick(reply.body) } : { why: 'unexpected answer of GitHub' };
}
