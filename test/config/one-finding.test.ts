import { formatFindings } from '../../src/common/findings';
import { validate } from '../../src/config/validate';
import { mistakesIn } from '../support/config-mistakes';
import { REPOSITORIES } from '../support/repositories';

jest.setTimeout(300_000);

describe.each(REPOSITORIES.filter(([, config]) => Object.keys(config.apps ?? {}).length > 0))(
  'in %s',
  (_what, config) => {
    test('one mistake is one finding, whatever it is', () => {
      expect(validate(config)).toEqual([]);
      const mistakes = mistakesIn(config);
      expect(mistakes.length).toBeGreaterThan(50);
      const wrong = mistakes.flatMap(({ what, config: mistaken, isWrong }) => {
        const found = validate(mistaken);
        if (found.length === 1 || (found.length === 0 && !isWrong)) return [];
        return [`${what}: ${formatFindings(found)}`];
      });
      expect(wrong).toEqual([]);
    });
  },
);
