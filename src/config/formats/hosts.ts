const LABEL = String.raw`[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`;

/**
 * A host name of DNS labels.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1123#section-2.1
 */
export const HOST = String.raw`${LABEL}(?:\.${LABEL})*`;

/** An optional port. */
export const PORT = String.raw`(?::[0-9]{1,5})?`;

/**
 * Maximum length of a host name without the trailing dot: 255 octets including the lengths of the labels.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
 */
const MAX_HOST = 253;

/** Checks what the pattern cannot express about the host and port of an address. */
export function hasValidHost(value: string): boolean {
  const [, host, port] = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:]*)(?::([0-9]+)(?=\/|$))?/.exec(value) ?? [];
  return (host ?? '').length <= MAX_HOST && (port === undefined || (Number(port) >= 1 && Number(port) <= 65535));
}
