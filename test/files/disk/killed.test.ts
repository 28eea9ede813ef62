import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { JOURNAL } from '../../../src/files/disk/journal';
import { LOCK } from '../../../src/files/disk/lock';
import { COMPILED_COMMAND, compiledCommand, folderWithRc, rcWith } from '../../support/command';
import { git, pathsBelow, read, SHOP, synthIn, temporaryFolder, writeFiles } from '../../support/repository';

jest.setTimeout(600_000);

const BEFORE = { ...SHOP, apps: { storefront: {}, old: {} } };
const AFTER = { ...SHOP, apps: { storefront: { port: 8080 }, added: {} } };
const LATER = { ...SHOP, apps: { storefront: { port: 9090 } } };

const EDITS = {
  Makefile: 'mine:\n',
  'apps/old/Dockerfile': 'FROM mine\n',
};

let pristine: string;
let writes: string[];
/** A folder for each number of `sample`, as a kill at this write leaves it. */
let copies: string;

beforeAll(() => {
  pristine = folderWithRc(rcWith(BEFORE));
  synthIn(pristine, BEFORE);
  writeFiles(pristine, { ...EDITS, '.projenrc.ts': rcWith(AFTER) });
  writes = killedAt(copy(), 'never');
  copies = temporaryFolder();
  killedAt(copy(), sample(writes.length).join(), copies);
});

/** A copy of the folder before the run, or after a kill at a write. */
function copy(at?: number): string {
  const folder = temporaryFolder();
  cpSync(at === undefined ? pristine : join(copies, String(at)), folder, { recursive: true });
  return folder;
}

/** Runs synth until a write kills the process, or copies the folder at these writes; returns the writes. */
function killedAt(folder: string, at: number | string, into?: string): string[] {
  const log = join(temporaryFolder(), 'log');
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    ['--require', join(__dirname, '../../support/kill-at.js'), ...COMPILED_COMMAND, 'synth'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_ENV: undefined,
        PROJEN_DISABLE_POST: 'true',
        KILL_AT: String(at),
        KILL_LOG: log,
        KILL_COPIES: into,
      },
    },
  );
  if (typeof at === 'number') expect([at, signal]).toEqual([at, 'SIGKILL']);
  else expect([status, stderr]).toEqual([0, '']);
  return readFileSync(log, 'utf8').split('\n').slice(0, -1);
}

/** Kills a synth after some milliseconds; resolves when the process is gone. */
function killedAfter(folder: string, milliseconds: number): Promise<number> {
  const env = { ...process.env, NODE_ENV: undefined, PROJEN_DISABLE_POST: 'true' };
  const child = spawn(process.execPath, [...COMPILED_COMMAND, 'synth'], { cwd: folder, env, stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  return new Promise((resolve) => {
    child.on('exit', () => {
      clearTimeout(timer);
      resolve(milliseconds);
    });
  });
}

/** Numbers between 0 and 1 from a seed. */
function chance(seed: number): () => number {
  const next = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed, numRuns: 200 })[Symbol.iterator]();
  return () => next.next().value as number;
}

