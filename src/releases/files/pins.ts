import { hasOnly } from './component';
import { compare } from '../../common/order';
import { isRecord } from '../../common/records';
import { isSafeText } from '../../config/formats/texts';

/** Prefix of annotations with the reason of a pin. kustomize ignores them, so they reach no manifest. A format: also read. */
const PIN = 'pin.python-gitops/';

/** Renders the part of a release file that holds the reasons of pins. */
export function renderPins(pins: readonly (readonly [application: string, reason: string])[]): object {
  if (pins.length === 0) return {};
  const entries = [...pins].sort(([a], [b]) => compare(a, b)).map(([name, reason]) => [`${PIN}${name}`, reason]);
  return { metadata: { annotations: Object.fromEntries(entries) as Record<string, string> } };
}

/** Reads the reasons by Application. Returns undefined for anything else. */
export function parsePins(metadata: unknown): Map<string, string> | undefined {
  if (metadata === undefined) return new Map();
  if (!isRecord(metadata) || !hasOnly(metadata, ['annotations']) || !isRecord(metadata.annotations)) return undefined;
  const pins = new Map<string, string>();
  for (const [key, reason] of Object.entries(metadata.annotations)) {
    if (!key.startsWith(PIN) || typeof reason !== 'string' || !isReason(reason)) return undefined;
    pins.set(key.slice(PIN.length), reason);
  }
  return pins;
}

/** The longest reason, in characters: it must fit on one line of a table. */
export const MAX_REASON = 200;

/** Whether a text can be a reason: one line that is not empty. */
export function isReason(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_REASON && isSafeText(text) && !/[\t\n]/.test(text);
}
