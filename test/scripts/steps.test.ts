import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LIBRARY_FOLDER } from '../../src/config/library';
import { waitFor } from '../support/background';
import { read, temporaryFolder } from '../support/repository';

const STEPS = join(LIBRARY_FOLDER, 'scripts', 'steps.sh');

/** Runs a script of steps in a folder; `printed` has both streams, without durations. */
function runSteps(script: string): { status: number | null; printed: string; folder: string } {
  const folder = temporaryFolder();
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -euo pipefail\nsource '${STEPS}'\n${script}`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, STEPS_INSIDE: '' },
  });
  return { status, printed: `${stdout}${stderr}`.replace(/\(\d+ s\)/g, '(time)'), folder };
}

test('steps print what they are and their durations, and their output only if it is asked for', () => {
  const { status, printed } = runSteps('quietly Quiet echo hidden\nloudly Loud echo shown');
  expect(status).toBe(0);
  expect(printed).toMatch(
    /^== Quiet\n== Quiet passed \(time\)\n== Loud\nshown\n== Loud passed \(time\)\n\nSeconds per step:\n(?: +\d+ {2}.+\n){3}$/,
  );
});

test('a failing step prints its output, and ends the run with its exit code', () => {
  const { status, printed } = runSteps(
    'broken() { echo reason; (exit 7); echo beyond; }\nquietly Broken broken\necho after',
  );
  expect(status).toBe(7);
  expect(printed).toContain('== Broken\nreason\n== Broken FAILED with exit code 7 (time)\n');
  expect(printed).not.toMatch(/beyond|after/);
});

test('steps that run together keep their output apart', () => {
  const lane = (name: string): string =>
    `${name}() { quietly ${name} several ${name}; }\nseveral() { for n in 1 2 3; do echo "$1$n"; sleep 0.05; done; (exit 1); }`;
  const { printed } = runSteps(`${lane('a')}\nb() { quietly b sleep 0.1; }\ntogether a b`);
  expect(printed).toContain('a1\na2\na3\n== a FAILED');
});

test('the first failure ends the steps that run at the same time, with what they started', async () => {
  const { status, printed, folder } = runSteps(
    [
      "long() { quietly Long bash -c 'echo $$ >pid; exec sleep 600'; }",
      'broken() { quietly Broken bash -c "until [[ -s pid ]]; do sleep 0.1; done; false"; }',
      'together long broken',
      'echo after',
    ].join('\n'),
  );
  expect(status).toBe(1);
  expect(printed).toContain('== Broken FAILED with exit code 1');
  expect(printed).not.toContain('after');
  const pid = Number(read(folder, 'pid'));
  await waitFor(() => !isRunning(pid), { what: `the end of process ${pid}`, seconds: 20 });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
