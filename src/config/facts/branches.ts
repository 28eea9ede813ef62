import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import { isRecord } from '../../common/records';
import { positionOf } from '../defaults';
import { REPOSITORY } from '../definitions/repository';
import { member } from '../rules';

/** Checks the branches of environments against each other and against the default branch. */
export function checkBranches(
  options: { readonly environments?: unknown; readonly defaultBranch?: unknown },
  names: readonly string[],
  report: (finding: Finding) => void,
): void {
  const environments = isRecord(options.environments) ? options.environments : {};
  const known = new Map<string, string>([
    [String(options.defaultBranch ?? REPOSITORY.options.defaultBranch.default), 'defaultBranch'],
  ]);
  for (const [name, own] of Object.entries(environments)) {
    if (!isRecord(own)) continue;
    const path = `${member('environments', name)}.branch`;
    checkGated(name, own, names, path, report);
    if (typeof own.branch !== 'string') continue;
    checkFolder(own.branch, known, path, report);
    if (!known.has(own.branch)) known.set(own.branch, path);
  }
}

/** A gated environment runs a promoted revision and tracks no branch. */
function checkGated(
  name: string,
  own: Record<string, unknown>,
  names: readonly string[],
  path: string,
  report: (finding: Finding) => void,
): void {
  const isGated = own.gated ?? positionOf(names.indexOf(name), names.length) === 'last';
  if (own.branch === undefined || isGated !== true) return;
  report({
    code: 'invalid-value',
    path,
    must: 'be left out: a gated environment runs the promoted revision and tracks no branch',
    got: show(own.branch),
    fix: 'remove it, or set gated: false',
  });
}

/** git stores a branch as a file: with a branch `release` there cannot be a branch `release/1.2`. */
function checkFolder(
  branch: string,
  known: ReadonlyMap<string, string>,
  path: string,
  report: (finding: Finding) => void,
): void {
  for (const [other, user] of known) {
    if (!branch.startsWith(`${other}/`) && !other.startsWith(`${branch}/`)) continue;
    const must = `be a branch that can exist next to ${show(other)} of ${user}: git cannot store one below the other`;
    report({ code: 'invalid-value', path, must, got: show(branch), fix: 'rename one of the branches' });
  }
}
