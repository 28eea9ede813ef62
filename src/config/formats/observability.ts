import { choice } from './choices';
import { show } from '../../common/findings';
import { LATENCY_BOUNDS } from '../objectives';
import type { Rule, ValueCheck } from '../rule';
import { rule } from '../rules';

export const rulesForm: Rule = choice('operator', 'config-map', 'none');

export const dashboardsForm: Rule = choice('config-map', 'none');

/** A number that may have decimals. */
export function decimal(min: number, max: number, why = ''): Rule {
  const must = `be a number from ${min} to ${max}${why}`;
  const test = (value: number): boolean => value >= min && value <= max;
  return rule(numeric(must, test), { type: 'number', minimum: min, maximum: max });
}

const bounds = LATENCY_BOUNDS.map(Number);

/** A histogram counts requests exactly only at its bucket bounds. */
export const latencyBound: Rule = rule(
  numeric(
    `be a bucket bound of the service's histogram: ${bounds.slice(0, -1).join(', ')}, or ${bounds.at(-1)}`,
    (value) => bounds.includes(value),
    (value) => {
      const distance = (bound: number): number => Math.abs(Math.log(bound / value));
      const nearest = [...bounds].sort((a, b) => distance(a) - distance(b))[0];
      return value > 0 && Number.isFinite(value) ? `use ${nearest}` : undefined;
    },
  ),
  { enum: bounds },
);

function numeric(
  must: string,
  test: (value: number) => boolean,
  fix: (value: number) => string | undefined = () => undefined,
): ValueCheck {
  return (value, path, report) => {
    if (typeof value !== 'number') {
      report({ code: 'wrong-type', path, must, got: show(value), fix: 'write it as a number, without quotes' });
    } else if (!test(value)) {
      report({ code: 'invalid-value', path, must, got: String(value), fix: fix(value) ?? `change ${path}` });
    }
  };
}
