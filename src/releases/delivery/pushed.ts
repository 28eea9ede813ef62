import type { Access } from './access';
import type { Answer } from '../../clients/git/process';
import { lastLine } from '../../clients/git/process';

/** What became of a push: somebody else was faster, which is worth another try; or it is refused for good. */
export type Pushed =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'raced' | 'refused';
      readonly why: string;
      /** What to do about it, where that is known. */
      readonly todo?: string;
    };

/** What git and servers say when another push, or another lock, came between. */
const RACED =
  /fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i;

/** What git says when the network failed: the same push may go through later. */
const UNREACHABLE =
  /could not resolve host|connection (?:timed out|reset|refused)|operation timed out|early EOF|unexpected disconnect|RPC failed|HTTP 5\d\d|the remote end hung up/i;

/** Reads what `git push --porcelain` answered. */
export function readPush({ status, stdout, stderr }: Answer, access: Access): Pushed {
  if (status === 0) return { kind: 'done' };
  const report = stdout.toString('utf8');
  const said = `${report}\n${stderr}`;
  const todo = access.explain(said);
  const isWorthIt = todo === undefined && (RACED.test(said) || UNREACHABLE.test(said));
  const why = /^!\t\S+\t(.+)$/m.exec(report)?.[1] ?? lastLine(stderr);
  return { kind: isWorthIt ? 'raced' : 'refused', why: [why, ...saidByServer(stderr)].join('; '), todo };
}

/** What the server said of it, beside the reason that git prints. */
function saidByServer(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('remote: '))
    .map((line) => line.slice('remote: '.length).trim())
    .filter((line) => line !== '');
}
