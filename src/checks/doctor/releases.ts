import type { Check } from './check';
import { failed, notChecked, ok } from './check';
import { count, listed } from '../../common/printed';

/** Which apps an environment runs. */
export interface ReleaseFacts {
  readonly environment: string;
  /** The branch that releases to it; undefined for a gated one. */
  readonly branch?: string;
  /** The environment whose releases are promoted to it. */
  readonly previous?: string;
  /** Apps that run in it. */
  readonly released: readonly string[];
  readonly missing: readonly string[];
  /** Apps whose release files cannot be read. */
  readonly broken: readonly string[];
}

/** Which environments have nothing yet. */
export function releaseChecks(facts: readonly ReleaseFacts[]): Check[] {
  return facts
    .filter(({ released, missing, broken }) => released.length + missing.length + broken.length > 0)
    .map((one) => releaseCheck(one));
}

function releaseCheck({ environment, branch, previous, released, missing, broken }: ReleaseFacts): Check {
  const title = `${environment} has a release of every app`;
  const subject = { id: `releases.${environment}`, group: 'releases', title } as const;
  if (missing.length > 0) {
    return failed(subject, `never released: ${listed(missing)}`, 'you', howToRelease(environment, branch, previous));
  }
  if (broken.length > 0) return notChecked(subject, `cannot be read: ${listed(broken)}`, 'you', 'make drift');
  return ok(subject, count(released.length, 'app', 'apps'));
}

function howToRelease(environment: string, branch: string | undefined, previous: string | undefined): string {
  if (branch !== undefined) return `push a change of the app to ${branch}: the workflow builds and releases it`;
  if (previous !== undefined) {
    return `promote what ${previous} runs: ONBOARDING.md, How a change reaches each environment`;
  }
  return `release what the workflow built: make release APP=… ENV=${environment} IMAGE=:TAG@DIGEST`;
}
