import { isIP } from 'node:net';
import type { Rule } from '../rule';
import { text } from '../rules';

export const cidr: Rule = text({
  must: "be an address range in CIDR notation that begins with its first address, such as '10.20.0.0/16'",
  test: isCidr,
});

/** API servers warn about a range whose address has bits below the prefix, and about other spellings of an address. */
function isCidr(value: string): boolean {
  const [address, length, ...rest] = value.split('/');
  // A zone is only valid on one machine.
  const version = value.includes('%') ? 0 : isIP(address ?? '');
  if (version === 0 || rest.length > 0 || !/^(?:0|[1-9][0-9]{0,2})$/.test(length ?? '')) return false;
  const { IPv4, IPv6 } = require('ipaddr.js') as typeof import('ipaddr.js');
  if (Number(length) > (version === 4 ? 32 : 128)) return false;
  const first = (version === 4 ? IPv4 : IPv6).networkAddressFromCIDR(value);
  return first.toString() === address;
}
