import { hasOnly } from './component';
import { compare } from '../../common/order';
import { isRecord } from '../../common/records';
import { isSafeText } from '../../config/formats/texts';

/** Annotations of a release file that say why something is held; kustomize passes over them, so they reach no manifest. */
const PIN = 'pin.python-gitops/';

/** The part of a release file that says why what is held is held. */
export function renderPins(pins: readonly (readonly [application: string, reason: string])[]): object {
  if (pins.length === 0) return {};
  const entries = [...pins].sort(([a], [b]) => compare(a, b)).map(([name, reason]) => [`${PIN}${name}`, reason]);
  return { metadata: { annotations: Object.fromEntries(entries) as Record<string, string> } };
}

/** Reads it: reasons by Application. Undefined when it is something else. */
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

/** Longest reason, in characters: one line that a table shows. */
export const MAX_REASON = 200;

/** Whether a text can stand as a reason: one line, with something in it. */
export function isReason(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_REASON && isSafeText(text) && !/[\t\n]/.test(text);
}
