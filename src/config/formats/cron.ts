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
  must: "be a cron schedule of five fields that can occur, such as '0 3 * * *' for 3:00 every night, or a macro such as '@daily'",
  test: isSchedule,
  fix: equivalent,
});

/** Macros of Kubernetes for common schedules. `@every` counts from the last run, so it has no fixed times. */
const MACRO =
  /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every (?:[0-9]{1,4}h)?(?:[0-9]{1,5}m)?(?<=[1-9][0-9]*[hm]))$/;

function isSchedule(value: string): boolean {
  if (value.length > 200) return false;
  if (MACRO.test(value)) return true;
  const fields = value.split(/ +/);
  if (fields.length !== FIELDS.length) return false;
  const sets = fields.map((field, index) => numbersOf(field, FIELDS[index]));
  if (sets.some((set) => set === undefined)) return false;
  const [, , days, months] = sets as Set<number>[];
  // If both kinds of day are set, either one matches.
  return !/^[*?]$/.test(fields[4]) || [...months].some((month) => [...days].some((day) => day <= DAYS[month - 1]));
}

/** The schedule as Kubernetes writes it, if it is one of other programs. */
function equivalent(value: string): string | undefined {
  const zone = /^(?:CRON_)?TZ=(\S+) +(.*)$/.exec(value);
  if (zone !== null) return `set timeZone: '${zone[1]}', and schedule: '${zone[2]}'`;
  const short = value.trim().replace(/\s+/g, ' ');
  const fields = short.split(' ');
  const candidates = [
    short,
    short.toLowerCase(),
    ...(fields.length === 5 ? [[...fields.slice(0, 4), withoutSeven(fields[4])].join(' ')] : []),
    // A leading field of seconds, as in Quartz and Spring.
    ...(fields.length === 6 && fields[0] === '0' ? [fields.slice(1).join(' ')] : []),
    fields.map((field) => field.replace(/[a-z]{4,}/gi, (name) => name.slice(0, 3))).join(' '),
  ];
  const right = candidates.find((one) => one !== value && isSchedule(one));
  return right === undefined ? undefined : `use '${right}'`;
}

/** The days of the week of a field that counts Sunday as 7: Kubernetes only knows 0. */
function withoutSeven(field: string): string {
  if (!field.includes('7')) return field;
  const days = numbersOf(field.replace(/^7-/, '0-'), { ...FIELDS[4], to: 7 });
  if (days === undefined) return field;
  return [...new Set([...days].map((day) => day % 7))].sort((a, b) => a - b).join(',');
}

/** The numbers that a field matches; undefined if it is invalid. */
function numbersOf(
  field: string,
  { from, to, names }: Pick<Field, 'from' | 'names'> & { readonly to: number },
): Set<number> | undefined {
  const numbers = new Set<number>();
  for (const part of field.split(',')) {
    const match =
      /^(?:(?<all>[*?])|(?<first>[0-9]{1,2}|[a-z]{3})(?:-(?<last>[0-9]{1,2}|[a-z]{3}))?)(?:\/(?<step>[0-9]{1,2}))?$/i.exec(
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

const canonicalZones = new Map<string, string | undefined>();

/** Remembered, because most schedules of a config have the same zone, and Node.js takes long to look one up. */
function canonicalZone(value: string): string | undefined {
  if (!canonicalZones.has(value)) canonicalZones.set(value, lookedUp(value));
  return canonicalZones.get(value);
}

function lookedUp(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** Whether only the capitals are wrong. */
function isMiswritten(value: string): boolean {
  const canonical = canonicalZone(value);
  return canonical !== undefined && canonical !== value && canonical.toLowerCase() === value.toLowerCase();
}
