import type { Rule } from '../rule';
import { text } from '../rules';

/** Minimum memory: one server process needs about 50Mi. */
const MIN_MEMORY_MI = 64;

const SIZE = /^[1-9][0-9]{0,6}(?:Mi|Gi)$/;
const CPU = /^[1-9][0-9]{0,5}m?$/;

export const memory: Rule = text({
  must: `be a Kubernetes quantity in Mi or Gi of at least ${MIN_MEMORY_MI}Mi, such as '128Mi'`,
  test: (value) => SIZE.test(value) && mebibytes(value) >= MIN_MEMORY_MI,
});

export const cpu: Rule = text({
  must: "be a Kubernetes quantity of CPU, such as '250m' or '2'",
  test: (value) => CPU.test(value),
});

export const duration: Rule = text({
  must: "be a Prometheus duration, such as '30s' or '1m'",
  test: (value) => /^[1-9][0-9]{0,4}(?:ms|s|m|h)$/.test(value),
});

export const cpuLimit: Rule = text({
  must: "be a Kubernetes quantity of CPU, such as '250m' or '2', or 'none'",
  test: (value) => value === 'none' || CPU.test(value),
});

export const volumeSize: Rule = text({
  must: "be a Kubernetes quantity in Mi or Gi, such as '512Mi'",
  test: (value) => SIZE.test(value),
});

/** Mebibytes of a quantity in Mi or Gi. */
export function mebibytes(quantity: string): number {
  return Number.parseInt(quantity, 10) * (quantity.endsWith('Gi') ? 1024 : 1);
}

/** Thousandths of a CPU. */
export function millicores(quantity: string): number {
  return Number.parseInt(quantity, 10) * (quantity.endsWith('m') ? 1 : 1000);
}
