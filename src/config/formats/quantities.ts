import type { Rule } from '../rule';
import { text } from '../rules';

/** Minimum memory: one server process needs about 50Mi. */
const MIN_MEMORY_MI = 64;

const MEBIBYTE = 1024 ** 2;

/** Maximum sizes, far above those of any node. */
const MAX_MEMORY_MI = 10_000_000 * 1024;
const MAX_CPU = 1_000_000;

/** A quantity as API servers accept it, without a sign. */
const QUANTITY =
  /^(?<number>[0-9]+\.?[0-9]*|\.[0-9]+)(?:(?<suffix>[KMGTPE]i|[numkMGTPE])|[eE](?<exponent>[+-]?[0-9]{1,2}))?$/;

const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The value of a quantity; NaN if it is none. */
function valueOf(quantity: string): number {
  const groups = QUANTITY.exec(quantity)?.groups as Record<string, string | undefined> | undefined;
  if (groups === undefined || quantity.length > 30) return NaN;
  const { number, suffix = '', exponent } = groups;
  if (exponent !== undefined) return Number(`${number}e${exponent}`);
  if (suffix.endsWith('i')) return Number(number) * 1024 ** BINARY.indexOf(suffix);
  return Number(`${Number(number)}e${3 * (DECIMAL.indexOf(suffix) - DECIMAL.indexOf(''))}`);
}

/**
 * Mebibytes of a quantity of memory.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function mebibytes(quantity: string): number {
  return valueOf(quantity) / MEBIBYTE;
}

/** Thousandths of a CPU. */
export function millicores(quantity: string): number {
  // Rounded, since 0.003 * 1000 is a little more than 3.
  return Math.round(valueOf(quantity) * 1_000_000) / 1000;
}

/** Whether a quantity has whole bytes and lies between two sizes in mebibytes. */
function isSize(quantity: string, min: number, max: number): boolean {
  const size = mebibytes(quantity);
  return size >= min && size < max && Number.isInteger(size * MEBIBYTE);
}

/** API servers have no CPU time below a thousandth. */
function isCpu(quantity: string): boolean {
  const cpu = millicores(quantity);
  return cpu >= 1 && cpu < MAX_CPU * 1000 && Number.isInteger(cpu);
}

/** Suffixes in lower case that people write, and what they mean in Kubernetes. */
const SIZES: Readonly<Record<string, string>> = {
  k: 'Ki',
  m: 'Mi',
  g: 'Gi',
  t: 'Ti',
  ...Object.fromEntries(['k', 'm', 'g', 't'].map((letter) => [`${letter}i`, `${letter.toUpperCase()}i`])),
  ...Object.fromEntries(['k', 'm', 'g', 't'].map((letter) => [`${letter}ib`, `${letter.toUpperCase()}i`])),
  kb: 'k',
  mb: 'M',
  gb: 'G',
  tb: 'T',
  b: '',
};

const CPUS: Readonly<Record<string, string>> = { m: 'm', cpu: '', cpus: '', core: '', cores: '', vcpu: '', vcpus: '' };

/** The same quantity as Kubernetes writes it, if only its spelling is wrong. */
function respelled(
  value: string,
  suffixes: Readonly<Record<string, string>>,
  isRight: (quantity: string) => boolean,
): string | undefined {
  const { number, suffix } = /^\s*(?<number>[0-9]*[.,]?[0-9]+)\s*(?<suffix>[A-Za-z]*)\s*$/.exec(value)?.groups ?? {};
  if (number === undefined) return undefined;
  const known = suffix === '' ? '' : suffixes[suffix.toLowerCase()];
  const quantity = `${number.replace(',', '.')}${known ?? suffix}`;
  return quantity !== value && isRight(quantity) ? `use '${quantity}'` : undefined;
}

const isMemory = (value: string): boolean => isSize(value, MIN_MEMORY_MI, MAX_MEMORY_MI);

const isVolumeSize = (value: string): boolean => isSize(value, 1, MAX_MEMORY_MI);

export const memory: Rule = text({
  must: `be a Kubernetes quantity of at least ${MIN_MEMORY_MI}Mi, such as '128Mi' or '1G'`,
  test: isMemory,
  fix: (value) => respelled(value, SIZES, isMemory),
});

export const cpu: Rule = text({
  must: "be a Kubernetes quantity of CPU, such as '250m', '0.5' or '2'",
  test: isCpu,
  fix: (value) => respelled(value, CPUS, isCpu),
});

export const cpuLimit: Rule = text({
  must: "be a Kubernetes quantity of CPU, such as '250m', '0.5' or '2', or 'none'",
  test: (value) => value === 'none' || isCpu(value),
  fix: (value) => respelled(value, CPUS, isCpu),
});

export const volumeSize: Rule = text({
  must: "be a Kubernetes quantity of at least 1Mi, such as '512Mi' or '10G'",
  test: isVolumeSize,
  fix: (value) => respelled(value, SIZES, isVolumeSize),
});

/** The form that the ServiceMonitor accepts: units from years to milliseconds, each at most once. */
const DURATION =
  /^(?=.*[1-9])(?:\d{1,5}y)?(?:\d{1,5}w)?(?:\d{1,5}d)?(?:\d{1,5}h)?(?:\d{1,5}m)?(?:\d{1,5}s)?(?:\d{1,5}ms)?$/;

export const duration: Rule = text({
  must: "be a Prometheus duration, such as '30s' or '1m30s'",
  test: (value) => DURATION.test(value),
});
