import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { renderHashManifests } from '../../../src/files/tree/hash-manifest';
import { DEFAULT, NOT_SET, renderOf, RICH } from '../../support/render-cases';
import { removeFolders, writeTree } from '../../support/render-disk';
import { manyApps, stepIn, workflowOf } from '../../support/render-workflows';

afterAll(removeFolders);

const main = (options: PythonGitOpsAppOptions) => workflowOf(options, 'main');

test('it runs for pull requests, for merge queues, and for pushes to the branches that anything tracks', () => {
  expect(Object.keys(main(DEFAULT).on)).toEqual(['push', 'pull_request', 'merge_group']);
  expect(main(DEFAULT).on.push?.branches).toEqual(['main']);
  expect(main({ ...DEFAULT, defaultBranch: 'trunk' }).on.push?.branches).toEqual(['trunk']);
  expect(main(RICH).on.push?.branches).toEqual(['main', 'staging']);
});

test('the check only reads, and says which apps changed', () => {
  const { check } = main(DEFAULT).jobs;
  expect(check.permissions).toEqual({ contents: 'read' });
  expect(check.outputs).toEqual({
    apps: '${{ steps.changed.outputs.apps }}',
    shards: '${{ steps.changed.outputs.shards }}',
  });
  expect(check.steps?.map(({ name }) => name)).toEqual([
    'Check out',
    'Check generated files against their hashes',
    'Set up Node.js',
    'Install npm packages',
    'Check generated files against .projenrc.ts',
    'Cache kustomize',
    'Validate the manifests',
    'Find changed apps',
    'Show what a merge changes in each environment',
  ]);
  expect(check.steps?.map(({ run }) => run)).toContain('scripts/validate-gitops.sh');
});

test('a pull request is compared with its base, and a push with what was built', () => {
  const step = stepIn(main(DEFAULT).jobs.check, 'Find changed apps');
  expect(step).toEqual({
    name: 'Find changed apps',
    id: 'changed',
    env: {
      BASE: '${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha }}',
      BRANCH: '${{ github.ref_name }}',
    },
    run: 'node_modules/.bin/python-gitops changed --base "$BASE" --branch "$BRANCH" --output',
  });
});

test('where nothing can be released yet, a push is compared with the commit before it', () => {
  const { env } = stepIn(main(NOT_SET).jobs.check, 'Find changed apps');
  expect(env?.BASE).toBe(
    '${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha || github.event.before }}',
  );
});

test('a pull request gets what a merge changes into its summary', () => {
  expect(stepIn(main(DEFAULT).jobs.check, 'Show what a merge changes in each environment')).toEqual({
    name: 'Show what a merge changes in each environment',
    if: "github.event_name == 'pull_request'",
    run: 'node_modules/.bin/python-gitops diff --markdown >>"$GITHUB_STEP_SUMMARY"',
  });
});

test('each app that changed is a run of its own: one that fails holds up no other', () => {
  expect(main(DEFAULT).jobs.app).toEqual({
    name: '${{ matrix.app }}',
    needs: 'check',
    if: "needs.check.outputs.apps != '[]'",
    permissions: { contents: 'write' },
    strategy: { 'fail-fast': false, matrix: { app: '${{ fromJSON(needs.check.outputs.apps) }}' } },
    uses: './.github/workflows/app.yml',
    with: { app: '${{ matrix.app }}' },
    secrets: { DOCKER_USERNAME: '${{ secrets.DOCKER_USERNAME }}', DOCKER_PASSWORD: '${{ secrets.DOCKER_PASSWORD }}' },
  });
});

test('where nothing is released, nobody gets a right to write', () => {
  expect(main(NOT_SET).jobs.app.permissions).toEqual({ contents: 'read' });
  const gated = { ...DEFAULT, environments: { live: { gated: true } } };
  expect(main(gated).jobs.app.permissions).toEqual({ contents: 'read' });
});

test('more apps than a matrix can hold are gone over in shards', () => {
  const { jobs } = main({ ...DEFAULT, apps: manyApps(257) });
  expect(jobs.app).toMatchObject({
    name: 'Apps',
    strategy: { 'fail-fast': false, matrix: { shard: '${{ fromJSON(needs.check.outputs.shards) }}' } },
    uses: './.github/workflows/shard.yml',
    with: { apps: '${{ toJSON(matrix.shard) }}' },
  });
});

