import { isDeepStrictEqual } from 'node:util';
import type { OtherMachine } from './config-machine';
import { onOtherMachine } from './config-machine';
import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import { alternatives } from '../../common/lists';
import { isRecord } from '../../common/records';
import { member } from '../../config/rules';

/** What a run of a config results in. */
export interface ConfigResult {
  /** The options as JSON, so that later changes of the config's own objects don't matter. */
  readonly options: string;
  /** The content of added files by path, for a run that only compares. */
  readonly files?: ReadonlyMap<string, string>;
}

/** How the clock and the random numbers differ in each further run of a config. */
interface Moment {
  readonly date: Date;
  readonly random: (count: number) => number;
}

/** Two moments that differ from now and from each other: year to millisecond, weekday or weekend, half of the day. */
const MOMENTS: readonly Moment[] = [
  { date: new Date(2031, 0, 4, 3, 4, 5, 6), random: (count) => (count % 997) / 100_000 },
  { date: new Date(2042, 7, 19, 15, 26, 37, 489), random: (count) => 1 - ((count % 997) + 1) / 100_000 },
];

export function snapshot(options: object, files?: ReadonlyMap<string, string>): ConfigResult | undefined {
  try {
    return { options: JSON.stringify(options), files };
  } catch {
    // It refers to itself; validation reports that.
    return undefined;
  }
}

/**
 * Runs a config again, at other moments and as on another machine, and returns a finding for each value that changes. What
 * fails in another run, such as a step that can only be done once, is not compared.
 */
export function findChanges(
  first: ConfigResult,
  run: () => ConfigResult | undefined,
  machine: OtherMachine,
): Finding[] {
  const elsewhere = at(MOMENTS[0], () => onOtherMachine(machine, run));
  const { asked, result: there } = elsewhere.result ?? { asked: new Set<string>() };
  // What the machine changes is told apart from what the moment changes.
  const here = asked.size === 0 ? { ...elsewhere, result: there } : at(MOMENTS[0], run);
  if (here.result === undefined) return [];
  const ofMachine = asked.size === 0 || !there ? [] : between(here.result, there, machineOf(asked));
  const ofMoment = between(first, here.result, MOMENT);
  // Without a look at the clock or a random number, a further run shows nothing new.
  if (ofMachine.length + ofMoment.length > 0 || (!here.isUsed && !here.result.files)) {
    return [...ofMoment, ...ofMachine];
  }
  const { result: later } = at(MOMENTS[1], run);
  return later === undefined ? [] : between(here.result, later, MOMENT);
}

function between(before: ConfigResult, after: ConfigResult, cause: Cause): Finding[] {
  if (before.options !== after.options) {
    return changesBetween(JSON.parse(before.options), JSON.parse(after.options), cause);
  }
  return before.files === undefined ? [] : filesBetween(before.files, after.files, cause);
}

/** Why values differ, in the words of a finding. */
interface Cause {
  readonly must: string;
  readonly got: (one: string, other: string) => string;
  readonly fix: string;
}

const MOMENT: Cause = {
  must: 'be the same each time .projenrc.ts runs',
  got: (one, other) => `${one}, then ${other}`,
  fix: 'set a fixed value, not one from the clock, a random number, or a measurement',
};

function machineOf(asked: ReadonlySet<string>): Cause {
  return {
    must: 'be the same on every machine, or CI rejects the commit as drift',
    got: (one, other) => `${one} here, ${other} elsewhere`,
    fix: `set a fixed value, not one from ${alternatives([...asked])}`,
  };
}

/** A finding for each added file whose content differs, with the first line that does. */
function filesBetween(
  before: ReadonlyMap<string, string>,
  after: ConfigResult['files'] = new Map(),
  cause: Cause,
): Finding[] {
  return [...before].flatMap(([path, content]) => {
    const other = after.get(path);
    if (other === content) return [];
    if (other === undefined) return [changing(path, 'a file', 'none', cause)];
    const [lines, others] = [content.split('\n'), other.split('\n')];
    const line = lines.findIndex((text, index) => text !== others[index]);
    return [changing(`${path}:${line + 1}`, lines[line], others[line], cause)];
  });
}

/** Runs a body at another moment, silently. */
function at<T>({ date, random }: Moment, body: () => T): { readonly result?: T; readonly isUsed: boolean } {
  const { Date: RealDate } = globalThis;
  const { now } = RealDate;
  const { random: realRandom } = Math;
  const { prototype } = Intl.DateTimeFormat;
  const { format, formatToParts } = Object.getOwnPropertyDescriptors(prototype);
  const shift = date.getTime() - now();
  let [isUsed, count] = [false, 0];
  const shifted = (): number => {
    isUsed = true;
    return now() + shift;
  };
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(shifted()).toString(),
    construct: (target, args, newTarget): object =>
      Reflect.construct(target, args.length === 0 ? [shifted()] : args, newTarget) as object,
  });
  RealDate.now = shifted;
  Math.random = () => {
    isUsed = true;
    return random(count++);
  };
  // Without a date, these format the current time.
  Object.defineProperties(prototype, {
    format: {
      ...format,
      get(this: Intl.DateTimeFormat) {
        const original = format.get?.call(this) as Intl.DateTimeFormat['format'];
        return (given?: Date | number) => original(given ?? shifted());
      },
    },
    formatToParts: {
      ...formatToParts,
      value(this: Intl.DateTimeFormat, given?: Date | number) {
        return formatToParts.value?.call(this, given ?? shifted());
      },
    },
  });
  try {
    return { result: body(), isUsed };
  } catch {
    return { isUsed };
  } finally {
    globalThis.Date = RealDate;
    RealDate.now = now;
    Math.random = realRandom;
    Object.defineProperties(prototype, { format, formatToParts });
  }
}

/** A finding for each value that differs, and for each object whose entries are in another order. */
export function changesBetween(before: unknown, after: unknown, cause: Cause = MOMENT): Finding[] {
  const findings: Finding[] = [];
  const visit = (path: string, one: unknown, other: unknown): void => {
    if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
      one.forEach((entry, index) => visit(`${path}[${index}]`, entry, other[index]));
    } else if (isRecord(one) && isRecord(other)) {
      const [names, others] = [Object.keys(one), Object.keys(other)];
      for (const name of new Set([...names, ...others])) visit(member(path, name), one[name], other[name]);
      // The order of environments, for example, matters.
      const isMoved = !isDeepStrictEqual(names, others) && isDeepStrictEqual([...names].sort(), [...others].sort());
      if (isMoved) findings.push(changing(path, names, others, cause));
    } else if (!isDeepStrictEqual(one, other)) {
      findings.push(changing(path, one, other, cause));
    }
  };
  visit('', before, after);
  return findings;
}

function changing(path: string, one: unknown, other: unknown, { must, got, fix }: Cause): Finding {
  return {
    code: 'changing-value',
    path: path === '' ? 'options' : path,
    must,
    got: got(show(one), show(other)),
    fix,
  };
}
