import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { runValidate } from '../../../src/cli/commands/validate/run';
import { toolsFolder } from '../../../src/cli/tools/find';
import { FindingsError } from '../../../src/common/findings';
import { LIBRARY } from '../../../src/config/library';
import { answer, rcWith, repositoryWith } from '../../support/command';
import { pathsBelow, read, SHOP, synthIn, temporaryFolder, writeFiles } from '../../support/repository';

/*
 * A cached run reports what a run without a cache reports, whatever changed in between. FUZZ_RUNS sets the number of
 * sequences of changes, FUZZ_SEED which ones. The seed is printed at the end.
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 3);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

// Types do not depend on the cache, and the compiler takes most of the time.
jest.mock('../../../src/project/projen/type-check', () => ({
  ...jest.requireActual<object>('../../../src/project/projen/type-check'),
  checkTypes: async () => Promise.resolve([]),
}));

jest.setTimeout(60_000 + RUNS * 30_000);
afterAll(() =>
  process.stderr.write(`repeat: FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS} npx jest test/cli/commands/validate-cached\n`),
);

interface State {
  readonly folder: string;
  options: object;
  version: string;
  env: NodeJS.ProcessEnv;
}

type Change = (state: State) => void;

/** Paths that people edit, generated or not. */
function editable(folder: string): string[] {
  return pathsBelow(folder).filter((path) => !path.startsWith('node_modules/') && path !== '.projenrc.ts');
}

/** Files whose parsed content is kept: most edits change one of them. */
const KEPT = /\.ya?ml$|\/Dockerfile$/;

function edit(place: number, how: (text: string) => string): Change {
  return ({ folder }) => {
    const paths = editable(folder).filter((one) => place % 4 === 0 || KEPT.test(one));
    const path = paths[place % paths.length];
    writeFiles(folder, { [path]: how(read(folder, path)) });
  };
}

/** Synthesizes, unless an earlier change broke a file that stops it. */
function synthIfValid(folder: string, options: object): void {
  try {
    synthIn(folder, options);
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
  }
}

function withLine(place: number, how: (lines: string[], index: number) => void): (text: string) => string {
  return (text) => {
    const lines = text.split('\n');
    how(lines, place % lines.length);
    return lines.join('\n');
  };
}

const MANIFEST = 'apiVersion: v1\nkind: Service\nmetadata: {name: extra}\nspec: {ports: [{port: PORT}]}\n';

const OPTIONS: readonly object[] = [
  SHOP,
  { ...SHOP, apps: { storefront: { port: 8081 } } },
  { ...SHOP, apps: { storefront: {}, billing: { secrets: ['TOKEN'] } } },
  { ...SHOP, environments: { dev: {}, live: { gated: true } } },
];

/** A line that makes YAML invalid or a Dockerfile wrong, or is a conflict. */
const LINES = [
  '<<<<<<< HEAD\n>>>>>>> main',
  'a: [',
  '  b: {{X}}',
  'EXPOSE 1',
  'COPY none /none',
  '\t',
  'a: .nan',
  '\0',
];

const edits: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...LINES)).map(([file, line, added]) =>
    edit(
      file,
      withLine(line, (lines, index) => lines.splice(index, 0, added)),
    ),
  ),
  fc.tuple(fc.nat(), fc.nat()).map(([file, line]) =>
    edit(
      file,
      withLine(line, (lines, index) => lines.splice(index, 1)),
    ),
  ),
  fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('2', 'x', 'latest')).map(([file, line, value]) =>
    edit(
      file,
      withLine(line, (lines, index) => (lines[index] = lines[index].replace(/[\w.]+$/, value))),
    ),
  ),
);

const others: fc.Arbitrary<Change> = fc.oneof(
  fc.nat().map((file): Change => ({ folder }) => {
    const paths = editable(folder);
    rmSync(join(folder, paths[file % paths.length]));
  }),
  fc.nat().map((file): Change => ({ folder }) => {
    const paths = editable(folder);
    chmodSync(join(folder, paths[file % paths.length]), 0o755);
  }),
  fc
    .tuple(fc.constantFrom('extra', 'apps/storefront/k8s/extra'), fc.constantFrom('80', 'x', '[]'))
    .map(([place, port]): Change => ({ folder }) => {
      writeFiles(folder, { [`${place}/service.yaml`]: MANIFEST.replace('PORT', port) });
    }),
  fc.tuple(fc.constantFrom(...OPTIONS), fc.boolean()).map(([options, isWritten]): Change => (state) => {
    state.options = options;
    writeFiles(state.folder, { '.projenrc.ts': rcWith(options) });
    if (isWritten) synthIfValid(state.folder, options);
  }),
  fc.constantFrom('99.0.0', LIBRARY.version).map(
    (version): Change =>
      (state) =>
        void (state.version = version),
  ),
  fc.constantFrom('true', undefined).map(
    (value): Change =>
      (state) =>
        void (state.env = { GITHUB_ACTIONS: value }),
  ),
  // Back to what was generated: everything may be in the cache, from a run long ago.
  fc.constant<Change>(({ folder, options }) => synthIfValid(folder, options)),
);

const changes = fc.oneof({ weight: 2, arbitrary: edits }, { weight: 1, arbitrary: others });

/** An empty cache, with the tools of the real one. */
function emptyCache(): string {
  const cache = temporaryFolder('cache');
  mkdirSync(cache, { recursive: true });
  if (existsSync(toolsFolder())) symlinkSync(toolsFolder(), join(cache, 'bin'));
  return cache;
}

/** What a run prints, or the error that it ends with. */
async function outcome({ folder, version, env }: State, cache: string, isCached: boolean): Promise<unknown> {
  const variables = { ...process.env, ...env, PYTHON_GITOPS_CACHE: cache } as NodeJS.ProcessEnv;
  const replaced = [
    jest.replaceProperty(process, 'env', variables),
    jest.replaceProperty(LIBRARY as { version: string }, 'version', version),
  ];
  try {
    return await answer(() => runValidate(folder, undefined, { json: true, ...(isCached ? {} : { cache: false }) }));
  } catch (error) {
    return String((error as Error).message);
  } finally {
    for (const one of replaced) one.restore();
  }
}

test('after any change, a cached run reports what a run without a cache reports', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(changes, { minLength: 3, maxLength: 8 }), async (sequence) => {
      const state: State = { folder: repositoryWith(), options: SHOP, version: LIBRARY.version, env: {} };
      const cache = emptyCache();
      await outcome(state, cache, true);
      for (const change of sequence) {
        change(state);
        expect(await outcome(state, cache, true)).toEqual(await outcome(state, cache, false));
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
});
