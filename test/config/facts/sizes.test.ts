import { check, onlyFinding, shop } from '../../support/config-check';

const TEXT = 'x'.repeat(32 * 1024);

/** Many values of 32 KiB. */
const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, TEXT]));

test('a ConfigMap fits into one object, with what the levels add to each other', () => {
  expect(check(shop({ defaults: { env: many(15) }, apps: { web: {} } }))).toEqual([]);
  expect(onlyFinding(shop({ defaults: { env: many(15) }, apps: { web: { env: { A: TEXT } } } }))).toEqual({
    code: 'invalid-value',
    path: 'apps.web.env',
    must: 'have at most 524288 bytes in total, including values from dev and defaults',
    got: '524324 bytes',
    fix: 'keep large texts in files of the image',
  });
});

test('annotations do too', () => {
  const annotations = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`a${index}`, 'ü'.repeat(16 * 1024)]));
  expect(check(shop({ defaults: { annotations }, apps: { web: {} } }))).toEqual(['apps.web.annotations invalid-value']);
});