describe('All checks, which branch protection can require', () => {
  test.each([
    ['one app', DEFAULT],
    ['no app', { name: 'shop' }],
    ['shards', { ...DEFAULT, apps: manyApps(257) }],
  ])('has one name, needs every job, and always reports, with %s', (_case, options) => {
    const { all, ...others } = main(options).jobs;
    expect(all).toMatchObject({ name: 'All checks', needs: Object.keys(others), if: 'always()', permissions: {} });
  });

  test.each([
    ['success', 'success', '["shop"]', 0],
    ['success', 'skipped', '[]', 0],
    ['success', 'skipped', '["shop"]', 1],
    ['success', 'failure', '["shop"]', 1],
    ['success', 'cancelled', '["shop"]', 1],
    ['failure', 'skipped', '', 1],
    ['failure', 'skipped', '[]', 1],
    ['cancelled', 'skipped', '', 1],
    ['skipped', 'skipped', '', 1],
    ['', '', '', 1],
  ])('after check: %s and app: %s of %s, it ends with %d', (check, app, changed, code) => {
    const { run, env = {} } = stepIn(main(DEFAULT).jobs.all, 'Check the results of all jobs');
    expect(env).toEqual({
      APP: '${{ needs.app.result }}',
      CHANGED: '${{ needs.check.outputs.apps }}',
      CHECK: '${{ needs.check.result }}',
    });
    const bash = ['--noprofile', '--norc', '-eo', 'pipefail'];
    const variables = { PATH: process.env.PATH, APP: app, CHANGED: changed, CHECK: check };
    const { status, stdout } = spawnSync('bash', bash, { input: run, env: variables, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: code, stdout: `check: ${check}\napp: ${app}\n` });
  });
});

describe('secrets that a run does not get', () => {
  test('are reported before npm packages are installed', () => {
    const { check } = main({ ...DEFAULT, delivery: { npmTokenSecret: 'NPM_READ' } }).jobs;
    expect(stepIn(check, 'Report missing secrets')).toEqual({
      name: 'Report missing secrets',
      env: {
        HEAD: '${{ github.event.pull_request.head.repo.full_name }}',
        INSTEAD: 'npm packages are installed without credentials.',
        MISSING: "${{ secrets.NPM_READ == '' && 'NPM_READ ' || '' }}",
      },
      run: 'scripts/report-missing-secrets.sh',
    });
    const names = (check.steps ?? []).map(({ name }) => name);
    expect(names.indexOf('Report missing secrets')).toBeLessThan(names.indexOf('Install npm packages'));
  });

  test('are reported by each job of an app that reads some: those of its own steps too', () => {
    const options = {
      ...DEFAULT,
      apps: { shop: { buildSecrets: { INDEX_TOKEN: '/root/.netrc' } } },
      delivery: { packageIndexSecret: 'PIP_NETRC' },
      ciSteps: { beforeTests: [{ name: 'Scan', run: 'scan', env: { KEY: '${{ secrets.SCAN_KEY }}' } }] },
    };
    const { jobs } = workflowOf(options, 'app');
    const missing = ['test', 'build', 'image', 'release'].map((job) => [
      job,
      jobs[job].steps?.find(({ name }) => name === 'Report missing secrets')?.env?.MISSING.match(/[A-Z_]+(?= ')/g),
    ]);
    expect(missing).toEqual([
      ['test', ['PIP_NETRC', 'SCAN_KEY']],
      ['build', ['INDEX_TOKEN']],
      ['image', ['INDEX_TOKEN', 'DOCKER_USERNAME', 'DOCKER_PASSWORD']],
      ['release', undefined],
    ]);
  });
});

describe('the step that compares the generated files with their hashes', () => {
  const script = (options: PythonGitOpsAppOptions): string =>
    stepIn(main(options).jobs.check, 'Check generated files against their hashes').run ?? '';

  /** Runs it in a repository that holds what the config renders. */
  function compare(options: PythonGitOpsAppOptions, edit: (folder: string) => void = () => undefined) {
    const files = [...renderOf(options).values()];
    const folder = writeTree([...files, ...renderHashManifests(files)]);
    edit(folder);
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
    ]) {
      if (spawnSync('git', args, { cwd: folder }).status !== 0) throw new Error(`git ${args.join(' ')} failed`);
    }
    const bash = ['--noprofile', '--norc', '-eo', 'pipefail'];
    return spawnSync('bash', bash, { cwd: folder, input: script(options), encoding: 'utf8' });
  }

  test.each([
    ['three apps', RICH],
    ['no apps', { name: 'shop' }],
  ])('agrees with what is rendered for %s', (_case, options) => {
    const { status, stdout, stderr } = compare(options);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test.each(['Makefile', 'apps/reports/k8s/overlays/prod/kustomization.yaml'])('names an edit of %s', (path) => {
    const { status, stdout } = compare(RICH, (folder) => appendFileSync(join(folder, path), '# by hand\n'));
    expect({ status: status === 0, stdout }).toEqual({ status: false, stdout: `${path}: FAILED\n` });
  });

  test('minds no edit of a starter file or a release file', () => {
    const { status } = compare(RICH, (folder) => {
      appendFileSync(join(folder, 'apps/reports/src/server.py'), '# mine\n');
      appendFileSync(join(folder, 'apps/reports/argo/release/kustomization.yaml'), '# moved\n');
    });
    expect(status).toBe(0);
  });
});
