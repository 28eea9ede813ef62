import { spawnSync } from 'node:child_process';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { DEFAULT, FIVE, NOT_SET, RICH } from '../../support/render-cases';
import type { Job, Step } from '../../support/render-workflows';
import { stepIn, stepsOf, textsOf, workflowOf, workflowsOf } from '../../support/render-workflows';

const jobsOf = (options: PythonGitOpsAppOptions): Record<string, Job> => workflowOf(options, 'app').jobs;

describe('the jobs', () => {
  test('are called for one app, one after the other', () => {
    const { on, jobs } = workflowOf(DEFAULT, 'app');
    expect(Object.keys(on)).toEqual(['workflow_call']);
    expect(Object.keys(on.workflow_call?.inputs ?? {})).toEqual(['app']);
    expect(Object.entries(jobs).map(([name, { needs, if: condition }]) => [name, needs, condition])).toEqual([
      ['test', undefined, undefined],
      ['build', 'test', "github.event_name != 'push'"],
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
    expect(stepIn(jobsOf(options).test, 'Set up Python').with).toEqual({
      'python-version': version,
    });
  });

  test('have the Python of their app where apps have different ones', () => {
    expect(stepIn(jobsOf(FIVE).test, 'Set up Python').with).toEqual({
      'python-version-file': 'apps/${{ inputs.app }}/.python-version',
    });
  });

  test('cache uv and its packages by what setup.sh installs', () => {
    expect(stepIn(jobsOf(DEFAULT).test, 'Cache Python packages').with).toEqual({
      key: "python-${{ runner.os }}-${{ hashFiles(format('apps/{0}/scripts/setup.sh', inputs.app), format('apps/{0}/test/req*.txt', inputs.app)) }}",
      path: '~/.cache/python-gitops/uv-*\n~/.cache/uv\n',
      'restore-keys': 'python-${{ runner.os }}-',
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

  /** The steps between the set-up of Buildx and the build, and the rights of the job. */
  const loginTo = (options: PythonGitOpsAppOptions): unknown => {
    const { steps = [], permissions } = jobsOf(options).image;
    const begin = steps.findIndex(({ name }) => name === 'Set up Buildx') + 1;
    return [steps.slice(begin, -2).map(({ uses, with: inputs }) => [uses?.split('@')[0], inputs]), permissions];
  };

  test('of GitHub is logged in to by the token of the run, which may write packages then', () => {
    const options = { ...DEFAULT, registry: 'ghcr.io/acme' };
    const inputs = { registry: 'ghcr.io', username: '${{ github.actor }}', password: '${{ github.token }}' };
    expect(loginTo(options)).toEqual([[['docker/login-action', inputs]], { contents: 'read', packages: 'write' }]);
    expect(workflowOf(options, 'main').jobs.app.permissions).toEqual({ contents: 'write', packages: 'write' });
    expect(workflowOf(options, 'app').on.workflow_call?.secrets).toBeUndefined();
  });

  test('of AWS is logged in to by a role that trusts the run', () => {
    expect(loginTo(RICH)).toEqual([
      [
        [
          'aws-actions/configure-aws-credentials',
          { 'aws-region': 'eu-west-1', 'role-to-assume': 'arn:aws:iam::123456789012:role/push-images' },
        ],
        ['aws-actions/amazon-ecr-login', { registries: '123456789012' }],
      ],
      { contents: 'read', 'id-token': 'write' },
    ]);
  });

  test('of Google is logged in to by a token for a service account that trusts the run, which is in no file', () => {
    expect(loginTo(FIVE)).toEqual([
      [
        [
          'google-github-actions/auth',
          {
            create_credentials_file: false,
            export_environment_variables: false,
            service_account: 'push-images@acme-prod.iam.gserviceaccount.com',
            token_format: 'access_token',
            workload_identity_provider:
              'projects/123456789/locations/global/workloadIdentityPools/github/providers/acme',
          },
        ],
        [
          'docker/login-action',
          {
            registry: 'europe-west1-docker.pkg.dev',
            username: 'oauth2accesstoken',
            password: '${{ steps.google.outputs.access_token }}',
          },
        ],
      ],
      { contents: 'read', 'id-token': 'write' },
    ]);
  });

  test('of a cloud can be logged in to by a password', () => {
    const options = { ...DEFAULT, registry: 'ghcr.io/acme', delivery: { registryLogin: 'password' } };
    expect(loginTo(options)).toEqual([
      [['docker/login-action', { registry: 'ghcr.io', ...CREDENTIALS }]],
      { contents: 'read' },
    ]);
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

  test.each([
    ['a password', DEFAULT],
    ['the token of the run', { ...DEFAULT, registry: 'ghcr.io/acme' }],
    ['a role of AWS', RICH],
    ['an account of Google', FIVE],
  ])(
    'that does not get the image, by %s, is told of with what to do, in one line and by nothing else',
    (_login, options) => {
      const steps = jobsOf(options).image.steps ?? [];
      expect(steps.filter(({ if: condition }) => condition !== undefined)).toEqual(steps.slice(-1));
      const { if: condition, env, run = '' } = steps[steps.length - 1];
      expect([condition, env]).toEqual(['failure()', { APP: '${{ inputs.app }}' }]);
      const { stdout } = spawnSync('bash', ['-euo', 'pipefail', '-c', run], { encoding: 'utf8', env: { APP: 'shop' } });
      expect(stdout).toBe(
        '::error title=The image of shop was not pushed::Nothing was released. See the failed step. ' +
          'If the registry rejected the push, run make doctor to list missing secrets and permissions on GitHub, and ' +
          'check the permissions of the user, token, or role in the registry. Then rerun the failed jobs.\n',
      );
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
    const options = { ...RICH, delivery: { registryLogin: 'password' } };
    const others = stepsOf(workflowsOf(options)).filter(({ name }) => !/^Build(?: and push)?$/.test(name));
    expect(others.filter((own) => /\b(?:PIP_NETRC|INDEX_CA) \}\}/.test(JSON.stringify(own)))).toEqual([]);
  });
});

describe('the release', () => {
  const releases = (options: PythonGitOpsAppOptions): unknown[] =>
    (jobsOf(options).release.steps ?? []).slice(4).map(({ name, if: condition, run }) => [name, condition, run]);
  const command = (environment: string): string =>
    `node_modules/.bin/python-gitops release "$APP" ${environment} --image ":$GITHUB_SHA@$DIGEST" --push --yes --if-newer`;

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

describe('a GitHub App that pushes releases', () => {
  const options = { ...DEFAULT, delivery: { credentials: 'github-app' } };

  test.each([
    ['app', 'Release to dev'],
    ['release', 'Promote'],
  ])('is in the workflow %s asked for a token that may write contents and no more', (workflow, name) => {
    const { release } = workflowOf(options, workflow).jobs;
    expect(release.permissions).toEqual({ contents: 'read' });
    expect(stepIn(release, 'Get a GitHub App token')).toMatchObject({
      id: 'token',
      with: {
        'client-id': '${{ vars.RELEASE_APP_CLIENT_ID }}',
        'permission-contents': 'write',
        'private-key': '${{ secrets.RELEASE_APP_PRIVATE_KEY }}',
      },
    });
    expect(stepIn(release, 'Get a GitHub App token').with).not.toHaveProperty('permission-pull-requests');
    expect(stepIn(release, name).env?.GH_TOKEN).toBe('${{ steps.token.outputs.token }}');
  });

  test('leaves the token of the run nothing to write', () => {
    const { app } = workflowOf(options, 'main').jobs;
    expect(app.permissions).toEqual({ contents: 'read' });
    expect(app.secrets).toHaveProperty('RELEASE_APP_PRIVATE_KEY');
  });
});

describe('a deploy key that pushes releases', () => {
  const options = { ...DEFAULT, delivery: { credentials: 'deploy-key' } };
  const DEPLOY_KEY = '${{ secrets.RELEASE_DEPLOY_KEY }}';

  test('is in the steps that push, and in no other', () => {
    const steps = stepsOf(workflowsOf(options)).filter((step) => JSON.stringify(step).includes('RELEASE_DEPLOY_KEY'));
    expect(steps.map(({ where, env }) => [where, env?.DEPLOY_KEY])).toEqual(
      [
        'app, release: Release to dev',
        'app, release: Release to staging',
        'release, release: Promote',
        'release, release: Roll back',
        'release, release: Pin',
        'release, release: Unpin',
        'release, release: Release',
      ].map((where) => [where, DEPLOY_KEY]),
    );
  });

  test('takes the place of every token', () => {
    const tokens = stepsOf(workflowsOf(options)).filter((step) => /GH_TOKEN|GitHub App/.test(JSON.stringify(step)));
    expect(tokens.map(({ where }) => where)).toEqual([]);
    for (const workflow of ['app', 'release']) {
      expect(workflowOf(options, workflow).jobs.release.permissions).toEqual({ contents: 'read' });
    }
    expect(workflowOf(options, 'main').jobs.app.permissions).toEqual({ contents: 'read' });
  });

  test('is handed on by its name, and only where a push releases', () => {
    expect(workflowOf(options, 'main').jobs.app.secrets).toMatchObject({ RELEASE_DEPLOY_KEY: DEPLOY_KEY });
    const { on } = workflowOf(options, 'app');
    expect(on.workflow_call?.secrets).toHaveProperty('RELEASE_DEPLOY_KEY', { required: false });
    const gated = { ...options, environments: { dev: { gated: true } } };
    expect(JSON.stringify(workflowOf(gated, 'main'))).not.toContain('RELEASE_DEPLOY_KEY');
  });

  test.each(['token', 'github-app'])('is nowhere with %s', (credentials) => {
    const texts = [...textsOf({ ...DEFAULT, delivery: { credentials } }).values()];
    expect(texts.filter((text) => text.includes('DEPLOY_KEY'))).toEqual([]);
  });
});

describe('releases by pull request', () => {
  const releases = 'pull-request';

  test.each(['app', 'release'])('need the right to write them in the workflow %s, and nothing else', (workflow) => {
    const { release } = workflowOf({ ...DEFAULT, delivery: { releases } }, workflow).jobs;
    expect(release.permissions).toEqual({ contents: 'write', 'pull-requests': 'write' });
    const byApp = workflowOf({ ...DEFAULT, delivery: { releases, credentials: 'github-app' } }, workflow).jobs.release;
    expect(byApp.permissions).toEqual({ contents: 'read' });
    expect(stepIn(byApp, 'Get a GitHub App token').with).toEqual({
      'client-id': '${{ vars.RELEASE_APP_CLIENT_ID }}',
      'permission-contents': 'write',
      'permission-pull-requests': 'write',
      'private-key': '${{ secrets.RELEASE_APP_PRIVATE_KEY }}',
    });
  });

  test('hand that right on to the workflow of an app, where it is the token of the run', () => {
    const rights = (delivery: object): unknown => workflowOf({ ...DEFAULT, delivery }, 'main').jobs.app.permissions;
    expect(rights({ releases })).toEqual({ contents: 'write', 'pull-requests': 'write' });
    expect(rights({ releases, credentials: 'github-app' })).toEqual({ contents: 'read' });
    expect(rights({})).toEqual({ contents: 'write' });
  });
});

describe('private packages', () => {
  const ofNpm = { ...DEFAULT, delivery: { npmTokenSecret: 'NPM_READ' } };
  const ofPython = { ...DEFAULT, delivery: { packageIndexSecret: 'INDEX_NETRC' } };

  test('of npm are installed with the token, which no other step gets', () => {
    const steps = stepsOf(workflowsOf(ofNpm)).filter((step) => JSON.stringify(step).includes('secrets.NPM_READ }}'));
    expect(steps.map(({ where, env }) => [where, env])).toEqual(
      [
        'main, check: Install npm packages',
        'app, release: Install npm packages and kustomize',
        'release, release: Install npm packages and kustomize',
      ].map((where) => [where, { NODE_AUTH_TOKEN: '${{ secrets.NPM_READ }}' }]),
    );
  });

  test('of Python are installed with credentials that are there for the tests alone', () => {
    const ciSteps = { beforeTests: [{ name: 'Before', run: 'true' }], afterTests: [{ name: 'After', run: 'true' }] };
    const { test: job } = jobsOf({ ...ofPython, ciSteps });
    expect(job.steps?.slice(4)).toEqual([
      { name: 'Before', run: 'true' },
      {
        name: 'Write package index credentials',
        env: { CREDENTIALS: '${{ secrets.INDEX_NETRC }}' },
        run: `umask 077\nprintf '%s\\n' "$CREDENTIALS" >"$RUNNER_TEMP/netrc"\n`,
      },
      {
        name: 'Lint and test',
        env: { APP: '${{ inputs.app }}', NETRC: '${{ runner.temp }}/netrc' },
        run: 'make lint test',
      },
      {
        name: 'Remove package index credentials',
        if: 'always()',
        run: 'rm -f -- "$RUNNER_TEMP/netrc"',
      },
      { name: 'After', run: 'true' },
    ]);
  });

  test('are none by default: no step gets a token', () => {
    const text = JSON.stringify([...workflowsOf(DEFAULT)]);
    expect(text).not.toMatch(/NODE_AUTH_TOKEN|NETRC|CREDENTIALS/);
  });
});
