import type { Ran, Run } from './run';
import { isAnswered } from '../../checks/doctor/check';
import type { GitFacts } from '../../checks/doctor/git';

const REMOTE = 'origin';

/** The state of the local clone and, unless offline, of the remote. Fetches nothing. */
export async function probeGit(run: Run, offline: boolean): Promise<GitFacts> {
  const git = (...args: string[]): Promise<string | undefined> => run('git', args).then(textOf);
  const [folder, written, taken, head, branch] = await Promise.all([
    git('rev-parse', '--git-dir'),
    git('config', '--get', `remote.${REMOTE}.url`),
    git('remote', 'get-url', REMOTE),
    git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}'),
    git('symbolic-ref', '--quiet', '--short', 'HEAD'),
  ]);
  const origin = [written, taken].flatMap((url) => url ?? []);
  const local = { isRepository: folder !== undefined, origin, head, branch };
  const { remote, refused } = await askRemote(run, offline || origin.length === 0);
  if (head === undefined || !isAnswered(remote)) return { ...local, remote, refused, isFetched: false };
  const newest = branch === undefined ? undefined : remote.answer.get(branch);
  const [containing, counts] = await Promise.all([
    git('for-each-ref', '--count=1', `--contains=${head}`, '--format=%(refname)', `refs/remotes/${REMOTE}/`),
    newest === undefined ? undefined : git('rev-list', '--left-right', '--count', `${newest}...${head}`),
  ]);
  const [behind, ahead] = counts?.split(/\s+/).map(Number) ?? [];
  const distance = ahead === undefined ? {} : { distance: { behind, ahead } };
  return { ...local, remote, isFetched: Boolean(containing), ...distance };
}

/** Whether these files are committed without changes. */
export async function probeCommitted(run: Run, paths: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const entries = paths.map(async (path): Promise<[string, boolean]> => {
    const [known, changed] = await Promise.all([
      run('git', ['ls-tree', '--name-only', 'HEAD', '--', path]),
      run('git', ['diff', '--quiet', 'HEAD', '--', path]),
    ]);
    return [path, Boolean(textOf(known)) && textOf(changed) !== undefined];
  });
  return new Map(await Promise.all(entries));
}

/** Messages of hosts about a repository that does not exist, or that you cannot see. */
const NO_REPOSITORY = /repository .*not found|does not appear to be a git repository|repository .*does not exist/i;

/** Branches of the remote with their commits, or that the repository does not exist. */
async function askRemote(run: Run, offline: boolean): Promise<Pick<GitFacts, 'remote' | 'refused'>> {
  if (offline) return { remote: { why: 'offline' } };
  const ran = await run('git', ['ls-remote', '--heads', REMOTE]);
  if (ran.kind === 'missing') return { remote: { why: 'git is not installed' } };
  if (ran.kind === 'too-long') return { remote: { why: `${REMOTE} did not answer in time` } };
  if (ran.status !== 0) {
    const cause = firstLine(ran.stderr);
    const remote = { why: `cannot read ${REMOTE}: ${cause}` };
    return NO_REPOSITORY.test(ran.stderr) ? { remote, refused: cause } : { remote };
  }
  const lines = ran.stdout.split('\n').map((line) => /^([0-9a-f]+)\trefs\/heads\/(.+)$/.exec(line));
  return { remote: { answer: new Map(lines.flatMap((found) => (found ? [[found[2], found[1]] as const] : []))) } };
}

/** git and ssh print the cause first, then advice. */
function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('Warning: ')) ?? 'git printed nothing';
}

/** Output of a program; undefined if it failed. */
function textOf(ran: Ran): string | undefined {
  return ran.kind === 'ended' && ran.status === 0 ? ran.stdout.trim() : undefined;
}
