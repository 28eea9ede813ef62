import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lastLine, runner } from '../../../src/cli/probes/run';
import { temporaryFolder } from '../../support/repository';
import { silentStandIn } from '../../support/stand-ins';

test('a program ends with its status and what it printed', async () => {
  const run = runner(temporaryFolder());
  expect(await run('/bin/sh', ['-c', 'echo out; echo err >&2; exit 3'])).toEqual({
    kind: 'ended',
    status: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test('it runs in the folder, without a terminal and without an answer to read', async () => {
  const folder = temporaryFolder();
  const ran = await runner(folder)('/bin/sh', ['-c', 'pwd; cat; (: </dev/tty) 2>/dev/null || echo no terminal']);
  expect(ran).toMatchObject({ kind: 'ended', stdout: expect.stringMatching(/repository\nno terminal\n$/) });
});

test('it reads what it is told, and nothing more; one that reads nothing ends all the same', async () => {
  const run = runner(temporaryFolder());
  expect(await run('/bin/sh', ['-c', 'cat; echo .'], 'ghcr.io')).toMatchObject({ stdout: 'ghcr.io.\n' });
  expect(await run('/bin/sh', ['-c', 'exec <&-; exit 4'], 'x'.repeat(1_000_000))).toMatchObject({ status: 4 });
});

test('one that is not there is missing', async () => {
  expect(await runner(temporaryFolder())('no-such-program', [])).toEqual({ kind: 'missing' });
});

test('one that takes too long ends, with what it started', async () => {
  const folder = temporaryFolder();
  silentStandIn(folder, 'slow');
  expect(await runner(folder, 2000)(join(folder, 'slow'), [])).toEqual({ kind: 'too-long' });
  const started = readFileSync(join(folder, 'slow.pid'), 'utf8').trim();
  expect(started).toMatch(/^\d+$/);
  // A signal takes a moment to arrive.
  for (let tries = 0; isRunning(started) && tries < 100; tries++) await setTimeout(20);
  expect(isRunning(started)).toBe(false);
});

test('nothing listens for signals once all of them ended', async () => {
  const before = process.listenerCount('SIGINT');
  const run = runner(temporaryFolder());
  await Promise.all([run('/bin/true', []), run('no-such-program', []), run('/bin/false', [])]);
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test('the last line is the one that says something', () => {
  expect(lastLine('first\nlast\n\n')).toBe('last');
  expect(lastLine('')).toBe('');
});

/** Whether a process does anything: one that ended may still be in the table. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
