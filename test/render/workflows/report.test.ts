import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { DEFAULT } from '../../support/render-cases';
import type { Job, Step } from '../../support/render-workflows';
import { manyApps, stepIn, textsOf, workflowOf, workflowsOf } from '../../support/render-workflows';
import { temporaryFolder } from '../../support/repository';
import { callsOf, standIn } from '../../support/stand-ins';

const health = { check: 'health' };
const delivery = { onFailure: 'issue' };

const withReports = (more: object = {}): PythonGitOpsAppOptions => ({
  ...DEFAULT,
  argocd: { address: 'https://argocd.acme.example' },
  delivery,
  ...more,
});

const GATED = withReports({ environments: { dev: { gate: health }, staging: {}, prod: { gate: health } } });

function reportOf(options: PythonGitOpsAppOptions, workflow = 'app'): Job {
  return workflowOf(options, workflow).jobs.report;
}

/** The steps that report, without their setup. */
function reportSteps(options: PythonGitOpsAppOptions, workflow = 'app'): Step[] {
  return reportOf(options, workflow).steps?.slice(3) ?? [];
}

test('is off by default: no job, no output and no permission mentions it', () => {
  const gated = { ...GATED, delivery: undefined };
  for (const [name, text] of textsOf(gated)) {
    expect([name, text.match(/report:|issues|outputs\.why|outputs\.image|steps\.release/g)]).toEqual([name, null]);
  }
  expect(textsOf({ ...gated, delivery: { onFailure: 'none' } })).toEqual(textsOf(gated));
});

test('is a job of its own, the only one that may write issues, and it may write nothing else', () => {
  for (const options of [withReports(), GATED, withReports({ apps: manyApps(257) })]) {
    for (const [workflow, { jobs }] of workflowsOf(options)) {
      for (const [name, { permissions, uses }] of Object.entries(jobs)) {
        const where = `${workflow}, ${name}`;
        if (name === 'report') {
          expect([where, permissions]).toEqual([where, { contents: 'read', issues: 'write' }]);
        } else if (uses === undefined) {
          expect([where, permissions]).not.toEqual([where, expect.objectContaining({ issues: expect.anything() })]);
        } else {
          // What is called can't get a permission that its caller lacks.
          expect([where, permissions.issues]).toEqual([where, 'write']);
        }
      }
    }
  }
});

test('never runs for pull requests, merge queues, canceled runs, and runs without an image', () => {
  const { if: condition, needs } = reportOf(GATED);
  expect(condition).toBe("${{ !cancelled() && github.event_name == 'push' && needs.image.result == 'success' }}");
  expect(needs).toEqual(['image', 'release', 'release-staging', 'gate-dev']);
  expect(workflowOf(GATED, 'main').on).toHaveProperty('pull_request');
  expect(workflowOf(GATED, 'main').on).not.toHaveProperty('pull_request_target');
});

test('has a step for each environment that a push releases to, which runs even if the one before it fails', () => {
  expect(reportSteps(GATED)).toEqual([
    {
      name: 'Report dev',
      if: "${{ !cancelled() && github.ref_name == 'main' }}",
      env: {
        APP: '${{ inputs.app }}',
        DIGEST: '${{ needs.image.outputs.digest }}',
        GATE: "${{ needs.gate-dev.outputs.passed == 'true' && 'passed' || needs.gate-dev.result }}",
        GH_TOKEN: '${{ github.token }}',
        RELEASE: '${{ needs.release.result }}',
        WHY: '${{ needs.gate-dev.outputs.why }}',
      },
      run: expect.stringContaining(' -- "$APP" dev\n'),
    },
    {
      name: 'Report staging',
      if: "${{ !cancelled() && github.ref_name == 'main' }}",
      env: {
        APP: '${{ inputs.app }}',
        DIGEST: '${{ needs.image.outputs.digest }}',
        GH_TOKEN: '${{ github.token }}',
        RELEASE: '${{ needs.release-staging.result }}',
      },
      run: 'node_modules/.bin/python-gitops report --image ":$GITHUB_SHA@$DIGEST" "--release=$RELEASE" -- "$APP" staging',
    },
  ]);
  expect(workflowOf(GATED, 'app').jobs['gate-dev'].outputs).toEqual({
    passed: '${{ steps.gate.outputs.passed }}',
    why: '${{ steps.gate.outputs.why }}',
  });
});

