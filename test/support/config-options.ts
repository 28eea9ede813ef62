import { check, onlyFinding, proposal, shop } from './config-check';
import { HOSTILE_TEXTS, NOT_RECORD, NOT_TEXT } from './config-values';
import { validate } from '../../src/config/validate';

/** Puts a value into the option at a path such as `defaults.networkPolicy.egress[0].cidr`, in a config that is right otherwise. */
export function withOption(path: string, value: unknown): Record<string, unknown> {
  // A destination has to be somewhere.
  const config = shop(
    path.includes('.ports') ? { defaults: { networkPolicy: { egress: [{ namespace: 'databases' }] } } } : {},
  );
  let target = config;
  const parts = path.match(/[^.[\]]+/g) ?? [];
  parts.slice(0, -1).forEach((part, index) => {
    target = (target[part] ??= /^\d+$/.test(parts[index + 1]) ? [] : {}) as Record<string, unknown>;
  });
  target[parts[parts.length - 1]] = value;
  // An environment that an app refers to has to exist.
  if (path.startsWith('apps.')) config.environments = { dev: {}, prod: {} };
  return config;
}

/** Values that are still accepted when one of their characters, or a pair of them, is there very often. */
export function stretchable(path: string, accepted: readonly string[]): string[] {
  return accepted
    .flatMap((value) =>
      [1, 2].flatMap((width) =>
        Array.from(
          value,
          (_character, index) =>
            value.slice(0, index) + value.slice(index, index + width).repeat(9000) + value.slice(index + width),
        ),
      ),
    )
    .filter((value) => validate(withOption(path, value)).length === 0)
    .map((value) => value.slice(0, 80));
}

/** Values that a text may have, and values that it may not, by the path of the option. */
export type Texts = Readonly<
  Record<string, { readonly accepted: readonly string[]; readonly refused: readonly string[] }>
>;

/** What holds for every option that takes a text of a certain form. */
export function describeTexts(texts: Texts): void {
  describe.each(Object.entries(texts))('%s', (path, { accepted, refused }) => {
    test.each(accepted)('accepts %j', (value) => {
      expect(check(withOption(path, value))).toEqual([]);
    });

    test.each(refused)('refuses %j', (value) => {
      expect(check(withOption(path, value))).toEqual([`${path} invalid-value`]);
    });

    test('refuses every hostile text', () => {
      // The empty text is hostile nearly everywhere, and the value of a label may be it.
      const hostile = HOSTILE_TEXTS.filter((value) => !accepted.includes(value));
      const accepting = hostile.filter((value) => validate(withOption(path, value)).length === 0);
      expect(accepting.map((value) => value.slice(0, 40))).toEqual([]);
    });

    test('has a limit: no value that is accepted can grow without end, at whatever place', () => {
      expect(stretchable(path, accepted)).toEqual([]);
    });

    test.each(NOT_TEXT)('refuses %j, which is no text', (value) => {
      const finding = onlyFinding(withOption(path, value));
      expect([finding.code, finding.path, finding.fix]).toEqual(['wrong-type', path, 'write it as a string in quotes']);
    });

    test('whatever value a finding proposes instead would be accepted', () => {
      const values = [
        ...refused,
        ...HOSTILE_TEXTS,
        '3.9.1',
        '3.10.4',
        '3.12.7',
        'Debug',
        '-acme',
        'acme-',
        '1-Shop_2',
        'GUNICORN',
        'Asgi',
      ];
      const wrong = values.filter((value) => {
        const proposed = validate(withOption(path, value)).map(proposal)[0];
        return proposed !== undefined && check(withOption(path, proposed)).length > 0;
      });
      expect(wrong).toEqual([]);
    });
  });
}

/** Names that a map may have, and names that it may not, by the path of the option. */
export type Names = Readonly<
  Record<string, { readonly value: unknown; readonly accepted: readonly string[]; readonly refused: readonly string[] }>
>;

/** What holds for every map whose names are not the library's. */
export function describeNames(maps: Names): void {
  describe.each(Object.entries(maps))('names in %s', (path, { value, accepted, refused }) => {
    test.each(accepted)('accepts %j', (name) => {
      expect(check(withOption(path, { [name]: value }))).toEqual([]);
    });

    test.each(refused)('refuses %j and names it exactly', (name) => {
      const simple = /^[A-Za-z_][\w-]*$/.test(name);
      expect(check(withOption(path, { [name]: value }))).toEqual([
        `${path}${simple ? `.${name}` : `[${JSON.stringify(name)}]`} invalid-value`,
      ]);
    });

    test('refuses every hostile name', () => {
      const accepting = [...HOSTILE_TEXTS, '__proto__'].filter((name) => {
        const entries = JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`) as unknown;
        return validate(withOption(path, entries)).length === 0;
      });
      expect(accepting).toEqual([]);
    });

    test.each(NOT_RECORD)('are no %j', (entries) => {
      expect(check(withOption(path, entries))).toEqual([`${path} wrong-type`]);
    });

    test.each([null, 1, true, [], {}])('do not stand for %j', (entry) => {
      expect(check(withOption(path, { [accepted[0]]: entry }))).toEqual([`${path}.${accepted[0]} wrong-type`]);
    });
  });
}
