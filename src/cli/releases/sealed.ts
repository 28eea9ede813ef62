import { CommandError, EXIT } from '../errors';
import type { Place } from './place';
import { secretName } from '../../config/names';
import { missingInCommit, notSealed, sealedIn } from '../../files/secrets/state';
import { SHORT } from '../../releases/files/message';

/**
 * Pods do not start without their secret values, so all of them must be sealed before a release: in the place of the
 * release, and in the commit that a gated environment runs.
 */
export function requireSealed({ app, own, read, git }: Place, revision?: string): void {
  const { name } = own.environment;
  const missing =
    revision === undefined
      ? notSealed(app, name, own.namespace, read)
      : missingInCommit(app.name, name, (path) => git().show(revision, path));
  if (missing.length === 0) return;
  const values = sealedIn(app.name, name, { name: secretName(app), namespace: own.namespace }, read);
  const isSealedHere = missing.every((key) => Object.hasOwn(values, key));
  const where = revision === undefined ? '' : ` in commit ${revision.slice(0, SHORT)}`;
  const list = missing.length === 1 ? '1 secret is' : `${missing.length} secrets are`;
  throw new CommandError(
    [
      `cannot release ${app.name} to ${name}: ${list} not sealed${where}, and its pods cannot start without:`,
      ...missing.map((key) => `  ${key}  ${isSealedHere ? '(sealed here later)' : sealCommand(app.name, name, key)}`),
      isSealedHere
        ? 'Commit the sealed values, and release a commit that contains them.'
        : 'Seal the missing values, commit them, then release again.',
    ].join('\n'),
    EXIT.findings,
  );
}

function sealCommand(app: string, environment: string, key: string): string {
  return `make seal APP=${app} ENV=${environment} KEY=${key}`;
}
