import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '../support/repository';

const CODE_CACHE = JSON.stringify(join(__dirname, '../../bin/code-cache.js'));

interface Result {
  readonly answer: unknown;
  readonly isRequired: boolean;
}

/** Loads a file in a process of its own, as the command line does, and saves its compiled code. */
function load(folder: string, cache = join(folder, 'cache')): Result {
  const path = JSON.stringify(join(folder, 'library.js'));
  const script = `
    const { exports, save } = require(${CODE_CACHE}).loadKept(${path});
    const answer = exports.answer();
    save();
    console.log(JSON.stringify({ answer, isRequired: require(${path}) === exports }));
  `;
  const env = { ...process.env, PYTHON_GITOPS_CACHE: cache };
  const { stdout, stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Result;
}

function codeOf(answer: number): string {
  return `exports.answer = () => [${answer}, require('./neighbor.js'), __filename.endsWith('library.js'), module.loaded];`;
}

function library(answer: number): string {
  const folder = temporaryFolder();
  writeFiles(folder, { 'library.js': codeOf(answer), 'neighbor.js': "module.exports = 'neighbor';" });
  return folder;
}

test('a file is like one that Node.js loads, with and without kept code, which is written once', () => {
  const folder = library(1);
  const expected = { answer: [1, 'neighbor', true, true], isRequired: true };
  expect(load(folder)).toEqual(expected);
  const code = join(folder, 'cache/code');
  const [entry, ...others] = readdirSync(code);
  expect(others).toEqual([]);
  expect(statSync(code).mode.toString(8)).toMatch(/700$/);
  const before = readFileSync(join(code, entry));
  utimesSync(join(code, entry), 1_000_000_000, Date.now() / 1000 - 3600);
  const { mtimeMs } = statSync(join(code, entry));
  expect(load(folder)).toEqual(expected);
  expect(readdirSync(code)).toEqual([entry]);
  expect(statSync(join(code, entry)).mtimeMs).toBe(mtimeMs);
  expect(readFileSync(join(code, entry)).equals(before)).toBe(true);
});

test('another file of the same length has its own code', () => {
  const folder = library(1);
  load(folder);
  writeFileSync(join(folder, 'library.js'), codeOf(2));
  expect(load(folder).answer).toEqual([2, 'neighbor', true, true]);
  expect(readdirSync(join(folder, 'cache/code'))).toHaveLength(2);
});

test('broken code is replaced', () => {
  const folder = library(1);
  load(folder);
  const [entry] = readdirSync(join(folder, 'cache/code'));
  const path = join(folder, 'cache/code', entry);
  writeFileSync(path, 'broken');
  expect(load(folder).answer).toEqual([1, 'neighbor', true, true]);
  expect(readFileSync(path, 'latin1')).not.toBe('broken');
});

test('code that was not written for 30 days is removed when other code is kept', () => {
  const folder = library(1);
  load(folder);
  const code = join(folder, 'cache/code');
  const [old] = readdirSync(code);
  const month = 31 * 24 * 60 * 60;
  utimesSync(join(code, old), Date.now() / 1000 - month, Date.now() / 1000 - month);
  writeFileSync(join(folder, 'library.js'), codeOf(2));
  load(folder);
  expect(readdirSync(code)).not.toContain(old);
  expect(readdirSync(code)).toHaveLength(1);
});

test('an empty variable is like none', () => {
  const folder = library(1);
  const script = `require(${CODE_CACHE}).loadKept(${JSON.stringify(join(folder, 'library.js'))}).save();`;
  const env = { ...process.env, PYTHON_GITOPS_CACHE: '', XDG_CACHE_HOME: '', HOME: join(folder, 'home') };
  spawnSync(process.execPath, ['--eval', script], { cwd: folder, env });
  expect(readdirSync(folder).sort()).toEqual(['home', 'library.js', 'neighbor.js']);
  expect(readdirSync(join(folder, 'home/.cache/python-gitops/code'))).toHaveLength(1);
});

test('without a folder for it, a file loads all the same', () => {
  const folder = library(1);
  const blocked = join(folder, 'blocked');
  mkdirSync(blocked);
  chmodSync(blocked, 0o500);
  writeFileSync(join(folder, 'file'), '');
  for (const cache of [join(blocked, 'cache'), join(folder, 'file')]) {
    expect(load(folder, cache).answer).toEqual([1, 'neighbor', true, true]);
  }
});
