import { isSafeText } from '../../../src/config/formats/texts';
import { check, onlyFinding, shop } from '../../support/config-check';
import { HOSTILE_TEXTS } from '../../support/config-values';

const withConfig = (config: object): Record<string, unknown> => shop({ defaults: { env: config } });

describe('the name of a variable', () => {
  test.each(['A', '_a', 'PAYMENT_URL', 'a1', 'constructor', `A${'b'.repeat(199)}`])('may be %s', (name) => {
    expect(check(withConfig({ [name]: 'x' }))).toEqual([]);
  });

  test.each(['1A', 'A-B', 'A.B', 'A B', '', 'É', '__proto__', '__A', `A${'b'.repeat(200)}`])(
    'may not be %j',
    (name) => {
      const config = JSON.parse(`{${JSON.stringify(name)}: "x"}`) as object;
      expect(check(withConfig(config)).map((finding) => finding.split(' ').pop())).toEqual(['invalid-value']);
    },
  );

  test.each([
    ['PORT', 'set port instead'],
    ['LOG_LEVEL', 'set logLevel instead'],
    ['REQUEST_LOGS', 'set requestLogs instead'],
    ['APP_NAME', 'choose another name'],
    ['PATH', 'choose another name'],
  ])('%s is the library’s own: %s', (name, fix) => {
    expect(onlyFinding(withConfig({ [name]: 'x' }))).toMatchObject({ path: `defaults.env.${name}`, fix });
    const env = shop({ apps: { web: { workloads: { web: { env: { [name]: 'x' } } } } } });
    expect(check(env)).toEqual([`apps.web.workloads.web.env.${name} invalid-value`]);
  });
});

describe('the value of a variable', () => {
  test('may be any text that tools carry as it is, whatever it means elsewhere', () => {
    const texts = HOSTILE_TEXTS.filter((text) => text.length <= 32768 && isSafeText(text));
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) expect([text, check(withConfig({ A: text }))]).toEqual([text, []]);
  });

  test.each(['\0', 'a\0b', '\ud800', '\udc00a', 'a\rb', 'a\x85b', 'a\u2028b', '\ufeffa', 'a'.repeat(32769)])(
    'may not be %j',
    (text) => {
      expect(check(withConfig({ A: text }))).toEqual(['defaults.env.A invalid-value']);
    },
  );

  test('a number or a boolean is text in quotes', () => {
    expect(check(withConfig({ A: 1, B: true, C: null }))).toEqual([
      'defaults.env.A wrong-type',
      'defaults.env.B wrong-type',
      'defaults.env.C wrong-type',
    ]);
  });
});
