/** A host name (RFC 1123) with an optional port. */
export const HOST = String.raw`[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*`;

/** A port, or none. */
export const PORT = String.raw`(?::[0-9]{1,5})?`;

export function hasValidPort(value: string): boolean {
  const port = /^(?:[a-z]+:\/\/)?[^/]*?:([0-9]+)(?:\/|$)/.exec(value)?.[1];
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65535);
}
