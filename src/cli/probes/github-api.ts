import type { Run } from './run';
import type { RepositoryAddress } from '../../checks/doctor/address';
import type { Asked } from '../../checks/doctor/check';
import { isRecord } from '../../common/records';
import type { GitHubReply } from '../github/api';
import { githubApi } from '../github/api';

/** Asks for a path below the repository, or for one of the whole API where it begins without a `/`. */
export type Get = (path: string) => Promise<GitHubReply>;

/** Asks each thing once. */
export function asker(run: Run, address: RepositoryAddress): Get {
  const api = githubApi(run, address);
  const asked = new Map<string, Promise<GitHubReply>>();
  return (path) => {
    const reply = asked.get(path) ?? api(path);
    asked.set(path, reply);
    return reply;
  };
}

/** What an answer says; of a refusal, why it is not known. */
export function read<T>(reply: GitHubReply, pick: (body: Record<string, unknown>) => T): Asked<T> {
  if (reply.kind === 'none') return { why: reply.why };
  if (reply.kind === 'refusal') {
    return { why: `GitHub does not show it to you: ${reply.message} (HTTP ${reply.status})` };
  }
  return isRecord(reply.body) ? { answer: pick(reply.body) } : { why: 'GitHub answered something else' };
}
