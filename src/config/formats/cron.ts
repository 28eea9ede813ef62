import type { Rule } from '../rule';
import { text } from '../rules';

/** The five fields of a schedule, with their numbers and the names for some of them. */
const FIELDS = [
  { from: 0, to: 59, names: [] },
  { from: 0, to: 23, names: [] },
  { from: 1, to: 31, names: [] },
  { from: 1, to: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { from: 0, to: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const;

type Field = (typeof FIELDS)[number];

/** Maximum days of each month. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * When a cron job runs, as in Kubernetes: five fields, without the time zone, which is a separate option.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export const schedule: Rule = text({
  must: "be a cron schedule of five fields that can occur, such as '0 3 * * *' for 3:00 every night",
  test: isSchedule,
});

function isSchedule(value: string): boolean {
  if (value.length > 200) return false;
  const fields = value.split(' ');
  if (fields.length !== FIELDS.length) return false;
  const sets = fields.map((field, index) => numbersOf(field, FIELDS[index]));
  if (sets.some((set) => set === undefined)) return false;
  const [, , days, months] = sets as Set<number>[];
  // If both kinds of day are set, either one matches.
  return fields[4] !== '*' || [...months].some((month) => [...days].some((day) => day <= DAYS[month - 1]));
}

/** The numbers that a field matches; undefined if it is invalid. */
function numbersOf(field: string, { from, to, names }: Field): Set<number> | undefined {
  const numbers = new Set<number>();
  for (const part of field.split(',')) {
    const match =
      /^(?:(?<all>\*)|(?<first>[0-9]{1,2}|[a-z]{3})(?:-(?<last>[0-9]{1,2}|[a-z]{3}))?)(?:\/(?<step>[0-9]{1,2}))?$/i.exec(
        part,
      );
    if (!match?.groups) return undefined;
    const { all, first, last, step } = match.groups as Record<string, string | undefined>;
    const number = (word: string): number => {
      const name = (names as readonly string[]).indexOf(word.toLowerCase());
      return /^[0-9]+$/.test(word) ? Number(word) : name < 0 ? NaN : name + from;
    };
    const begin = all === undefined ? number(first ?? '') : from;
    const end = last !== undefined ? number(last) : all === undefined && step === undefined ? begin : to;
    const by = Number(step ?? 1);
    if (!(from <= begin && begin <= end && end <= to && by >= 1)) return undefined;
    for (let n = begin; n <= end; n += by) numbers.add(n);
  }
  return numbers;
}

/** The form of a name in the time zone database; unlike Node.js, other programs are case-sensitive. */
const TIME_ZONE = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*)*$/;

/**
 * @see https://www.iana.org/time-zones
 */
export const timeZone: Rule = text({
  must: "be a name of the IANA time zone database, such as 'Europe/Berlin'",
  test: (value) => TIME_ZONE.test(value) && canonicalZone(value) !== undefined && !isMiswritten(value),
  fix: (value) => (isMiswritten(value) ? `use '${canonicalZone(value)}'` : undefined),
});

function canonicalZone(value: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Whether only the capitals are wrong. */
function isMiswritten(value: string): boolean {
  const canonical = canonicalZone(value);
  return canonical !== undefined && canonical !== value && canonical.toLowerCase() === value.toLowerCase();
}
