import { DEFAULTS } from './defaults';
import type { Level } from './levels';
import { merged } from './levels';
import type { Exposure, Gate } from './model';
import type { SettingsOptions } from './options';

/** What is waited for after a release; undefined for nothing. */
export function resolveGate(
  levels: readonly Level<SettingsOptions>[],
  ways: readonly (Exposure | undefined)[],
): Gate | undefined {
  const { check = 'none', address, timeoutMinutes = DEFAULTS.gateTimeoutMinutes } = merged(levels, 'gate');
  if (check === 'health') return { check, timeoutMinutes };
  if (check !== 'tests') return undefined;
  return { check, timeoutMinutes, address: (address ?? firstAddress(ways) ?? '').replace(/\/$/, '') };
}

/** The tests ask for paths from the root on, so that a host of which the app has only a part is no address of it. */
function firstAddress(ways: readonly (Exposure | undefined)[]): string | undefined {
  const whole = ways.find((way) => way?.paths.some(({ path }) => path === '/'));
  return whole?.hosts[0] === undefined ? undefined : `https://${whole.hosts[0]}`;
}