/** Everything in a repository except saved edits. */
function tree(folder: string): Record<string, string> {
  const paths = pathsBelow(folder).filter((path) => !/^(node_modules|\.python-gitops\/saved)\//.test(path));
  return Object.fromEntries(paths.map((path) => [path, read(folder, path)]));
}

function patches(folder: string): string[] {
  return pathsBelow(folder).filter((path) => path.endsWith('.patch'));
}

const expected = new Map<object, Record<string, string>>();

/** The tree after a run that nothing kills. */
function completed(options: object): Record<string, string> {
  let found = expected.get(options);
  if (found === undefined) {
    const folder = copy();
    writeFiles(folder, { '.projenrc.ts': rcWith(options) });
    synthIn(folder, options);
    found = tree(folder);
    expected.set(options, found);
  }
  return found;
}

/** The expected state of a folder after a killed run and a completed one. */
function problems(folder: string, options: object): string[] {
  const found: string[] = [];
  const [is, must] = [tree(folder), completed(options)];
  for (const path of new Set([...Object.keys(is), ...Object.keys(must)])) {
    if (is[path] !== must[path]) found.push(`${path}: ${is[path] === undefined ? 'missing' : 'wrong'}`);
  }
  const saved = patches(folder);
  if (saved.length !== 1) found.push(`${saved.length} patches`);
  const lost = Object.values(EDITS).filter((edit) => !saved.some((path) => read(folder, path).includes(`+${edit}`)));
  if (lost.length > 0) found.push(`lost ${lost.join()}`);
  return found;
}

test('the killed run writes, renames, and removes', () => {
  const names = writes.map((line) => line.split(' ')[0]);
  expect(names.filter((name) => name === 'renameSync').length).toBeGreaterThan(50);
  // Behind the lock, only empty folders are left.
  const last = writes.filter((line) => !line.startsWith('rmdirSync')).at(-1);
  expect(last).toMatch(/^rmSync /);
  expect(last).toContain(LOCK);
});

test('after a kill at any write, the next run completes everything, saves each edit once, and loses none', () => {
  const wrong: unknown[] = [];
  // Without its journal, a run is complete, and the next one has nothing to report.
  const doneAt = writes.findIndex((line) => line.startsWith('rmSync') && line.includes(JOURNAL)) + 1;
  expect(doneAt).toBeGreaterThan(1);
  for (const at of sample(writes.length)) {
    const folder = copy(at);
    const { code, stdout } = compiledCommand(folder, ['synth']);
    const found = problems(folder, AFTER);
    const isTold = patches(folder).every((path) => stdout.includes(path));
    if (code !== 0 || found.length > 0 || !(isTold || at >= doneAt)) {
      wrong.push({ at, write: writes[at - 1], code, stdout, found });
    }
  }
  expect(wrong).toEqual([]);
});

test('after a kill and a change of the config, nothing of the killed run remains, and no edit is lost', () => {
  const wrong: unknown[] = [];
  for (const at of sample(writes.length).filter((_, index) => index % 2 === 0)) {
    const folder = copy(at);
    writeFiles(folder, { '.projenrc.ts': rcWith(LATER) });
    const { code, stdout } = compiledCommand(folder, ['synth']);
    // A starter file is yours as soon as it exists.
    const found = problems(folder, LATER).filter((line) => !isStarterOf('added', line));
    if (code !== 0 || found.length > 0) wrong.push({ at, write: writes[at - 1], code, stdout, found });
  }
  expect(wrong).toEqual([]);
});

test('after a kill at a random moment', async () => {
  const seed = Number(process.env.KILL_SEED ?? Date.now() % 2 ** 31);
  const random = chance(seed);
  const rounds = process.env.KILL_ALL ? 100 : 6;
  const wrong: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = copy();
    const after = await killedAfter(folder, random() * 1200);
    const { code } = compiledCommand(folder, ['synth']);
    const found = problems(folder, AFTER);
    if (code !== 0 || found.length > 0) wrong.push({ seed, round, after, code, found });
  }
  expect(wrong).toEqual([]);
});

test('the patch of a killed run, applied after the next run, restores the edits', () => {
  const folder = copy();
  git(folder, 'init', '--quiet');
  const at = writes.findIndex((line) => line.startsWith('renameSync') && line.includes('.Makefile.')) + 1;
  killedAt(folder, at);
  expect(existsSync(join(folder, JOURNAL))).toBe(true);
  expect(compiledCommand(folder, ['synth']).code).toBe(0);
  git(folder, 'apply', patches(folder)[0]);
  expect(Object.keys(EDITS).map((path) => read(folder, path))).toEqual(Object.values(EDITS));
});

/** Numbers of writes: all when KILL_ALL is set; otherwise every nineteenth, and the first and last ones. */
function sample(count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (process.env.KILL_ALL) return all;
  return all.filter((at) => at <= 7 || at > count - 5 || at % 19 === 0);
}

function isStarterOf(app: string, line: string): boolean {
  return new RegExp(
    `^apps/${app}/(pyproject|k8s/overlays/[^/]+/secrets|src/(server|requirements)|test/(conftest|test_|requirements))`,
  ).test(line);
}
