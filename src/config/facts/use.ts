import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import type { Struct } from '../rule';

/** Texts about the types that use an option. */
export interface UseWords {
  /** Completes "only … uses it". */
  readonly only: (types: readonly string[]) => string;
  readonly fix: (types: readonly string[]) => string;
}

/** Reports options that are set for a type of workload or volume that does not use them. */
export function checkUse(
  { options }: Struct,
  own: object,
  type: string,
  path: string,
  report: Report,
  words: UseWords,
  cause: string = path,
): void {
  for (const [option, value] of Object.entries(own) as [string, unknown][]) {
    const types = options[option]?.usedBy;
    if (value === undefined || types === undefined || types.includes(type)) continue;
    const must = `be left out: only ${words.only(types)} uses it, and this is ${an(type)}`;
    report({
      code: 'conflicting-options',
      path: `${path}.${option}`,
      must,
      got: show(value),
      fix: words.fix(types),
      cause,
    });
  }
}

function an(type: string): string {
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
}
