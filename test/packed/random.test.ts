import fc from 'fast-check';
import { repositoryWith } from './released';
import { render, tracked } from './subject';
import * as support from './support';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { CHECKERS } from '../support/checkers';
import { acceptedConfigs, isAccepted } from '../support/config-arbitrary';

/*
 * A few random configs as whole repositories of the packed library: the checkers that decide what is valid judge them, and
 * test/cluster/sync.test.ts has many in a cluster. FUZZ_SAMPLE sets how many, FUZZ_SEED which: the seed of a run is
 * printed at its end.
 */
const RUNS = Number(process.env.FUZZ_SAMPLE ?? 2);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

jest.setTimeout(120_000 + RUNS * 60_000);

/** What is invalid, whatever one's style: the others judge by taste, and a config may be in bad taste. */
const JUDGES = CHECKERS.filter(({ name }) =>
  [
    'hadolint',
    'actionlint',
    'check-jsonschema',
    'shellcheck',
    'kubeconform',
    'kubernetes-validate',
    'kustomize',
  ].includes(name),
);

afterAll(() => {
  process.stderr.write(`sampled ${RUNS} configs; the same ones again: FUZZ_SEED=${SEED} FUZZ_SAMPLE=${RUNS}\n`);
  support.cleanUp();
});

/** With everything set that Applications and labels of images need: what is left out is not judged. */
const deployable = acceptedConfigs()
  .map((options): PythonGitOpsAppOptions => {
    return { registry: 'docker.io/acme', ...options, repoUrl: 'https://github.com/acme/shop' };
  })
  .filter(isAccepted);
const samples = fc.sample(deployable, { numRuns: RUNS, seed: SEED });

describe.each(samples.map((options, index) => [index + 1, options] as const))('random config %i', (_index, options) => {
  let folder: string;

  /** Names the config: its number depends on the seed. */
  const withConfig = (found: readonly string[]): void => {
    if (found.length > 0) throw new Error(`${found.join('\n')}\nof the config ${JSON.stringify(options)}`);
  };

  beforeAll(() => {
    folder = repositoryWith(options);
  });

  test('makes files that the checkers call valid', () => {
    const subject = render(tracked(folder));
    expect(JUDGES).toHaveLength(7);
    withConfig(
      JUDGES.flatMap(({ name, check }) => {
        const { clean, output } = check(subject);
        return clean ? [] : [`${name}: ${output}`];
      }),
    );
  });

  test('is what a second synth renders, and no drift', () => {
    const { stdout } = support.synth(folder);
    expect(stdout).toMatch(/\d+ files match \.projenrc\.ts; nothing to change\./);
    expect(support.gitops(folder, ['drift']).status).toBe(0);
  });
});
