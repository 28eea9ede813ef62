import { parseChallenges } from '../../../src/clients/registry/challenge';

function parsed(header: string): unknown {
  return parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

test('one challenge, with its parameters', () => {
  const header =
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:acme/shop:pull,push"';
  expect(parsed(header)).toEqual([
    [
      'bearer',
      {
        realm: 'https://auth.docker.io/token',
        service: 'registry.docker.io',
        scope: 'repository:acme/shop:pull,push',
      },
    ],
  ]);
});

test('several challenges in one header, as fetch joins them', () => {
  expect(parsed('BASIC realm="a, \\"b\\"" , Bearer Realm = https://example.com/t ,service=x')).toEqual([
    ['basic', { realm: 'a, "b"' }],
    ['bearer', { realm: 'https://example.com/t', service: 'x' }],
  ]);
});

test.each([
  ['', []],
  ['Basic', [['basic', {}]]],
  ['realm="acme’s"', []],
  ['Bearer realm="without end', [['bearer', {}]]],
  ['"?" Bearer realm="x"', []],
])('%j is read as far as it can be', (header, challenges) => {
  expect(parsed(header)).toEqual(challenges);
});

test('a long header is parsed quickly', () => {
  const began = Date.now();
  parseChallenges(`Bearer realm="${'\\'.repeat(100_001)}`);
  parseChallenges(`${' ,'.repeat(100_000)}"`);
  expect(Date.now() - began).toBeLessThan(1000);
});
