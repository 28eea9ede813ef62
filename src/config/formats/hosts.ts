const LABEL = String.raw`[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`;

/**
 * A host name of DNS labels.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1123#section-2.1
 */
export const HOST = String.raw`${LABEL}(?:\.${LABEL})*`;

/** A port, or none. */
export const PORT = String.raw`(?::[0-9]{1,5})?`;

/**
 * Longest host name, written without the dot at its end: 255 octets with the lengths of the labels.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
 */
const MAX_HOST = 253;

/** What a pattern cannot say of the host and the port at the beginning of an address. */
export function hasValidHost(value: string): boolean {
  const [, host, port] = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:]*)(?::([0-9]+)(?=\/|$))?/.exec(value) ?? [];
  return (host ?? '').length <= MAX_HOST && (port === undefined || (Number(port) >= 1 && Number(port) <= 65535));
}
