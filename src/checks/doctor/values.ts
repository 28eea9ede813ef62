import type { Check } from './check';
import { failed, ok } from './check';
import type { Repository } from '../../config/model';
import { notSet } from '../../config/model';

/** Checks the values that every deployment needs. */
export function valueChecks(repository: Pick<Repository, 'repoUrl' | 'registry'>): Check[] {
  const missing = notSet(repository);
  return (['repoUrl', 'registry'] as const).map((option): Check => {
    const subject = { id: `values.${option}`, group: 'values', title: `${option} is set` } as const;
    const found = missing.find((one) => one.option === option);
    if (found === undefined) return ok(subject, repository[option] as string);
    const fix = `set ${found.example} in .projenrc.ts, then run npx projen`;
    return failed(subject, `not generated until then: ${found.leavesOut}`, 'you', fix);
  });
}
