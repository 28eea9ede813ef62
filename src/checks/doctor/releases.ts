import type { Check } from './check';
import { failed, notChecked, ok } from './check';
import { count, listed } from '../../common/printed';

/** The apps of an environment and their releases. */
export interface ReleaseFacts {
  readonly environment: string;
  /** The branch that releases to it; undefined for a gated environment. */
  readonly branch?: string;
  /** The environment that releases are promoted from. */
  readonly previous?: string;
  readonly released: readonly string[];
  readonly missing: readonly string[];
  /** Apps whose release files cannot be read. */
  readonly broken: readonly string[];
}

/** Checks that every environment has releases. */
export function releaseChecks(facts: readonly ReleaseFacts[]): Check[] {
  return facts
    .filter(({ released, missing, broken }) => released.length + missing.length + broken.length > 0)
    .map((one) => releaseCheck(one));
}

function releaseCheck({ environment, branch, previous, released, missing, broken }: ReleaseFacts): Check {
  const title = `${environment} has a release of every app`;
  const subject = { id: `releases.${environment}`, group: 'releases', title } as const;
  if (missing.length > 0) {
    return failed(subject, `no release of ${listed(missing)}`, 'you', howToRelease(environment, branch, previous));
  }
  if (broken.length > 0) {
    return notChecked(subject, `cannot read the release files of ${listed(broken)}`, 'you', 'make drift');
  }
  return ok(subject, count(released.length, 'app', 'apps'));
}

function howToRelease(environment: string, branch: string | undefined, previous: string | undefined): string {
  if (branch !== undefined) return `push a change to the app to ${branch}; the workflow builds and releases it`;
  if (previous !== undefined) {
    return `promote from ${previous}: make promote APP=… ENV=${environment}`;
  }
  return `release an image that the workflow built: make release APP=… ENV=${environment} IMAGE=:TAG@DIGEST`;
}
