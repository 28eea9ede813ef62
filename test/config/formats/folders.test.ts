import { check } from '../../support/config-check';
import { withOption } from '../../support/config-options';
import { NOT_TEXT } from '../../support/config-values';

describe('outdir', () => {
  test.each(['.', '..', '/some/where', 'a b', 'ä'])('accepts %j', (value) => {
    expect(check(withOption('outdir', value))).toEqual([]);
  });

  test('refuses control characters, and a path that is longer than Linux has any', () => {
    for (const value of ['a\u0000b', 'a\nb', 'a\u001b[31mb', '/a'.repeat(2048)]) {
      expect(check(withOption('outdir', value))).toEqual(['outdir invalid-value']);
    }
    expect(check(withOption('outdir', `${'/a'.repeat(2047)}b`))).toEqual([]);
  });

  test('refuses the empty text and what is none', () => {
    expect(check(withOption('outdir', ''))).toEqual(['outdir invalid-value']);
    for (const value of NOT_TEXT) expect(check(withOption('outdir', value))).toEqual(['outdir wrong-type']);
  });
});
