import fc from 'fast-check';
import { validate } from '../../../src/config/validate';
import { describeTexts, withOption } from '../../support/config-options';

describeTexts({
  'defaults.networkPolicy.egress[0].cidr': {
    accepted: [
      '0.0.0.0/0',
      '10.0.0.0/8',
      '10.20.0.0/15',
      '192.168.1.1/32',
      '::/0',
      '::1/128',
      'fd00::/8',
      'fe80::/10',
      '2001:db8::/32',
      '2001:db8:0:1::/64',
      '1:0:0:2::/64',
    ],
    refused: [
      '10.0.0.0',
      '10.0.0.0/',
      '/8',
      '10.0.0.0/33',
      '10.0.0.0/08',
      '10.0.0.0/00',
      '10.0.0.0/-1',
      '10.0.0.0/+8',
      '10.0.0.0/8.0',
      '10.0.0.0/1e1',
      '10.0.0.0/8/8',
      '10.0.0.0/255.0.0.0',
      '10.0.0.1/8',
      '10.21.0.0/15',
      '10.20.0.1/31',
      '256.0.0.0/8',
      '10.0.0/8',
      '10/8',
      '010.0.0.0/8',
      '0x0a.0.0.0/8',
      '167772160/8',
      '10.0.0.0 /8',
      ' 10.0.0.0/8',
      'localhost/32',
      '2001:db8::1/32',
      '2001:DB8::/32',
      '2001:0db8::/32',
      '2001:db8:0:0:0:0:0:0/32',
      '2001:db8:0::/48',
      '::0/0',
      '::/129',
      '[::]/0',
      '1:0:0:2:0:0:0:0/64',
      '::ffff:10.0.0.0/104',
      'fe80::%eth0/10',
      'fe80::1%eth0/128',
      'fe80::%eth-0/10',
    ],
  },
});

describe('a range of addresses', () => {
  /** Texts of the addresses, in the spelling that the URL Standard and RFC 5952 agree on. */
  const spell = (bytes: readonly number[]): string => {
    if (bytes.length === 4) return bytes.join('.');
    const words = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] * 256 + bytes[2 * i + 1]).toString(16));
    return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1);
  };
  const isRange = (value: string): boolean =>
    validate(withOption('defaults.networkPolicy.egress[0].cidr', value)).length === 0;
  // Zeros are frequent, so that addresses have something to shorten.
  const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
  const network = fc.constantFrom(4, 16).chain((size) =>
    fc.record({
      bytes: fc.array(byte, { minLength: size, maxLength: size }),
      length: fc.integer({ min: 0, max: size * 8 }),
    }),
  );
  const bits = (bytes: readonly number[]): string => bytes.map((value) => value.toString(2).padStart(8, '0')).join('');
  const firstOf = (bytes: readonly number[], length: number): number[] => {
    const kept = bits(bytes)
      .slice(0, length)
      .padEnd(bytes.length * 8, '0');
    return (kept.match(/.{8}/g) ?? []).map((octet) => parseInt(octet, 2));
  };

  test('is accepted by its first address, in the one spelling that there is of it', () => {
    fc.assert(
      fc.property(network, ({ bytes, length }) => {
        const range = `${spell(firstOf(bytes, length))}/${length}`;
        expect([range, isRange(range)]).toEqual([range, true]);
      }),
      { numRuns: 300 },
    );
  });

  test('is refused by every other address in it: what stands behind the length would be ignored', () => {
    fc.assert(
      fc.property(network, ({ bytes, length }) => {
        const isFirst = !bits(bytes).slice(length).includes('1');
        const range = `${spell(bytes)}/${length}`;
        expect([range, isRange(range)]).toEqual([range, isFirst]);
      }),
      { numRuns: 300 },
    );
  });

  test('is refused in any other spelling, and nothing that looks like one makes the check throw', () => {
    const other = fc.string({
      unit: fc.constantFrom('0', '1', 'f', 'F', ':', '::', '.', '/', '%', '255'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.oneof(other, fc.ipV6(), fc.ipV4()), fc.integer({ min: 0, max: 130 }), (address, length) => {
        const range = `${address}/${length}`;
        if (!isRange(range)) return;
        const canonical = address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
        expect([range, `${canonical}/${length}`]).toEqual([range, range]);
      }),
      { numRuns: 500, examples: [['::%::', 0]] },
    );
  });
});
