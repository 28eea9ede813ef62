import { check } from '../../support/config-check';
import { withOption } from '../../support/config-options';
import { NOT_TEXT } from '../../support/config-values';

describe('outdir', () => {
  test.each(['.', '..', '/some/where', 'a b', 'ä'])('accepts %j', (value) => {
    expect(check(withOption('outdir', value))).toEqual([]);
  });

  test('refuses the empty text and what is none', () => {
    expect(check(withOption('outdir', ''))).toEqual(['outdir invalid-value']);
    for (const value of NOT_TEXT) expect(check(withOption('outdir', value))).toEqual(['outdir wrong-type']);
  });
});
