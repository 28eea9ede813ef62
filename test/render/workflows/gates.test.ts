import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { DEFAULT } from '../../support/render-cases';
import { manyApps, stepIn, workflowOf } from '../../support/render-workflows';

const argocd = { address: 'https://argocd.acme.example' };
const health = { check: 'health', timeoutMinutes: 40 };
const tests = { check: 'tests', address: 'https://shop.acme.example' };

const withGates = (dev: object, staging: object, more: object = {}): PythonGitOpsAppOptions => ({
  ...DEFAULT,
  argocd,
  environments: { dev: { gate: dev }, staging: { gate: staging }, prod: {} },
  ...more,
});

test('stand between the environments, and let a release go on only when they passed', () => {
  const { jobs } = workflowOf(withGates(health, {}), 'app');
  expect(Object.entries(jobs).map(([name, { needs, if: condition }]) => [name, needs, condition])).toEqual([
    ['test', undefined, undefined],
    ['build', 'test', "github.event_name != 'push'"],
    ['image', 'test', "github.event_name == 'push'"],
    ['release', 'image', undefined],
    ['gate-dev', ['image', 'release'], "github.ref_name == 'main'"],
    ['release-staging', ['image', 'gate-dev'], "needs.gate-dev.outputs.passed == 'true'"],
  ]);
  expect(jobs['gate-dev'].outputs).toEqual({ passed: '${{ steps.gate.outputs.passed }}' });
  expect(stepIn(jobs['gate-dev'], 'Wait for the gate of dev')).toEqual({
    name: 'Wait for the gate of dev',
    id: 'gate',
    env: {
      APP: '${{ inputs.app }}',
      ARGOCD_AUTH_TOKEN: '${{ secrets.ARGOCD_AUTH_TOKEN }}',
      DIGEST: '${{ needs.image.outputs.digest }}',
      GH_TOKEN: '${{ github.token }}',
    },
    run: 'node_modules/.bin/python-gitops gate "$APP" dev --image ":$GITHUB_SHA@$DIGEST" --output',
  });
  expect(jobs.release.steps?.filter(({ name }) => name.startsWith('Release')).map(({ name }) => name)).toEqual([
    'Release to dev',
  ]);
  expect(jobs['release-staging'].name).toBe('Release to staging');
  expect(stepIn(jobs['release-staging'], 'Release to staging').run).toContain(' release "$APP" staging --image ');
});

test('run what was tested and built, so that they may write nothing', () => {
  for (const workflow of ['app', 'release']) {
    const { jobs } = workflowOf(withGates(tests, tests), workflow);
    const gates = Object.entries(jobs).filter(([name]) => name.startsWith('gate'));
    expect(gates.map(([, { permissions }]) => permissions)).toEqual(gates.map(() => ({ contents: 'read' })));
    expect(gates.length).toBe(workflow === 'app' ? 2 : 1);
  }
});

test('have time for the longest of them', () => {
  const { jobs } = workflowOf(withGates(health, tests), 'app');
  expect([jobs['gate-dev']['timeout-minutes'], jobs['gate-staging']['timeout-minutes']]).toEqual([50, 25]);
  expect(workflowOf(withGates(health, tests), 'release').jobs.gate['timeout-minutes']).toBe(50);
});

test('have Python and the package index for tests, and the token for health', () => {
  const options = withGates(health, tests, { delivery: { packageIndexSecret: 'PIP_NETRC' } });
  const { jobs } = workflowOf(options, 'app');
  const names = (job: string): string[] => jobs[job].steps?.map(({ name }) => name) ?? [];
  expect(names('gate-dev')).toEqual([
    'Check out',
    'Set up Node.js',
    'Install npm packages',
    'Wait for the gate of dev',
  ]);
  expect(names('gate-staging')).toEqual([
    'Check out',
    'Set up Python',
    'Cache Python packages',
    'Set up Node.js',
    'Install npm packages',
    'Write package index credentials',
    'Wait for the gate of staging',
    'Remove package index credentials',
  ]);
  const { env = {} } = stepIn(jobs['gate-staging'], 'Wait for the gate of staging');
  expect(Object.keys(env)).toEqual(['APP', 'DIGEST', 'GH_TOKEN', 'NETRC']);
  expect(stepIn(jobs['gate-staging'], 'Write package index credentials').env).toEqual({
    CREDENTIALS: '${{ secrets.PIP_NETRC }}',
  });
});

test('get their token handed on by name, also through shards', () => {
  const options = withGates(health, {}, { apps: manyApps(257) });
  const passed = { ARGOCD_AUTH_TOKEN: '${{ secrets.ARGOCD_AUTH_TOKEN }}' };
  expect(workflowOf(options, 'main').jobs.app.secrets).toMatchObject(passed);
  expect(workflowOf(options, 'shard').jobs.app.secrets).toMatchObject(passed);
  for (const workflow of ['shard', 'app']) {
    expect(workflowOf(options, workflow).on.workflow_call?.secrets).toHaveProperty('ARGOCD_AUTH_TOKEN');
  }
  const gatedOnly = { ...DEFAULT, argocd, environments: { dev: {}, prod: { gate: health } } };
  expect(workflowOf(gatedOnly, 'app').on.workflow_call?.secrets).not.toHaveProperty('ARGOCD_AUTH_TOKEN');
});

test('say after a move by hand whether the environment is well with it', () => {
  const { jobs } = workflowOf({ ...DEFAULT, argocd, environments: { dev: {}, prod: { gate: health } } }, 'release');
  expect(jobs.gate).toMatchObject({ needs: 'release', if: "inputs.action != 'pin'" });
  expect(stepIn(jobs.gate, 'Wait for the gate').run).toBe(
    'node_modules/.bin/python-gitops gate -- "$APP" "$ENVIRONMENT"',
  );
  expect(Object.keys(workflowOf(DEFAULT, 'release').jobs)).toEqual(['release']);
});
