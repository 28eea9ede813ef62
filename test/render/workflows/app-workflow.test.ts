import type { PythonGitOpsAppOptions } from '../../../src/options';
import { DEFAULT, FIVE, NOT_SET, RICH } from '../../support/render-cases';
import type { Job, Step } from '../../support/render-workflows';
import { stepIn, stepsOf, workflowOf, workflowsOf } from '../../support/render-workflows';

const jobsOf = (options: PythonGitOpsAppOptions): Record<string, Job> => workflowOf(options, 'app').jobs;

describe('the jobs', () => {
  test('are called for one app, one after the other', () => {
    const { on, jobs } = workflowOf(DEFAULT, 'app');
    expect(Object.keys(on)).toEqual(['workflow_call']);
    expect(Object.keys(on.workflow_call?.inputs ?? {})).toEqual(['app']);
    expect(Object.entries(jobs).map(([name, { needs, if: condition }]) => [name, needs, condition])).toEqual([
      ['test', undefined, undefined],
      ['build', 'test', "github.event_name == 'pull_request'"],
      ['image', 'test', "github.event_name == 'push'"],
      ['release', 'image', undefined],
    ]);
  });

  test('have the least rights each: what runs the code of a pull request can write nothing', () => {
    const rights = Object.entries(jobsOf(DEFAULT)).map(([name, { permissions, environment }]) => [
      name,
      permissions,
      environment,
    ]);
    expect(rights).toEqual([
      ['test', { contents: 'read' }, undefined],
      ['build', { contents: 'read' }, undefined],
      ['image', { contents: 'read' }, 'registry'],
      ['release', { contents: 'write' }, undefined],
    ]);
  });

  test.each([
    ['the address of the repository', { ...DEFAULT, repoUrl: undefined }],
    ['the registry', { ...DEFAULT, registry: undefined }],
    ['either', NOT_SET],
  ])('push and release nothing without %s', (_what, options) => {
    const { on, jobs } = workflowOf(options, 'app');
    expect(Object.keys(jobs)).toEqual(['test', 'build']);
    expect(on.workflow_call?.secrets).toBeUndefined();
  });

  test('release nothing where every environment is gated', () => {
    expect(Object.keys(jobsOf({ ...DEFAULT, environments: { live: { gated: true } } }))).toEqual([
      'test',
      'build',
      'image',
    ]);
  });
});

describe('the tests', () => {
  test.each([
    ['3.13', DEFAULT],
    ['3.12', RICH],
  ])('have Python %s, as a string', (version, options) => {
    expect(stepIn(jobsOf(options).test, 'Set up Python').with).toEqual({ 'python-version': version });
  });

  test('have the Python of their app where apps have different ones', () => {
    expect(stepIn(jobsOf(FIVE).test, 'Set up Python').with).toEqual({
      'python-version-file': 'apps/${{ inputs.app }}/.python-version',
    });
  });

  test('get the secrets that steps of the user’s own read, by name', () => {
    const ciSteps = {
      beforeTests: [{ name: 'One', run: 'make one', env: { A: "${{ secrets.ONE }}${{ secrets['TWO'] }}" } }],
      afterTests: [
        { name: 'Two', uses: `acme/report@${'a'.repeat(40)}`, with: { token: '${{ secrets.GITHUB_TOKEN }}' } },
      ],
    };
    const { on } = workflowOf({ ...DEFAULT, ciSteps }, 'app');
    expect(Object.keys(on.workflow_call?.secrets ?? {})).toEqual(['DOCKER_USERNAME', 'DOCKER_PASSWORD', 'ONE', 'TWO']);
    expect(workflowOf({ ...DEFAULT, ciSteps }, 'main').jobs.app.secrets).toMatchObject({ ONE: '${{ secrets.ONE }}' });
  });
});

