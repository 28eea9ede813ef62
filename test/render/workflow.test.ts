import { spawnSync } from 'node:child_process';
import { ACTIONS } from '../../src/config/actions';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { generatedHeader } from '../../src/files/tree/header';
import { renderWorkflows } from '../../src/render/workflow';
import { DEFAULT, FIVE, NOT_SET, repositoryOf, RICH } from '../support/render-cases';
import { manyApps, stepsOf, textsOf, workflowsOf } from '../support/render-workflows';
import { EVERY_OPTION } from '../support/repositories';

const MANY = { ...DEFAULT, apps: manyApps(257) };

/** Variables by which a step may push. */
const PUSHERS = ['GH_TOKEN', 'DEPLOY_KEY'];

describe('which workflows there are', () => {
  test.each([
    ['everything is set', DEFAULT, ['main', 'app', 'release']],
    ['nothing is set yet: there is nothing to release', NOT_SET, ['main', 'app']],
    ['a matrix cannot hold the apps', MANY, ['main', 'shard', 'app', 'release']],
    ['a matrix can just hold them', { ...DEFAULT, apps: manyApps(256) }, ['main', 'app', 'release']],
  ])('when %s', (_what, options, names) => {
    expect([...textsOf(options).keys()]).toEqual(names);
  });
});

/** Variables that no script names: git, pip and the gate read them. */
const READ_BY_PROGRAMS = ['ARGOCD_AUTH_TOKEN', 'DEPLOY_KEY', 'GH_TOKEN', 'NETRC'];

const CASES: Record<string, PythonGitOpsAppOptions> = {
  default: DEFAULT,
  'not-set': NOT_SET,
  rich: RICH,
  five: FIVE,
  every: EVERY_OPTION,
  many: MANY,
  none: { name: 'shop' },
};

describe.each(Object.entries(CASES))('the workflows of the case %s', (_case, options) => {
  const texts = textsOf(options);
  const workflows = workflowsOf(options);
  const steps = stepsOf(workflows);

  test('have the header of the file, and belong to the library', () => {
    for (const { path, content, owner, option } of renderWorkflows(repositoryOf(options))) {
      const header = generatedHeader(path, 'environments');
      expect([path, content.slice(0, header.length), owner, option]).toEqual([
        path,
        header,
        'generated',
        'environments',
      ]);
    }
  });

  test('give no rights to start with, and hand on no secret that is not named', () => {
    for (const [name, workflow] of workflows) {
      expect([name, workflow.permissions]).toEqual([name, {}]);
      expect([name, texts.get(name)]).toEqual([name, expect.not.stringContaining('inherit')]);
    }
  });

  test('hand on and take exactly the secrets that the called workflow reads', () => {
    const read = new Map(
      [...texts].map(([name, text]) => [
        name,
        [...new Set([...text.matchAll(/(?<!-)secrets\.(\w+)/g)].map(([, secret]) => secret))].sort(),
      ]),
    );
    for (const [name, { on, jobs }] of workflows) {
      const taken = Object.keys(on.workflow_call?.secrets ?? {}).sort();
      if (on.workflow_call) expect([name, taken]).toEqual([name, read.get(name)]);
      for (const { uses, secrets = {} } of Object.values(jobs)) {
        if (uses === undefined) continue;
        const called = /\/(\w+)\.yml$/.exec(uses)?.[1] as string;
        expect([name, Object.keys(secrets).sort()]).toEqual([name, read.get(called)]);
        for (const [secret, value] of Object.entries(secrets)) expect(value).toBe(`\${{ secrets.${secret} }}`);
      }
    }
  });

  test('let a job that calls a workflow have the rights of the jobs there, and no others', () => {
    const order = ['read', 'write'];
    const rightsOf = (name: string): Record<string, string> => {
      const all: Record<string, string> = {};
      for (const { permissions } of Object.values(workflows.get(name)?.jobs ?? {})) {
        for (const [right, level] of Object.entries(permissions)) {
          if (order.indexOf(level) > order.indexOf(all[right])) all[right] = level;
        }
      }
      return all;
    };
    for (const [name, { jobs }] of workflows) {
      for (const { uses, permissions } of Object.values(jobs)) {
        if (uses === undefined) continue;
        const called = /\/(\w+)\.yml$/.exec(uses)?.[1] as string;
        expect([name, called, permissions]).toEqual([name, called, rightsOf(called)]);
      }
    }
  });

  test('pin every action as the table does, but those of the user’s own steps', () => {
    const lines = [...texts.values()].flatMap((text) =>
      text.split('\n').flatMap((line) => /^\s*(?:- )?uses: (?!\.\/)(.*)/.exec(line)?.[1] ?? []),
    );
    expect(lines).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    const { beforeTests = [], afterTests = [] } = options.ciSteps ?? {};
    const own = [...beforeTests, ...afterTests].map(({ uses }) => uses);
    const pins = Object.entries(ACTIONS).map(([name, { commit, version }]) => `${name}@${commit} # ${version}`);
    for (const line of lines) expect([...pins, ...own]).toContain(line);
  });

  test('put no expression into a script: values reach it through the environment', () => {
    expect(steps.filter(({ run }) => run?.includes('${{')).map(({ where }) => where)).toEqual([]);
  });

  test('have only scripts that bash can read', () => {
    for (const { where, run } of steps) {
      if (run === undefined) continue;
      const { status, stderr } = spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' });
      expect({ where, status, stderr }).toEqual({ where, status: 0, stderr: '' });
    }
  });

  test('use in their scripts only variables that they set or that GitHub gives, and set none for nothing', () => {
    const given = ['GITHUB_SHA', 'GITHUB_STEP_SUMMARY', 'RUNNER_TEMP', 'YARN_NODE_LINKER'];
    for (const { where, run, env = {} } of steps) {
      if (run === undefined) continue;
      const used = [...run.matchAll(/\$\{?([A-Z][A-Z_]*)/g)].map((match) => match[1]);
      for (const variable of used) expect([where, ...given, ...Object.keys(env)]).toContain(variable);
      for (const variable of Object.keys(env)) {
        // make reads its environment, and so do steps of the user's own.
        if (run.startsWith('make ') || READ_BY_PROGRAMS.includes(variable) || !run.includes('python-gitops')) continue;
        expect([where, ...used]).toContain(variable);
      }
    }
  });

  test('leave the token or the key in no checkout: only the steps that ask the remote for releases get it, and one of both', () => {
    for (const { where, uses, run = '', with: inputs, env = {} } of steps) {
      if (uses?.startsWith('actions/checkout@')) {
        expect([where, inputs?.['persist-credentials']]).toEqual([where, false]);
      }
      // What pushes a release, and what reads the newest ones.
      const asksTheRemote = / --push\b|python-gitops (?:gate|report) /.test(run);
      expect([where, PUSHERS.filter((name) => name in env).length]).toEqual([where, asksTheRemote ? 1 : 0]);
    }
  });

  test('have no concurrency group in which a release could be lost: each run is alone, but for pull requests', () => {
    for (const [name, { concurrency, jobs }] of workflows) {
      for (const [job, { concurrency: own }] of Object.entries(jobs)) {
        expect([name, job, own]).toEqual([name, job, undefined]);
      }
      if (concurrency !== undefined) {
        expect([name, concurrency.group]).toEqual([name, expect.stringMatching(/github\.run_id \}\}$/)]);
      }
    }
    expect(workflows.get('main')?.concurrency).toEqual({
      group: "${{ github.workflow }}-${{ github.event_name == 'pull_request' && github.ref || github.run_id }}",
      'cancel-in-progress': true,
    });
  });

  test('set one version of Node.js up, as a string, and end every job in time', () => {
    const versions = steps.flatMap(({ with: inputs }) => inputs?.['node-version'] ?? []);
    expect(new Set(versions)).toEqual(new Set(['24']));
    for (const [name, { jobs }] of workflows) {
      for (const [job, { uses, 'timeout-minutes': minutes }] of Object.entries(jobs)) {
        // A gate waits as long as the slowest rollout of its environment; GitHub ends every job after 6 hours.
        const limit = job === 'gate' ? 360 : 30;
        expect([name, job, uses === undefined ? Number(minutes) <= limit : minutes === undefined]).toEqual([
          name,
          job,
          true,
        ]);
      }
    }
  });

  test('need only jobs that are there', () => {
    for (const [name, { jobs }] of workflows) {
      for (const { needs = [] } of Object.values(jobs)) {
        for (const needed of [needs].flat()) expect([name, ...Object.keys(jobs)]).toContain(needed);
      }
    }
  });
});

