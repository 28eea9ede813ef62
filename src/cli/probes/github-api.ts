import type { Run } from './run';
import { lastLine } from './run';
import { isRecord } from '../../config/rules';
import type { RepositoryAddress } from '../../doctor/address';
import type { Asked } from '../../doctor/check';

/** What GitHub's API said: its answer, a refusal with its status, or why there is neither. */
export type Reply =
  { readonly kind: 'answer'; readonly body: unknown } | Refusal | { readonly kind: 'none'; readonly why: string };

interface Refusal {
  readonly kind: 'refusal';
  readonly status: number;
  readonly message: string;
}

/** Asks for a path below the repository, or for one of the whole API where it begins without a `/`. */
export type Get = (path: string) => Promise<Reply>;

/** Asks by the login of `gh`, each thing once. @see https://cli.github.com/manual/gh_api */
export function asker(run: Run, { host, path: repository }: RepositoryAddress): Get {
  const ask = async (path: string): Promise<Reply> => {
    const whole = path === '' || path.startsWith('/') ? `repos/${repository}${path}` : path;
    const ran = await run('gh', ['api', '--hostname', host, whole]);
    if (ran.kind === 'missing') return { kind: 'none', why: 'gh is not installed (https://cli.github.com)' };
    if (ran.kind === 'too-long') return { kind: 'none', why: `${host} did not answer in time` };
    const { status: code, stdout, stderr } = ran;
    if (code === 0) {
      const body = parse(stdout);
      return body === undefined ? { kind: 'none', why: 'gh printed no JSON' } : { kind: 'answer', body };
    }
    const refused = /^gh: (.*) \(HTTP (\d+)\)/m.exec(stderr);
    const status = Number(refused?.[2] ?? 0);
    // Its own code for whoever is not logged in. @see https://cli.github.com/manual/gh_help_exit-codes
    if (code === 4 || status === 401) {
      return { kind: 'none', why: `gh is not logged in: gh auth login --hostname ${host}` };
    }
    if (refused !== null && status < 500) return { kind: 'refusal', status, message: refused[1] };
    return { kind: 'none', why: `gh api failed: ${lastLine(stderr)}` };
  };
  const asked = new Map<string, Promise<Reply>>();
  return (path) => {
    const reply = asked.get(path) ?? ask(path);
    asked.set(path, reply);
    return reply;
  };
}

/** What an answer says; of a refusal, why it is not known. */
export function read<T>(reply: Reply, pick: (body: Record<string, unknown>) => T): Asked<T> {
  if (reply.kind === 'none') return { why: reply.why };
  if (reply.kind === 'refusal') {
    return { why: `GitHub does not show it to you: ${reply.message} (HTTP ${reply.status})` };
  }
  return isRecord(reply.body) ? { answer: pick(reply.body) } : { why: 'GitHub answered something else' };
}

export function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
