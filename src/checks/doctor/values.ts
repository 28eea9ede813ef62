import type { Check } from './check';
import { failed, ok } from './check';
import type { Repository } from '../../config/model';
import { notSet } from '../../config/model';

/** The values without which nothing is deployed. */
export function valueChecks(repository: Pick<Repository, 'repoUrl' | 'registry'>): Check[] {
  const missing = notSet(repository);
  return (['repoUrl', 'registry'] as const).map((option): Check => {
    const subject = { id: `values.${option}`, group: 'values', title: `${option} is set` } as const;
    const found = missing.find((one) => one.option === option);
    if (found === undefined) return ok(subject, repository[option] as string);
    const fix = `write ${found.example} into .projenrc.ts, then run npx projen`;
    return failed(subject, `left out until then: ${found.leavesOut}`, 'you', fix);
  });
}
