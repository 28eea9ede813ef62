import { CommandError, EXIT } from '../errors';
import type { Place } from './place';
import { secretKeys } from '../../config/model';
import { secretName } from '../../config/names';
import { missingInCommit, sealedIn, sealedState } from '../../files/secrets/state';
import { SHORT } from '../../releases/files/message';

/**
 * Pods without a value that they need do not start, so nothing is released before all are sealed: where the release is
 * made, and in the commit that a gated environment runs.
 */
export function requireSealed({ app, own, read, git }: Place, revision?: string): void {
  const { name } = own.environment;
  const seal = { name: secretName(app), namespace: own.namespace };
  const values = sealedIn(app.name, name, seal, read);
  const missing =
    revision === undefined
      ? sealedState(secretKeys(app), values).missing
      : missingInCommit(app.name, name, (path) => git().show(revision, path));
  if (missing.length === 0) return;
  const isSealedHere = missing.every((key) => Object.hasOwn(values, key));
  const where = revision === undefined ? '' : ` in commit ${revision.slice(0, SHORT)}`;
  const list = missing.length === 1 ? 'a secret is' : `${missing.length} secrets are`;
  throw new CommandError(
    [
      `${app.name} cannot be released to ${name}: ${list} not sealed there${where}, and its pods do not start without:`,
      ...missing.map((key) => `  ${key}  ${isSealedHere ? '(sealed here since)' : sealCommand(app.name, name, key)}`),
      isSealedHere
        ? 'Commit what is sealed, and release a commit that has it.'
        : 'Seal what is missing, commit it, then release again.',
    ].join('\n'),
    EXIT.findings,
  );
}

function sealCommand(app: string, environment: string, key: string): string {
  return `make seal APP=${app} ENV=${environment} KEY=${key}`;
}
