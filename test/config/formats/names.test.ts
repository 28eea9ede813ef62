import fc from 'fast-check';
import { asName } from '../../../src/config/formats';
import { validate } from '../../../src/config/validate';
import { check, onlyFinding } from '../../support/config-check';
import { describeTexts, withOption } from '../../support/config-options';
import { HOSTILE_TEXTS, NOT_RECORD } from '../../support/config-values';

/** The longest DNS label that a name may be. */
const LONGEST = `a${'b'.repeat(39)}`;

const NAMES = {
  accepted: ['a', 'shop', 'my-shop', 'a1', 'shop-2-go', 'default', 'constructor', 'null', 'true', 'on', 'x', LONGEST],
  refused: ['Shop', 'my_shop', 'my.shop', '1shop', '-shop', 'shop-', 'my--shop', 'a/b', '@org/shop', `${LONGEST}b`],
};

const NAMESPACES = {
  accepted: ['a', '1', '12', 'ingress-nginx', 'kube-system', 'a--b', 'null', 'on', 'b'.repeat(63)],
  refused: ['A', 'a_b', 'a.b', '-a', 'a-', 'a/b', '*', 'b'.repeat(64)],
};

describeTexts({
  name: NAMES,
  'argocd.namespace': NAMES,
  'defaults.networkPolicy.ingressNamespaces[0]': NAMESPACES,
  'defaults.networkPolicy.egress[0].namespace': NAMESPACES,
  'apps.web.networkPolicy.ingressNamespaces[0]': NAMESPACES,
});

describe.each(['apps', 'environments', 'apps.web.workloads'])('names in %s', (path) => {
  // Names have to be short enough for every name that is made of two of them.
  const accepted = NAMES.accepted.filter((value) => value.length < 20 && value !== 'default');

  test.each(accepted)('accepts %j', (value) => {
    expect(check(withOption(path, { [value]: {} }))).toEqual([]);
  });

  test.each([...NAMES.refused, 'a b', '', 'a\nb', '$(id)', '${{ x }}', 'ä', 'a"b', 'toString', '1', '12'])(
    'refuses %j and names it exactly',
    (value) => {
      const findings = validate(withOption(path, { ok: {}, [value]: {} }));
      const simple = /^[A-Za-z_][\w-]*$/.test(value);
      expect(findings[0].path).toBe(simple ? `${path}.${value}` : `${path}[${JSON.stringify(value)}]`);
      expect(findings[0].code).toBe('invalid-value');
    },
  );

  test('refuses every hostile name', () => {
    const names = [...HOSTILE_TEXTS, '__proto__', 'hasOwnProperty', 'toString', 'valueOf'];
    const accepting = names.filter((value) => {
      const entries = JSON.parse(`{${JSON.stringify(value)}: {}}`) as unknown;
      return validate(withOption(path, entries)).length === 0;
    });
    expect(accepting).toEqual([]);
  });

  test.each(NOT_RECORD)('are no %j', (value) => {
    expect(check(withOption(path, value))).toEqual([`${path} wrong-type`]);
  });

  test.each([...NOT_RECORD, undefined])('do not stand for %j', (value) => {
    expect(check(withOption(path, { ok: value }))).toEqual([`${path}.ok wrong-type`]);
  });
});

describe('what a finding about a name says', () => {
  test('a name that could be one is given the nearest', () => {
    expect(onlyFinding(withOption('name', 'My Shop!')).fix).toBe("use 'my-shop'");
    expect(onlyFinding(withOption('name', '日本')).fix).toBe('change name');
  });
});

describe('the nearest valid name', () => {
  test.each([
    ['Shop', 'shop'],
    ['My Shop', 'my-shop'],
    ['my__shop', 'my-shop'],
    ['@org/shop', 'org-shop'],
    ['123shop', 'shop'],
    ['shop-', 'shop'],
    [`${LONGEST}xyz`, LONGEST],
    [`${'a'.repeat(39)}-b`, 'a'.repeat(39)],
  ])('of %j is %s', (value, expected) => {
    expect(asName(value)).toBe(expected);
  });

  test.each(['', '---', '123', '日本'])('of %j is none', (value) => {
    expect(asName(value)).toBeUndefined();
  });

  test('is valid whenever there is one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 })), (value) => {
        const name = asName(value);
        if (name !== undefined) expect(check({ name })).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
