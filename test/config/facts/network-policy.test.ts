import { check, onlyFinding, shop } from '../../support/config-check';

describe.each([
  ['defaults.networkPolicy', (networkPolicy: object) => shop({ defaults: { networkPolicy } })],
  ['apps.web.networkPolicy', (networkPolicy: object) => shop({ apps: { web: { networkPolicy } } })],
])('%s', (path, config) => {
  test('does not open egress and list it at the same place: one of the two would be ignored', () => {
    expect(onlyFinding(config({ openEgress: true, egress: [{ cidr: '10.0.0.0/8' }] }))).toEqual({
      code: 'invalid-value',
      path: `${path}.egress`,
      must: 'be left out if openEgress is true, which already allows everything',
      got: '[{"cidr":"10.0.0.0/8"}]',
      fix: 'remove egress, or openEgress',
    });
    expect(check(config({ openEgress: true, egress: [] }))).toEqual([`${path}.egress invalid-value`]);
  });

  test.each([
    { openEgress: true },
    { openEgress: false },
    { openEgress: true, egress: undefined },
    { openEgress: false, egress: [] },
    { openEgress: undefined, egress: [] },
  ])('may be %p', (policy) => {
    expect(check(config(policy))).toEqual([]);
  });
});

test('an app may open what the repository lists', () => {
  const apps = { web: { networkPolicy: { openEgress: true } } };
  expect(check(shop({ defaults: { networkPolicy: { egress: [] } }, apps }))).toEqual([]);
});