describe('the registry', () => {
  const login = (registry: string): Step => stepIn(jobsOf({ ...DEFAULT, registry }).image, 'Log in to the registry');
  const CREDENTIALS = { username: '${{ secrets.DOCKER_USERNAME }}', password: '${{ secrets.DOCKER_PASSWORD }}' };

  test('is logged in to without a name when it is Docker Hub', () => {
    expect(login('docker.io/acme').with).toEqual(CREDENTIALS);
  });

  test('is logged in to at its host otherwise', () => {
    expect(login('localhost:5000/acme').with).toEqual({ registry: 'localhost:5000', ...CREDENTIALS });
  });

  test.each(['docker.io/acme', 'ghcr.io/acme/shop', 'localhost:5000/acme'])(
    '%s gets the image by the commit that it was built from, and by no tag that moves, with where it comes from',
    (registry) => {
      const { image } = jobsOf({ ...DEFAULT, registry });
      expect(stepIn(image, 'Build and push').with).toEqual({
        'build-args': 'APP_VERSION=${{ github.sha }}',
        context: 'apps/${{ inputs.app }}',
        provenance: 'mode=max',
        push: true,
        sbom: true,
        tags: `${registry}/\${{ inputs.app }}:\${{ github.sha }}`,
      });
      expect(image.outputs).toEqual({ digest: '${{ steps.build.outputs.digest }}' });
    },
  );

  test('gets nothing of a pull request, whose image is built all the same', () => {
    expect(stepIn(jobsOf(DEFAULT).build, 'Build').with).toEqual({
      'build-args': 'APP_VERSION=${{ github.sha }}',
      context: 'apps/${{ inputs.app }}',
      push: false,
    });
  });
});

describe('the image build', () => {
  const builds = (options: PythonGitOpsAppOptions): Step[] => {
    const { build, image } = jobsOf(options);
    return [stepIn(build, 'Build'), stepIn(image, 'Build and push')];
  };

  test('gets no secret where no app names one', () => {
    for (const { env, with: inputs } of builds(DEFAULT)) {
      expect(env).toBeUndefined();
      expect(inputs).not.toHaveProperty('secret-envs');
    }
  });

  test('gets each secret that an app names from GitHub, once, by the name under which the Dockerfile mounts it', () => {
    const { apps = {} } = RICH;
    const buildSecrets = { PIP_NETRC: '/root/.netrc', A_TOKEN: '/run/secrets/a' };
    for (const { env, with: inputs = {} } of builds({ ...RICH, apps: { ...apps, checkout: { buildSecrets } } })) {
      expect(env).toEqual({
        A_TOKEN: '${{ secrets.A_TOKEN }}',
        INDEX_CA: '${{ secrets.INDEX_CA }}',
        PIP_NETRC: '${{ secrets.PIP_NETRC }}',
      });
      expect(inputs['secret-envs']).toBe('A_TOKEN=A_TOKEN\nINDEX_CA=INDEX_CA\nPIP_NETRC=PIP_NETRC\n');
    }
  });

  test('is the only step that gets them', () => {
    const others = stepsOf(workflowsOf(RICH)).filter(({ name }) => !/^Build(?: and push)?$/.test(name));
    expect(others.filter((own) => /PIP_NETRC|INDEX_CA/.test(JSON.stringify(own)))).toEqual([]);
  });
});

describe('the release', () => {
  const releases = (options: PythonGitOpsAppOptions): unknown[] =>
    (jobsOf(options).release.steps ?? []).slice(3).map(({ name, if: condition, run }) => [name, condition, run]);
  const command = (environment: string): string =>
    `node_modules/.bin/python-gitops release "$APP" ${environment} --image ":$GITHUB_SHA@$DIGEST" --push --if-newer`;

  test('goes to the environments that track the branch, in their order, and to no gated one', () => {
    expect(releases(DEFAULT)).toEqual([
      ['Release to dev', "github.ref_name == 'main'", command('dev')],
      ['Release to staging', "github.ref_name == 'main'", command('staging')],
    ]);
    expect(releases(RICH)).toEqual([
      ['Release to dev', "github.ref_name == 'main'", command('dev')],
      ['Release to staging', "github.ref_name == 'staging'", command('staging')],
    ]);
  });

  test('gets the digest that was pushed, and the whole history to tell which image is newer', () => {
    const { release } = jobsOf(DEFAULT);
    expect(stepIn(release, 'Release to dev').env).toEqual({
      APP: '${{ inputs.app }}',
      DIGEST: '${{ needs.image.outputs.digest }}',
      GH_TOKEN: '${{ github.token }}',
    });
    expect(stepIn(release, 'Check out').with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
  });
});