test('knows which of several environments in one job failed: those behind it were skipped', () => {
  const options = withReports({ environments: { dev: {}, qa: {}, live: { branch: 'live', gated: false } } });
  const { release } = workflowOf(options, 'app').jobs;
  expect(release.outputs).toEqual({
    'release-dev': '${{ steps.release-dev.outcome }}',
    'release-qa': '${{ steps.release-qa.outcome }}',
  });
  for (const name of ['dev', 'qa']) expect(stepIn(release, `Release to ${name}`).id).toBe(`release-${name}`);
  expect(stepIn(release, 'Release to live').id).toBeUndefined();
  expect(reportSteps(options).map(({ name, if: condition, env }) => [name, condition, env?.RELEASE])).toEqual([
    [
      'Report dev',
      "${{ !cancelled() && github.ref_name == 'main' }}",
      "${{ needs.release.outputs.release-dev == 'success' && 'success' || needs.release.result }}",
    ],
    [
      'Report qa',
      "${{ !cancelled() && github.ref_name == 'main' }}",
      "${{ needs.release.outputs.release-qa || 'skipped' }}",
    ],
    ['Report live', "${{ !cancelled() && github.ref_name == 'live' }}", '${{ needs.release.result }}'],
  ]);
});

describe('after a move by hand', () => {
  test('the gate decides', () => {
    const { needs, if: condition } = reportOf(GATED, 'release');
    expect([needs, condition]).toEqual([
      ['release', 'gate'],
      "${{ !cancelled() && needs.release.result == 'success' && inputs.action != 'pin' }}",
    ]);
    const { gate } = workflowOf(GATED, 'release').jobs;
    expect(gate.outputs).toEqual({
      image: '${{ steps.gate.outputs.image }}',
      passed: '${{ steps.gate.outputs.passed }}',
      why: '${{ steps.gate.outputs.why }}',
    });
    expect(stepIn(gate, 'Wait for the gate')).toMatchObject({
      id: 'gate',
      run: 'node_modules/.bin/python-gitops gate --output -- "$APP" "$ENVIRONMENT"',
    });
  });

  test('a release without gates passed', () => {
    const { needs } = reportOf(withReports(), 'release');
    expect(needs).toBe('release');
    expect(reportSteps(withReports(), 'release')).toEqual([
      {
        name: 'Report',
        env: { APP: '${{ inputs.app }}', ENVIRONMENT: '${{ inputs.environment }}', GH_TOKEN: '${{ github.token }}' },
        run: 'node_modules/.bin/python-gitops report --release=success -- "$APP" "$ENVIRONMENT"',
      },
    ]);
  });
});

test('a repository that nothing is pushed to reports only moves by hand', () => {
  const options = withReports({ environments: { live: { gated: true } } });
  expect(reportOf(options)).toBeUndefined();
  expect(workflowOf(options, 'main').jobs.app.permissions).not.toHaveProperty('issues');
  expect(reportOf(options, 'release')).toBeDefined();
});

describe('the script', () => {
  const HOSTILE = '$(touch pwned) `touch pwned` "; touch pwned; # \' --dry-run';

  /** Runs a step's script with a stand-in for the command, and returns the calls. */
  function callsIn({ run = '' }: Step, env: NodeJS.ProcessEnv): string[] {
    const folder = temporaryFolder('script');
    const bin = join(folder, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    standIn(bin, 'python-gitops', {}, { status: 0 });
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-euo', 'pipefail', '-c', run], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env },
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(spawnSync('find', [folder, '-name', 'pwned'], { encoding: 'utf8' }).stdout).toBe('');
    return callsOf(bin, 'python-gitops');
  }

  test('of a push passes every value as one argument', () => {
    const [dev] = reportSteps(GATED);
    const values = { APP: 'shop', DIGEST: 'sha256:1', GITHUB_SHA: 'abc', RELEASE: 'success', GATE: 'failure' };
    expect(callsIn(dev, { ...values, WHY: HOSTILE })).toEqual([
      `report --image :abc@sha256:1 --release=success --gate=failure --why=${HOSTILE} -- shop dev`,
    ]);
    expect(callsIn(dev, { ...values, WHY: '' })).toEqual([
      'report --image :abc@sha256:1 --release=success --gate=failure -- shop dev',
    ]);
  });

  test('of a move by hand does too, and leaves out what is not known', () => {
    const [step] = reportSteps(GATED, 'release');
    const values = { APP: HOSTILE, ENVIRONMENT: 'prod', GATE: 'failure', IMAGE: ':abc@sha256:1', WHY: HOSTILE };
    expect(callsIn(step, values)).toEqual([
      `report --release=success --image=:abc@sha256:1 --gate=failure --why=${HOSTILE} -- ${HOSTILE} prod`,
    ]);
    expect(callsIn(step, { APP: 'shop', ENVIRONMENT: 'prod', GATE: 'passed', IMAGE: '', WHY: '' })).toEqual([
      'report --release=success --gate=passed -- shop prod',
    ]);
  });

  test('holds no expression', () => {
    for (const workflow of ['app', 'release']) {
      for (const { run } of reportSteps(GATED, workflow)) expect(run).not.toContain('${{');
    }
  });
});