const YARN_INSTALL =
  'YARN_NODE_LINKER=node-modules npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install --immutable';

describe('the package manager', () => {
  test.each([
    ['npm', 'npm ci --no-audit --no-fund', 'npm ci --ignore-scripts --no-audit --no-fund'],
    [
      'pnpm',
      'npx --yes pnpm@10.34.9 install --frozen-lockfile',
      'npx --yes pnpm@10.34.9 install --frozen-lockfile --ignore-scripts',
    ],
    ['yarn', YARN_INSTALL, `${YARN_INSTALL} --mode=skip-build`],
  ])('%s installs the packages wherever they are needed', (packageManager, command, withoutScripts) => {
    const installing = stepsOf(workflowsOf({ ...DEFAULT, packageManager })).filter(({ name }) =>
      name.startsWith('Install npm packages'),
    );
    expect(installing.map(({ run }) => run)).toEqual([
      command,
      `${withoutScripts}\nscripts/install-tools.sh\n`,
      `${withoutScripts}\nscripts/install-tools.sh\n`,
    ]);
  });

  test.each([
    ['npm', 'npm ci', '--ignore-scripts'],
    ['pnpm', 'pnpm@10.34.9 install', '--ignore-scripts'],
    ['yarn', 'yarn install', '--mode=skip-build'],
  ])(
    '%s runs no script of a package in a job that may write or gets a secret of its own',
    (packageManager, command, flag) => {
      const installing = [...workflowsOf({ ...EVERY_OPTION, packageManager }).values()]
        .flatMap(({ jobs }) => Object.entries(jobs))
        .flatMap(([name, { permissions = {}, environment, steps = [] }]) => {
          const mayAct =
            Object.values(permissions).includes('write') ||
            environment !== undefined ||
            steps.some(({ env = {} }) =>
              Object.keys(env).some((variable) => /^(?:ARGOCD_AUTH_TOKEN|GH_TOKEN)$/.test(variable)),
            );
          return mayAct
            ? steps.filter(({ run }) => run?.includes(command)).map(({ run }) => [name, run?.includes(flag)])
            : [];
        });
      expect(installing.filter(([, isWithout]) => isWithout !== true)).toEqual([]);
      expect(installing.map(([name]) => name)).toEqual(expect.arrayContaining(['release', 'gate', 'report']));
    },
  );

  test.each(['pnpm', 'yarn'])(
    '%s is not there yet when Node.js is set up: no cache is asked of it',
    (packageManager) => {
      const caches = stepsOf(workflowsOf({ ...DEFAULT, packageManager })).flatMap(({ uses, with: inputs }) =>
        uses?.startsWith('actions/setup-node@') ? [inputs?.['package-manager-cache']] : [],
      );
      expect(caches).toEqual([false, false, false]);
    },
  );
});
