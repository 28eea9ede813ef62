import { DEFAULTS } from '../defaults';
import type { Rule } from '../rules';
import { text } from '../rules';

/** Smallest memory in which one server process runs: it needs about 50Mi. */
const MIN_MEMORY_MI = 64;

export const memory: Rule = text({
  must: `be a Kubernetes quantity in Mi or Gi of at least ${MIN_MEMORY_MI}Mi, such as '128Mi'`,
  test: (value) => {
    const match = /^([1-9][0-9]{0,6})(Mi|Gi)$/.exec(value);
    return match !== null && Number(match[1]) * (match[2] === 'Gi' ? 1024 : 1) >= MIN_MEMORY_MI;
  },
});

export const cpu: Rule = text({
  must: "be a Kubernetes quantity of CPU, such as '250m' or '2'",
  test: (value) => /^[1-9][0-9]{0,5}m?$/.test(value),
});

export const duration: Rule = text({
  must: `be a Prometheus duration, such as '${DEFAULTS.scrapeInterval}' or '1m'`,
  test: (value) => /^[1-9][0-9]{0,4}(?:ms|s|m|h)$/.test(value),
});
