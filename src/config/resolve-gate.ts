import { GATE } from './definitions/gate';
import { SETTINGS } from './definitions/settings';
import type { Level } from './levels';
import { inherited } from './levels';
import type { Exposure, Gate } from './model';
import type { SettingsOptions } from './options';

/** The gate after a release; undefined for none. */
export function resolveGate(
  levels: readonly Level<SettingsOptions>[],
  ways: readonly (Exposure | undefined)[],
): Gate | undefined {
  const { check, timeoutMinutes } = GATE.options;
  const own = { check: check.default, timeoutMinutes: timeoutMinutes.default, ...inherited(SETTINGS, levels, 'gate') };
  if (own.check === 'health') return { check: own.check, timeoutMinutes: own.timeoutMinutes };
  if (own.check !== 'tests') return undefined;
  return {
    check: own.check,
    timeoutMinutes: own.timeoutMinutes,
    address: (own.address ?? firstAddress(ways) ?? '').replace(/\/$/, ''),
  };
}

/** The tests request paths from the root, so a host that only partly belongs to the app cannot be its address. */
function firstAddress(ways: readonly (Exposure | undefined)[]): string | undefined {
  const whole = ways.find((way) => way?.paths.some(({ path }) => path === '/'));
  return whole?.hosts[0] === undefined ? undefined : `https://${whole.hosts[0]}`;
}
