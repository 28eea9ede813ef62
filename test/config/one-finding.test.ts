import fc from 'fast-check';
import { formatFindings } from '../../src/common/findings';
import { validate } from '../../src/config/validate';
import { mistakesIn } from '../support/config-mistakes';
import { REPOSITORIES } from '../support/repositories';

/* FUZZ_RUNS sets how many mistakes are made, FUZZ_SEED which: the seed of a run is printed at its end. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 150);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

jest.setTimeout(60_000 + RUNS * 500);
afterAll(() => {
  process.stderr.write(
    `made ${RUNS} mistakes; the same ones again: FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS} npx jest test/config/one-finding\n`,
  );
});

describe.each(REPOSITORIES.filter(([, config]) => Object.keys(config.apps ?? {}).length > 0))(
  'in %s',
  (_what, config) => {
    const mistakes = mistakesIn(config);

    test('one mistake is one finding', () => {
      expect(validate(config)).toEqual([]);
      fc.assert(
        fc.property(fc.nat(mistakes.length - 1), (index) => {
          const { what, config: wrong, isWrong } = mistakes[index];
          const found = validate(wrong);
          if (found.length === 1 || (found.length === 0 && !isWrong)) return;
          throw new Error(`${what}: ${formatFindings(found)}`);
        }),
        { seed: SEED, numRuns: Math.ceil(RUNS / REPOSITORIES.length), endOnFailure: true },
      );
    });
  },
);
