import { GATE, MOST_MINUTES, SHORTEST_DEFAULT } from './definitions/gate';
import { SETTINGS } from './definitions/settings';
import { isWildcard } from './formats/exposure';
import type { Level } from './levels';
import { inherited } from './levels';
import type { Exposure, Gate } from './model';
import type { SettingsOptions } from './options';

/** Seconds until Argo CD notices a release, and starts to roll it out. */
const SYNC_SECONDS = 300;

/** The gate after a release; undefined for none. */
export function resolveGate(
  levels: readonly Level<SettingsOptions>[],
  ways: readonly (Exposure | undefined)[],
  seconds: number,
): Gate | undefined {
  const { check } = GATE.options;
  const own = { check: check.default, timeoutMinutes: minutesFor(seconds), ...inherited(SETTINGS, levels, 'gate') };
  if (own.check === 'health') return { check: own.check, timeoutMinutes: own.timeoutMinutes };
  if (own.check !== 'tests') return undefined;
  return {
    check: own.check,
    timeoutMinutes: own.timeoutMinutes,
    address: (own.address ?? firstAddress(ways) ?? '').replace(/\/$/, ''),
  };
}

/** The default timeout: longer if the rollout may take longer, up to what the option accepts. */
function minutesFor(rolloutSeconds: number): number {
  return Math.min(MOST_MINUTES, Math.max(SHORTEST_DEFAULT, Math.ceil((rolloutSeconds + SYNC_SECONDS) / 60)));
}

/** The tests request paths from the root, so a host that only partly belongs to the app cannot be its address. */
function firstAddress(ways: readonly (Exposure | undefined)[]): string | undefined {
  const whole = ways.filter((way) => way?.paths.some(({ path }) => path === '/'));
  // No request can go to a wildcard.
  const host = whole.flatMap((way) => way?.hosts ?? []).find((one) => !isWildcard(one));
  return host === undefined ? undefined : `https://${host}`;
}
