import type { Access } from './access';
import type { GitResult } from '../../clients/git/process';
import { reasonLine } from '../../clients/git/process';

/** The outcome of a push. `retry`: the branch moved or the network failed. */
export type Pushed = { readonly kind: 'done' } | { readonly kind: 'retry'; readonly why: string } | Rejected;

/** A push that fails again however often it is tried. */
export interface Rejected {
  readonly kind: 'rejected';
  readonly why: string;
  /** How to fix it, if known. */
  readonly fix?: string;
}

/** Output of git and servers when another push updated or locked the branch first. */
const MOVED =
  /fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value|reference already exists/i;

/** Output of git when the network failed: the same push may succeed later. */
const UNREACHABLE =
  /could not resolve host|connection (?:timed out|reset|refused)|operation timed out|early EOF|unexpected disconnect|RPC failed|HTTP 5\d\d|the remote end hung up/i;

/** Reads the output of `git push --porcelain`. */
export function readPush({ status, stdout, stderr }: GitResult, access: Access): Pushed {
  if (status === 0) return { kind: 'done' };
  const report = stdout.toString('utf8');
  const output = `${report}\n${stderr}`;
  const reason = /^!\t\S+\t(.+)$/m.exec(report)?.[1] ?? reasonLine(stderr);
  const why = [reason, ...serverMessages(stderr)].join('; ');
  const fix = access.explain(output);
  const isTemporary = fix === undefined && (MOVED.test(output) || UNREACHABLE.test(output));
  return isTemporary ? { kind: 'retry', why } : { kind: 'rejected', why, fix };
}

/** Lines that the server adds to the reason that git prints. */
function serverMessages(stderr: string): string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('remote: '))
    .map((line) => line.slice('remote: '.length).trim())
    .filter((line) => line !== '');
}
