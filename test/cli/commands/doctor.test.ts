import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DoctorFlags } from '../../../src/cli/commands/doctor/command';
import { runDoctor } from '../../../src/cli/commands/doctor/run';
import { runRelease } from '../../../src/cli/commands/release/run';
import { VERSIONS } from '../../../src/config/defaults';
import { makeCertificate } from '../../support/certificate';
import type { Answer } from '../../support/command';
import { answer, rcWith, repositoryWith } from '../../support/command';
import {
  BY_APP,
  BY_DEPLOY_KEY,
  ghRefusal,
  ghReplies,
  IN_ORDER,
  NOT_FOUND,
  PROTECTION,
  RULES,
} from '../../support/github-api';
import { pushAll, withRemote } from '../../support/remote';
import { contents, differences, git, SHOP, temporaryFolder, writeFiles } from '../../support/repository';
import { callsOf, pathWithGit, silentStandIn, standIn } from '../../support/stand-ins';

jest.setTimeout(120_000);

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ADDRESS = 'https://github.com/acme/shop';
const SETTINGS = `${ADDRESS}/settings`;

/** The registry, which has nothing yet unless a test says otherwise. */
const registry = jest.spyOn(globalThis, 'fetch');
const says = (status: number): void => {
  registry.mockReset().mockImplementation(async () => new Response(undefined, { status }));
};
beforeEach(() => says(404));
afterAll(() => registry.mockRestore());

interface Machine {
  readonly folder: string;
  readonly bin: string;
}

/** A repository whose origin is called as on GitHub, and is a folder of this machine. */
function onGitHub(options: object = SHOP, address = `${ADDRESS}.git`): { folder: string; remote: string } {
  const { folder, remote } = withRemote(options);
  git(folder, 'remote', 'set-url', 'origin', address);
  git(folder, 'config', `url.${remote}.insteadOf`, address);
  git(folder, 'branch', '--quiet', '--set-upstream-to=origin/main');
  return { folder, remote };
}

let shared: string | undefined;

/** One such repository for every test that changes nothing in it, which `run` sees to. */
function asItIs(): string {
  return (shared ??= onGitHub().folder);
}

/** Programs of a machine on which nothing is missing. */
function tools(): string {
  const bin = pathWithGit();
  standIn(bin, 'make', {}, { stdout: 'GNU Make 4.4.1\n' });
  standIn(bin, 'python3', {}, { stdout: 'Python 3.13.2\n' });
  standIn(bin, 'kustomize', {}, { stdout: `v${VERSIONS.kustomize}\n` });
  standIn(bin, 'docker', {}, { stdout: 'Docker version 28.3.1, build 38b7060\n' });
  standIn(
    bin,
    'gh',
    ghReplies(IN_ORDER, { '/branches/main/protection': 'Branch not protected (HTTP 404)' }),
    NOT_FOUND,
  );
  return bin;
}

/** Runs something where only these programs are, and nothing was installed by make tools. */
async function onlyWith<T>(bin: string, body: () => Promise<T>): Promise<T> {
  const wanted = { PATH: bin, PYTHON_GITOPS_CACHE: join(bin, 'none'), PYTHON: undefined, DOCKER: undefined };
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(wanted)) set(name, value);
  try {
    return await body();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

async function run({ folder, bin }: Machine, flags: DoctorFlags = {}): Promise<Answer> {
  const before = [contents(folder), git(folder, 'status', '--porcelain')] as const;
  const result = await onlyWith(bin, () => answer(() => runDoctor(folder, flags)));
  // It is for looking at: nothing may change.
  expect(differences(before[0], contents(folder))).toEqual([]);
  expect(git(folder, 'status', '--porcelain')).toBe(before[1]);
  return result;
}

interface Json {
  readonly schemaVersion: number;
  readonly ok: boolean;
  readonly checks: readonly {
    readonly id: string;
    readonly state: string;
    readonly detail: string;
    readonly fix: string | null;
    readonly who: string | null;
  }[];
}

async function json(machine: Machine, flags: DoctorFlags = {}): Promise<Json> {
  const { stdout, stderr } = await run(machine, { ...flags, json: true });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Json;
}

/** State, detail, fix and who of one check. */
async function check(machine: Machine, id: string, flags: DoctorFlags = {}): Promise<unknown[]> {
  const { checks } = await json(machine, flags);
  const found = checks.find((one) => one.id === id);
  if (!found) throw new Error(`there is no check ${id}; there is ${checks.map((one) => one.id).join(', ')}`);
  return [found.state, found.detail, found.fix, found.who];
}

async function released(folder: string, environment: string): Promise<void> {
  const { code, stderr } = await answer(() =>
    runRelease(folder, 'storefront', environment, { image: `:${'b'.repeat(40)}@${DIGEST}` }),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

describe('the report', () => {
  test('has everything in groups, what blocks first, with who does what', async () => {
    const folder = asItIs();
    const bin = tools();
    rmSync(join(bin, 'kustomize'));
    const { code, stdout, stderr } = await run({ folder, bin });
    const head = git(folder, 'rev-parse', '--short=8', 'HEAD');
    const version = /\d[\d.]*/.exec(git(folder, '--version'))?.[0];
    expect(stderr).toBe('');
    const text = stdout
      .replace(/(git is installed +).*/, `$1${version}`)
      .replaceAll(head, 'HEAD')
      .replace(process.versions.node, 'NODE');
    expect(text.replace(version ?? '', 'GIT').split('\n')).toEqual([
      'This machine',
      '  ✓ ok           git is installed                        GIT',
      '  ✓ ok           Node.js 20 or newer is installed        NODE',
      '  ✓ ok           Python 3.11 or newer is installed       3.13.2',
      '  ✓ ok           make is installed                       4.4.1',
      '  ✗ failed       kustomize 5.8.2 is installed            not found',
      '                 you: make tools',
      '  ✓ ok           make build can build images here        docker 28.3.1',
      '',
      '.projenrc.ts',
      '  ✓ ok           repoUrl is set                          https://github.com/acme/shop',
      '  ✓ ok           registry is set                         docker.io/acme',
      '',
      'Git',
      '  ✓ ok           this is a git repository with a commit  main at HEAD',
      '  ✓ ok           origin matches repoUrl                  https://github.com/acme/shop.git',
      '  ✓ ok           main exists on origin                   HEAD',
      '  ✓ ok           the current commit is pushed            HEAD is on origin',
      '  ✓ ok           this branch is up to date with origin   origin has HEAD',
      '',
      'GitHub',
      '  ✓ ok           GitHub has acme/shop                    private',
      '  ✓ ok           Actions can run the workflow            all actions are allowed',
      '  ✓ ok           releases can be pushed to main          no rule blocks them',
      '  ✓ ok           GitHub has the environment registry     the job that pushes images uses it',
      '  ✓ ok           prod requires an approval on GitHub     by one of 2 required reviewers',
      '',
      'Registry',
      '  ✓ ok           GitHub has the secret DOCKER_USERNAME   for the login to docker.io; in the environment registry',
      '  ✓ ok           GitHub has the secret DOCKER_PASSWORD   for the login to docker.io; in the environment registry',
      '  ✓ ok           docker.io answers this machine          no docker.io/acme/storefront yet; the first push creates it',
      '',
      'Kubernetes',
      '  ? not checked  Kubernetes is 1.30 or newer             not checked: run make doctor ARGS=--cluster, which uses kubectl',
      '                 platform team: kubectl version, for each cluster',
      '',
      'Argo CD',
      '  ? not checked  Argo CD is 3.2 or newer                 not checked: run make doctor ARGS=--cluster, which uses kubectl',
      '                 platform team: argocd version; if older than 3.2: upgrade Argo CD, or set argocd.retryRefresh: false in .projenrc.ts',
      '  ? not checked  its kustomize is 5.0 or newer           not checked: run make doctor ARGS=--cluster, which uses kubectl',
      '                 platform team: argocd version',
      '  ? not checked  Argo CD can read the repository         private, so Argo CD needs credentials',
      '                 platform team: argocd repo get https://github.com/acme/shop; if missing: argocd repo add https://github.com/acme/shop',
      '  ? not checked  the Application shop-root is applied    not checked: run make doctor ARGS=--cluster, which uses kubectl',
      '                 platform team: kubectl --namespace argocd get application shop-root; if missing: kubectl apply --filename argo/root-app.yaml (once, as an Argo CD administrator)',
      '',
      'Releases',
      '  ✗ failed       dev has a release of every app          no release of storefront',
      '                 you: push a change to the app to main; the workflow builds and releases it',
      '  ✗ failed       prod has a release of every app         no release of storefront',
      '                 you: promote from dev: make promote APP=… ENV=prod',
      '',
      '20 ok, 3 failed, 5 not checked.',
      'Next (you): make tools',
      '',
    ]);
    expect(code).toBe(1);
  });

  test('ends with 0 when nothing failed, and what was not checked is no failure', async () => {
    const { folder } = onGitHub();
    for (const environment of ['dev', 'prod']) await released(folder, environment);
    pushAll(folder, 'releases');
    says(200);
    const machine = { folder, bin: tools() };
    const { code, stdout } = await run(machine);
    expect(stdout).toMatch(
      /\n23 ok, 0 failed, 6 not checked\.\nNothing failed\. For what was not checked, run the commands above\.\n$/,
    );
    expect(code).toBe(0);
    expect(await json(machine)).toMatchObject({ schemaVersion: 1, ok: true });
  });

  test('has no color without a terminal, and names each mark', async () => {
    const { stdout } = await run({ folder: asItIs(), bin: tools() }, { offline: true });
    expect(stdout).not.toContain('\u001b');
    expect(stdout.match(/[✓✗?] \S+/g)?.every((mark) => ['✓ ok', '✗ failed', '? not'].includes(mark))).toBe(true);
  });

  test('as JSON has every check with its id, group, state, title, detail, fix and who', async () => {
    const { checks } = await json({ folder: asItIs(), bin: tools() });
    expect(checks.find(({ id }) => id === 'releases.dev')).toEqual({
      id: 'releases.dev',
      group: 'releases',
      state: 'failed',
      title: 'dev has a release of every app',
      detail: 'no release of storefront',
      fix: 'push a change to the app to main; the workflow builds and releases it',
      who: 'you',
    });
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });
});

describe('the registry', () => {
  const IMAGE = `docker.io/acme/storefront:${'b'.repeat(40)}@${DIGEST}`;
  const ADDRESSES = 'https://registry-1.docker.io/v2/acme/storefront/manifests';
  const asked = (): unknown[] => registry.mock.calls.map(([address]) => String(address));
  let folder: string;
  beforeAll(async () => {
    // The first app has no release yet.
    folder = onGitHub({ ...SHOP, apps: { admin: {}, ...SHOP.apps } }).folder;
    await released(folder, 'dev');
    pushAll(folder, 'released');
  });

  test('is asked for the digest of what was released', async () => {
    says(200);
    expect(await check({ folder, bin: tools() }, 'registry.answer')).toEqual(['ok', `has ${IMAGE}`, null, null]);
    expect(asked()).toEqual([`${ADDRESSES}/${DIGEST}`]);
  });

  test('has to have that', async () => {
    expect(await check({ folder, bin: tools() }, 'registry.answer')).toEqual([
      'failed',
      `released image ${IMAGE} is missing`,
      'roll back to an image that it has: make history APP=storefront',
      'you',
    ]);
  });

  test('need not have what nobody released, but has to answer', async () => {
    const machine = { folder: asItIs(), bin: tools() };
    const INITIAL = 'docker.io/acme/storefront';
    expect((await check(machine, 'registry.answer')).slice(0, 2)).toEqual([
      'ok',
      `no ${INITIAL} yet; the first push creates it`,
    ]);
    says(403);
    expect(await check(machine, 'registry.answer')).toEqual([
      'not-checked',
      `does not show ${INITIAL}: HTTP 403: docker.io does not ask for a login`,
      'docker login docker.io',
      'you',
    ]);
    registry.mockRejectedValue(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') }));
    expect(await check(machine, 'registry.answer')).toEqual([
      'not-checked',
      'registry-1.docker.io does not answer: getaddrinfo ENOTFOUND',
      'check registry in .projenrc.ts, then run make doctor again',
      'you',
    ]);
  });

  test('is asked for what it would get next, where what runs is in another one', async () => {
    const own = onGitHub({ ...SHOP, registry: 'quay.io/acme' }).folder;
    await released(own, 'dev');
    writeFiles(own, { '.projenrc.ts': rcWith(SHOP) });
    await check({ folder: own, bin: tools() }, 'registry.answer');
    expect(asked()).toEqual([`${ADDRESSES}/dev-latest`]);
  });

  test('is not asked where nothing can be deployed', async () => {
    const own = onGitHub({ ...SHOP, registry: undefined }).folder;
    const { checks } = await json({ folder: own, bin: tools() });
    expect(checks.map(({ id }) => id)).not.toContain('registry.answer');
    expect(registry).not.toHaveBeenCalled();
  });
});

describe('who cannot be asked is not checked, never right', () => {
  test('offline nobody beyond this machine is asked', async () => {
    const folder = asItIs();
    const bin = tools();
    const { checks } = await json({ folder, bin }, { offline: true, cluster: true });
    const states = (state: string): string[] => checks.filter((one) => one.state === state).map(({ id }) => id);
    expect(states('not-checked')).toEqual([
      'git.branch.main',
      'git.pushed',
      'git.current',
      'github.repository',
      'github.actions',
      'github.push.main',
      'github.environment.registry',
      'github.environment.prod',
      'registry.secret.DOCKER_USERNAME',
      'registry.secret.DOCKER_PASSWORD',
      'registry.answer',
      'cluster.kubernetes',
      'argocd.version',
      'argocd.kustomize',
      'argocd.repository',
      'argocd.root',
    ]);
    expect(registry).not.toHaveBeenCalled();
    expect(() => callsOf(bin, 'gh')).toThrow('ENOENT');
  });

  test.each([
    ['gh is not installed', undefined, 'gh is not installed (https://cli.github.com)'],
    [
      'gh is not logged in',
      { stderr: 'To get started with GitHub CLI, please run:  gh auth login\n', status: 4 },
      'gh is not logged in: gh auth login --hostname github.com',
    ],
    [
      'the token is old',
      ghRefusal('Bad credentials (HTTP 401)'),
      'gh is not logged in: gh auth login --hostname github.com',
    ],
    [
      'there is no network',
      {
        stderr: 'error connecting to api.github.com\ncheck your internet connection or https://githubstatus.com\n',
        status: 1,
      },
      'gh api failed: check your internet connection or https://githubstatus.com',
    ],
    ['GitHub has an outage', ghRefusal('Server Error (HTTP 502)'), 'gh api failed: gh: Server Error (HTTP 502)'],
  ])('when %s', async (_when, reply, why) => {
    const bin = tools();
    if (reply === undefined) rmSync(join(bin, 'gh'));
    else standIn(bin, 'gh', {}, reply);
    const machine = { folder: asItIs(), bin };
    expect(await check(machine, 'github.environment.prod')).toEqual([
      'not-checked',
      why,
      `${SETTINGS}/environments`,
      'GitHub administrator',
    ]);
    expect(await check(machine, 'registry.secret.DOCKER_PASSWORD')).toEqual([
      'not-checked',
      `for the login to docker.io; ${why}`,
      `${SETTINGS}/environments, registry`,
      'GitHub administrator',
    ]);
  });

  test('a program that does not answer is given up', async () => {
    const bin = tools();
    silentStandIn(bin, 'gh');
    const machine = { folder: asItIs(), bin };
    expect((await check(machine, 'github.repository')).slice(0, 2)).toEqual([
      'not-checked',
      'github.com did not answer in time',
    ]);
  });

  test('a developer without rights is told that only an administrator sees the protection', async () => {
    const bin = tools();
    const bodies = { ...IN_ORDER, '/branches/main': { name: 'main', protected: true } };
    standIn(bin, 'gh', ghReplies(bodies), NOT_FOUND);
    expect(await check({ folder: asItIs(), bin }, 'github.push.main')).toEqual([
      'not-checked',
      'only a repository administrator can see its protection rules (HTTP 404)',
      `${SETTINGS}/rules and ${SETTINGS}/branches`,
      'GitHub administrator',
    ]);
  });
});

describe('this machine', () => {
  test('names what is missing, and how to get it', async () => {
    const bin = pathWithGit();
    const { checks } = await json({ folder: asItIs(), bin }, { offline: true });
    const machine = checks.filter(
      ({ id }) => id.startsWith('machine.') && id !== 'machine.git' && id !== 'machine.node',
    );
    expect(machine.map(({ id, state, detail, fix }) => [id, state, detail, fix])).toEqual([
      [
        'machine.python',
        'failed',
        'not found',
        'install it: https://www.python.org/downloads, or set PYTHON=/path/to/python3',
      ],
      [
        'machine.make',
        'failed',
        'not found',
        'install it: sudo apt-get install make; on macOS: xcode-select --install',
      ],
      ['machine.kustomize', 'failed', 'not found', 'make tools'],
      [
        'machine.docker',
        'not-checked',
        'docker not found; only make build needs it',
        'install it to use make build: https://docs.docker.com/get-started/get-docker',
      ],
    ]);
  });

  test('finds another version of a pinned tool, and a Python that is too old', async () => {
    const bin = tools();
    standIn(bin, 'kustomize', {}, { stdout: 'v5.4.0\n' });
    standIn(bin, 'python3', {}, { stdout: 'Python 3.9.2\n' });
    const machine = { folder: asItIs(), bin };
    expect((await check(machine, 'machine.kustomize', { offline: true })).slice(0, 2)).toEqual([
      'failed',
      'found 5.4.0',
    ]);
    expect((await check(machine, 'machine.python', { offline: true })).slice(0, 2)).toEqual(['failed', 'found 3.9.2']);
  });

  test('finds what make tools installed', async () => {
    const bin = tools();
    rmSync(join(bin, 'kustomize'));
    writeFiles(join(bin, 'none'), { [`bin/kustomize-${VERSIONS.kustomize}`]: '' });
    expect(await check({ folder: asItIs(), bin }, 'machine.kustomize', { offline: true })).toEqual([
      'ok',
      VERSIONS.kustomize,
      null,
      null,
    ]);
  });
});

describe('git', () => {
  test.each(['git@github.com:acme/shop.git', 'ssh://git@github.com/acme/shop', 'https://github.com/Acme/Shop/'])(
    'takes origin as %s for what repoUrl says',
    async (address) => {
      const { folder } = onGitHub(SHOP, address);
      expect(await check({ folder, bin: tools() }, 'git.origin')).toEqual(['ok', address, null, null]);
    },
  );

  test('names an origin that is another repository, without the token in it', async () => {
    const { folder } = onGitHub(SHOP, 'https://ada:token@github.com/acme/other.git');
    expect(await check({ folder, bin: tools() }, 'git.origin')).toEqual([
      'failed',
      'origin is https://github.com/acme/other.git, repoUrl is https://github.com/acme/shop',
      `git remote set-url origin ${ADDRESS}, or correct repoUrl in .projenrc.ts and run npx projen`,
      'you',
    ]);
  });

  test('without a repository says how to begin', async () => {
    const bin = tools();
    const folder = repositoryWith(SHOP);
    const { stdout } = await onlyWith(bin, () => answer(() => runDoctor(folder, { offline: true })));
    expect(stdout).toContain(
      'Git\n' +
        '  ✗ failed       this is a git repository with a commit  no repository here\n' +
        '                 you: git init --initial-branch=main\n\n',
    );
  });

  test('names a branch that an environment follows and that origin has not', async () => {
    const { folder } = onGitHub({ ...SHOP, environments: { dev: { branch: 'develop' }, prod: {} } });
    const machine = { folder, bin: tools() };
    expect(await check(machine, 'git.branch.develop')).toEqual([
      'failed',
      'not found on origin',
      'git push origin main:refs/heads/develop',
      'you',
    ]);
  });

  test('says what is not pushed, and what was not pulled', async () => {
    const { folder, remote } = onGitHub();
    const other = temporaryFolder('other');
    git(other, 'clone', '--quiet', remote, '.');
    writeFiles(folder, { 'mine.txt': 'mine\n' });
    git(folder, 'add', 'mine.txt');
    git(folder, 'commit', '--quiet', '--message=mine');
    const machine = { folder, bin: tools() };
    expect(await check(machine, 'git.pushed')).toEqual([
      'failed',
      '1 commit not pushed',
      'git push --set-upstream origin main',
      'you',
    ]);
    expect((await check(machine, 'git.current'))[0]).toBe('ok');
    git(folder, 'push', '--quiet', 'origin', 'main');
    git(other, 'pull', '--quiet');
    git(other, 'commit', '--quiet', '--allow-empty', '--message=release');
    git(other, 'push', '--quiet');
    const newest = git(other, 'rev-parse', '--short=8', 'HEAD');
    expect(await check(machine, 'git.current')).toEqual([
      'failed',
      `origin has ${newest}, which was not fetched`,
      'git pull',
      'you',
    ]);
    expect((await check(machine, 'git.pushed'))[0]).toBe('ok');
    git(folder, 'fetch', '--quiet');
    expect((await check(machine, 'git.current'))[1]).toBe('1 commit behind origin');
  });

  test('says that origin is not there', async () => {
    const { folder, remote } = onGitHub();
    rmSync(remote, { recursive: true });
    expect(await check({ folder, bin: tools() }, 'git.remote')).toEqual([
      'failed',
      `fatal: '${remote}' does not appear to be a git repository`,
      `create ${ADDRESS} on its host, or ask for access`,
      'you',
    ]);
  });

  test('says why origin cannot be asked, by the line that has the cause', async () => {
    const { folder } = onGitHub(SHOP, 'git@github.com:acme/shop.git');
    git(folder, 'config', '--remove-section', `url.${git(folder, 'remote', 'get-url', 'origin')}`);
    const bin = tools();
    const said = 'ssh: Could not resolve hostname github.com: Temporary failure in name resolution\n';
    standIn(bin, 'ssh', {}, { stderr: said, status: 255 });
    expect(await check({ folder, bin }, 'git.branch.main')).toEqual([
      'not-checked',
      `cannot read origin: ${said.trim()}`,
      'git ls-remote origin main',
      'you',
    ]);
  });
});

describe('GitHub', () => {
  /** A check of GitHub with these answers instead of those that are in order. */
  async function withAnswers(id: string, bodies: object, refusals: Record<string, string> = {}): Promise<unknown[]> {
    const bin = tools();
    const all = { ...IN_ORDER, ...bodies };
    standIn(bin, 'gh', ghReplies(all as typeof IN_ORDER, refusals), NOT_FOUND);
    return check({ folder: asItIs(), bin }, id);
  }

  test('is asked for no more than what it says, of the host of the repository', async () => {
    const folder = asItIs();
    const bin = tools();
    await run({ folder, bin });
    expect(callsOf(bin, 'gh').sort()).toEqual(
      [
        '',
        '/actions/organization-secrets?per_page=100',
        '/actions/permissions',
        '/actions/secrets?per_page=100',
        '/branches/main',
        '/branches/main/protection',
        '/environments/registry/secrets?per_page=100',
        '/environments?per_page=100',
        '/rules/branches/main?per_page=100',
      ].map((path) => `api --hostname github.com repos/acme/shop${path}`),
    );
  });

  test('is asked whether runs may open pull requests, where releases are such, and not for what refuses pushes', async () => {
    const asked = async (delivery: object, workflow?: object): Promise<{ calls: string; checks: Json['checks'] }> => {
      const { folder } = onGitHub({ ...SHOP, delivery: { releases: 'pull-request', ...delivery } });
      const bin = tools();
      const bodies = { ...IN_ORDER, ...(workflow === undefined ? {} : { '/actions/permissions/workflow': workflow }) };
      standIn(bin, 'gh', ghReplies(bodies), NOT_FOUND);
      const { checks } = await json({ folder, bin });
      return { calls: callsOf(bin, 'gh').join('\n'), checks: checks.filter(({ id }) => /^github\.p/.test(id)) };
    };
    const may = { default_workflow_permissions: 'read', can_approve_pull_request_reviews: true };
    const { calls, checks } = await asked({}, may);
    expect(checks).toMatchObject([{ id: 'github.pull-requests', state: 'ok', detail: 'allowed', fix: null }]);
    // Only for the checks that merges require.
    expect(calls).not.toContain('/rulesets/');
    expect((await asked({}, { ...may, can_approve_pull_request_reviews: false })).checks).toMatchObject([
      {
        state: 'failed',
        detail: 'not allowed in this repository',
        fix:
          `allow GitHub Actions to create pull requests: ${SETTINGS}/actions; or use a GitHub App: ` +
          "delivery: { credentials: 'github-app' }",
        who: 'GitHub administrator',
      },
    ]);
    expect((await asked({})).checks).toMatchObject([
      { state: 'not-checked', detail: 'GitHub denied access: Not Found (HTTP 404)' },
    ]);
    const byApp = await asked({ credentials: 'github-app' }, may);
    expect(byApp.checks).toEqual([]);
    expect(byApp.calls).not.toContain('/actions/permissions/workflow');
  });

  test('is asked for issues where failed releases are reported in them, and for no more than before', async () => {
    const { folder } = onGitHub({ ...SHOP, delivery: { onFailure: 'issue' } });
    const issuesIn = async (repository: object): Promise<unknown> => {
      const bin = tools();
      standIn(bin, 'gh', ghReplies({ ...IN_ORDER, '': { ...IN_ORDER[''], ...repository } }), NOT_FOUND);
      return check({ folder, bin }, 'github.issues');
    };
    expect(await issuesIn({})).toEqual(['ok', 'issues are enabled', null, null]);
    expect(await issuesIn({ has_issues: false })).toEqual([
      'failed',
      'issues are disabled in this repository',
      `enable issues: ${SETTINGS}; or remove delivery.onFailure`,
      'GitHub administrator',
    ]);
    expect(await check({ folder, bin: tools() }, 'github.issues', { offline: true })).toEqual([
      'not-checked',
      'offline',
      SETTINGS,
      'GitHub administrator',
    ]);
    const { checks } = await json({ folder: asItIs(), bin: tools() });
    expect(checks.map(({ id }) => id)).not.toContain('github.issues');
  });

  test('has no such repository', async () => {
    const bin = tools();
    standIn(bin, 'gh', {}, NOT_FOUND);
    const { checks } = await json({ folder: asItIs(), bin });
    expect(checks.filter(({ id }) => /^(github|registry\.secret)\./.test(id))).toEqual([
      expect.objectContaining({
        id: 'github.repository',
        state: 'failed',
        detail: 'not visible to you on github.com',
        fix: `create ${ADDRESS}; if it exists, ask for access and run gh auth login`,
      }),
    ]);
  });

  test('a protected branch refuses releases, and there are two ways out', async () => {
    expect(await withAnswers('github.push.main', { '/branches/main/protection': PROTECTION })).toEqual([
      'failed',
      'a rule requires a pull request',
      'add the app github-actions to the bypass list of the rule, or remove the rule from main: ' +
        `${SETTINGS}/rules and ${SETTINGS}/branches`,
      'GitHub administrator',
    ]);
  });

  test('a ruleset refuses them, unless it lets the app of the workflow pass by', async () => {
    const not = { '/branches/main/protection': 'Branch not protected (HTTP 404)' };
    const rules = { '/rules/branches/main?per_page=100': RULES };
    const ruleset = (actors: object[]): object => ({
      ...rules,
      '/rulesets/42': { id: 42, name: 'main', target: 'branch', enforcement: 'active', bypass_actors: actors },
    });
    const app = { actor_id: 15368, actor_type: 'Integration', bypass_mode: 'always' };
    expect((await withAnswers('github.push.main', ruleset([]), not)).slice(0, 2)).toEqual([
      'failed',
      'a rule requires a pull request',
    ]);
    expect((await withAnswers('github.push.main', ruleset([app]), not)).slice(0, 2)).toEqual([
      'ok',
      'no rule blocks them',
    ]);
    const team = { ...app, bypass_mode: 'pull_request' };
    expect((await withAnswers('github.push.main', ruleset([team]), not))[0]).toBe('failed');
    expect((await withAnswers('github.push.main', rules, not)).slice(0, 2)).toEqual([
      'not-checked',
      'a rule requires a pull request, with a bypass list that you cannot see',
    ]);
  });

  test('has Actions disabled, or only those of the same owner', async () => {
    expect(await withAnswers('github.actions', { '/actions/permissions': { enabled: false } })).toEqual([
      'failed',
      'Actions are disabled',
      `enable them: ${SETTINGS}/actions`,
      'GitHub administrator',
    ]);
    const local = { '/actions/permissions': { enabled: true, allowed_actions: 'local_only' } };
    expect((await withAnswers('github.actions', local)).slice(0, 2)).toEqual([
      'failed',
      'only actions of the repository owner are allowed',
    ]);
  });

  test('has an environment without reviewers, and none for the registry', async () => {
    const bare = { total_count: 1, environments: [{ id: 1, name: 'prod', protection_rules: [] }] };
    const answers = { '/environments?per_page=100': bare };
    expect((await withAnswers('github.environment.prod', answers)).slice(0, 3)).toEqual([
      'failed',
      'no required reviewers',
      `add required reviewers: ${SETTINGS}/environments`,
    ]);
    expect((await withAnswers('github.environment.registry', answers)).slice(0, 3)).toEqual([
      'failed',
      'missing, so any branch could push images',
      `create it, limited to the released branches: ${SETTINGS}/environments`,
    ]);
  });

  test('has not a secret that the workflow needs', async () => {
    const answers = { '/environments/registry/secrets?per_page=100': { total_count: 0, secrets: [] } };
    expect(await withAnswers('registry.secret.DOCKER_PASSWORD', answers)).toEqual([
      'failed',
      'for the login to docker.io; not found',
      'gh secret set DOCKER_PASSWORD --env registry --repo acme/shop',
      'GitHub administrator',
    ]);
    const organization = {
      ...answers,
      '/actions/organization-secrets?per_page=100': { total_count: 1, secrets: [{ name: 'DOCKER_PASSWORD' }] },
    };
    expect((await withAnswers('registry.secret.DOCKER_PASSWORD', organization)).slice(0, 2)).toEqual([
      'ok',
      'for the login to docker.io; in the organization',
    ]);
  });
});

describe('who pushes releases', () => {
  const folders = new Map<string, string>();
  const not = { '/branches/main/protection': 'Branch not protected (HTTP 404)' };

  /** One repository for each, which no test changes. */
  function pushingBy(credentials: string): string {
    const folder = folders.get(credentials) ?? onGitHub({ ...SHOP, delivery: { credentials } }).folder;
    folders.set(credentials, folder);
    return folder;
  }

  async function checksOf(
    credentials: string,
    bodies: object,
    refusals: Record<string, string> = not,
  ): Promise<string[]> {
    const bin = tools();
    standIn(bin, 'gh', ghReplies({ ...IN_ORDER, ...bodies } as typeof IN_ORDER, refusals), NOT_FOUND);
    const { checks } = await json({ folder: pushingBy(credentials), bin });
    return checks
      .filter(({ id }) => /^github\.(?:push|secret|variable|app|deploy-key)\b/.test(id))
      .map(({ id, state, detail, fix }) => `${state} ${id}: ${detail}${fix === null ? '' : `: ${fix}`}`);
  }

  const ruleset = (...actors: object[]): object => ({
    '/rules/branches/main?per_page=100': RULES,
    '/rulesets/42': { id: 42, name: 'main', target: 'branch', enforcement: 'active', bypass_actors: actors },
  });
  const settings = `${SETTINGS}/rules and ${SETTINGS}/branches`;

  test('is a deploy key that the ruleset lets pass', async () => {
    const key = { actor_id: null, actor_type: 'DeployKey', bypass_mode: 'always' };
    expect(await checksOf('deploy-key', { ...BY_DEPLOY_KEY, ...ruleset(key) })).toEqual([
      'ok github.push.main: no rule blocks them',
      'ok github.secret.RELEASE_DEPLOY_KEY: for pushing releases; in the repository',
      'ok github.deploy-key: releases',
    ]);
  });

  test('is a deploy key that nothing is ready for', async () => {
    const actions = { actor_id: 15368, actor_type: 'Integration', bypass_mode: 'always' };
    expect(await checksOf('deploy-key', { '/keys?per_page=100': [], ...ruleset(actions) })).toEqual([
      'failed github.push.main: a rule requires a pull request: ' +
        `add deploy keys to the bypass list of the rule, or remove the rule from main: ${settings}`,
      'failed github.secret.RELEASE_DEPLOY_KEY: for pushing releases; not found: ' +
        'gh secret set RELEASE_DEPLOY_KEY --repo acme/shop',
      `failed github.deploy-key: not found: gh repo deploy-key add KEY.pub --allow-write, or ${SETTINGS}/keys`,
    ]);
  });

  test('is a deploy key whose secret only an environment has', async () => {
    const own = { '/environments/prod/secrets?per_page=100': BY_DEPLOY_KEY['/actions/secrets?per_page=100'] };
    const [, secret] = await checksOf('deploy-key', { '/keys?per_page=100': [], ...own });
    expect(secret).toMatch(/^failed .*; only in prod, but jobs outside of it release too: /);
  });

  test('is a deploy key, in a repository that GitHub shows only a part of', async () => {
    const refused = { ...not, '/keys?per_page=100': 'Not Found (HTTP 404)' };
    const [, , key] = await checksOf('deploy-key', {}, refused);
    expect(key).toBe(`not-checked github.deploy-key: GitHub denied access: Not Found (HTTP 404): ${SETTINGS}/keys`);
  });

  test('is the GitHub App with the client id of the variable, by whose number the ruleset lets it pass', async () => {
    const app = { actor_id: 4711, actor_type: 'Integration', bypass_mode: 'always' };
    expect(await checksOf('github-app', { ...BY_APP, ...ruleset(app) })).toEqual([
      'ok github.push.main: no rule blocks them',
      'ok github.variable.RELEASE_APP_CLIENT_ID: for pushing releases; in the repository',
      'ok github.secret.RELEASE_APP_PRIVATE_KEY: for pushing releases; in the repository',
      'ok github.app: acme-releases',
    ]);
    const other = { ...app, actor_id: 777 };
    expect((await checksOf('github-app', { ...BY_APP, ...ruleset(other) }))[0]).toBe(
      'failed github.push.main: a rule requires a pull request: add the GitHub App of RELEASE_APP_CLIENT_ID ' +
        `to the bypass list of the rule, or remove the rule from main: ${settings}`,
    );
  });

  test.each([
    [{ contents: 'write', pull_requests: 'write' }, 'ok', null],
    [{ contents: 'write', pull_requests: 'read' }, 'failed', 'grant Pull requests: read and write,'],
  ])('is a GitHub App with the permissions %j, which opens pull requests', async (permissions, state, fix) => {
    const delivery = { credentials: 'github-app', releases: 'pull-request' };
    const path = 'orgs/acme/installations?per_page=100';
    const { installations } = BY_APP[path] as { installations: readonly { app_id: number }[] };
    const [app] = installations.filter(({ app_id: id }) => id === 4711);
    const bodies = { ...IN_ORDER, ...BY_APP, [path]: { total_count: 1, installations: [{ ...app, permissions }] } };
    const bin = tools();
    standIn(bin, 'gh', ghReplies(bodies), NOT_FOUND);
    const { checks } = await json({ folder: onGitHub({ ...SHOP, delivery }).folder, bin });
    expect(checks.filter(({ id }) => id === 'github.app')).toEqual([
      expect.objectContaining({
        title: 'the GitHub App can write contents and pull requests',
        state,
        fix: fix === null ? null : expect.stringContaining(fix),
      }),
    ]);
  });

  test('is a GitHub App of which only the owner sees the number', async () => {
    const app = { actor_id: 4711, actor_type: 'Integration', bypass_mode: 'always' };
    const refused = { ...not, 'orgs/acme/installations?per_page=100': 'Must have admin rights (HTTP 403)' };
    const [push, , , found] = await checksOf('github-app', { ...BY_APP, ...ruleset(app) }, refused);
    expect(push).toBe(
      'not-checked github.push.main: a rule requires a pull request, but an app that may be yours can bypass it: ' +
        `check that the GitHub App of RELEASE_APP_CLIENT_ID can bypass it: ${settings}`,
    );
    expect(found).toBe(
      'not-checked github.app: GitHub denied access: Must have admin rights (HTTP 403): ' + `${SETTINGS}/installations`,
    );
  });

  test.each([
    [
      'no variable',
      { '/actions/variables?per_page=30': { total_count: 0, variables: [] } },
      'failed github.variable.RELEASE_APP_CLIENT_ID: for pushing releases; not found: ' +
        'gh variable set RELEASE_APP_CLIENT_ID --repo acme/shop',
      'not-checked github.app: RELEASE_APP_CLIENT_ID is not set, so the app is unknown: ' + `${SETTINGS}/installations`,
    ],
    [
      'more variables than one page has',
      { '/actions/variables?per_page=30': { total_count: 31, variables: [{ name: 'OTHER', value: '1' }] } },
      'not-checked github.variable.RELEASE_APP_CLIENT_ID: for pushing releases; GitHub lists only 1 of 31 variables: ' +
        `${SETTINGS}/variables/actions`,
      'not-checked github.app: RELEASE_APP_CLIENT_ID is not set, so the app is unknown: ' + `${SETTINGS}/installations`,
    ],
    [
      'an app that is not installed',
      { 'orgs/acme/installations?per_page=100': { total_count: 0, installations: [] } },
      'ok github.variable.RELEASE_APP_CLIENT_ID: for pushing releases; in the repository',
      'failed github.app: no installed app has the client ID in RELEASE_APP_CLIENT_ID: ' +
        `install it for this repository, or correct RELEASE_APP_CLIENT_ID: ${SETTINGS}/installations`,
    ],
    [
      'apps without client ids',
      { 'orgs/acme/installations?per_page=100': { installations: [{ app_id: 1, app_slug: 'one' }] } },
      'ok github.variable.RELEASE_APP_CLIENT_ID: for pushing releases; in the repository',
      `not-checked github.app: GitHub does not report which app has this client id: ${SETTINGS}/installations`,
    ],
  ])('is a GitHub App, and there is %s', async (_what, bodies, variable, app) => {
    const [, first, , last] = await checksOf('github-app', { ...BY_APP, ...bodies });
    expect([first, last]).toEqual([variable, app]);
  });

  test('is asked for where a repository has it, each thing once', async () => {
    const bin = tools();
    await run({ folder: pushingBy('github-app'), bin });
    const calls = callsOf(bin, 'gh');
    expect(new Set(calls).size).toBe(calls.length);
    expect(calls).toEqual(
      expect.arrayContaining(
        ['dev', 'prod'].map(
          (name) => `api --hostname github.com repos/acme/shop/environments/${name}/secrets?per_page=100`,
        ),
      ),
    );
  });
});

describe('Argo CD', () => {
  const RAW = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop-root';
  const SCHEMA = '/openapi/v3/apis/argoproj.io/v1alpha1';
  const schema = (...fields: string[]): string => {
    const properties = (inner: object): object => ({ type: 'object', properties: inner });
    const retry = properties(Object.fromEntries(fields.map((field) => [field, {}])));
    const spec = properties({ syncPolicy: properties({ retry }) });
    return JSON.stringify({ components: { schemas: { 'io.argoproj.v1alpha1.Application': properties({ spec }) } } });
  };
  const application = (status: object): string =>
    JSON.stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop-root' },
      status,
    });

  const VERSION = { stdout: JSON.stringify({ gitVersion: 'v1.31.2' }) };

  async function inCluster(id: string, reply: Parameters<typeof standIn>[3], api: object = {}): Promise<unknown[]> {
    const bin = tools();
    const replies = { 'current-context': { stdout: 'kind-dev\n' }, [SCHEMA]: api, '/version': VERSION };
    standIn(bin, 'kubectl', replies, reply);
    const result = await check({ folder: asItIs(), bin }, id, { cluster: true });
    expect(callsOf(bin, 'kubectl').sort()).toEqual([
      `--request-timeout=4s get --raw ${RAW}`,
      `--request-timeout=4s get --raw ${RAW.replace(/\/shop-root$/, '')}?labelSelector=app.kubernetes.io%2Fname%20in%20(storefront)`,
      `--request-timeout=4s get --raw ${SCHEMA}`,
      '--request-timeout=4s get --raw /version',
      'config current-context',
    ]);
    return result;
  }

  test('is not asked without --cluster', async () => {
    const bin = tools();
    standIn(bin, 'kubectl', {});
    await run({ folder: asItIs(), bin });
    expect(() => callsOf(bin, 'kubectl')).toThrow('ENOENT');
  });

  test('has the root and reads the repository', async () => {
    const reply = { stdout: application({ sync: { status: 'Synced' }, health: { status: 'Healthy' } }) };
    expect(await inCluster('argocd.root', reply)).toEqual(['ok', 'Synced, Healthy, in context kind-dev', null, null]);
    expect(await inCluster('argocd.repository', reply)).toEqual(['ok', 'Argo CD has read it', null, null]);
  });

  test.each([
    [{ stdout: schema('limit', 'refresh') }, 'ok'],
    [{ stdout: schema('limit', 'backoff') }, 'failed'],
    [{ stdout: 'no JSON' }, 'not-checked'],
    [{ stderr: 'Error from server (Forbidden): openapi\n', status: 1 }, 'not-checked'],
  ])('has a version: with the schema %j the check is %s', async (api, state) => {
    const reply = { stdout: application({}) };
    expect((await inCluster('argocd.version', reply, api))[0]).toBe(state);
  });

  test('has a version of Kubernetes', async () => {
    expect(await inCluster('cluster.kubernetes', { stdout: application({}) })).toEqual([
      'ok',
      'v1.31.2, in context kind-dev',
      null,
      null,
    ]);
  });

  test.each([
    [{ source: { repoURL: 'https://gitlab.example/acme/shop' } }, 'it follows https://gitlab.example/acme/shop, not '],
    [{ source: { targetRevision: 'develop' } }, 'it follows develop, not main, '],
    [
      { syncPolicy: { automated: { allowEmpty: true } } },
      'it has allowEmpty, so a bad merge could delete everything, ',
    ],
  ])('has a root that has to be applied again: %j', async (spec, detail) => {
    const status = { sync: { status: 'Synced' }, health: { status: 'Healthy' } };
    const stdout = JSON.stringify({ ...(JSON.parse(application(status)) as object), spec });
    const [state, found, fix] = await inCluster('argocd.root', { stdout });
    expect([state, fix]).toEqual([
      'failed',
      'apply it again: kubectl apply --filename argo/root-app.yaml (as an Argo CD administrator)',
    ]);
    expect(found).toContain(detail);
  });

  test('has no root', async () => {
    const stderr = 'Error from server (NotFound): applications.argoproj.io "shop-root" not found\n';
    expect(await inCluster('argocd.root', { stderr, status: 1 })).toEqual([
      'failed',
      'not found in context kind-dev',
      'kubectl apply --filename argo/root-app.yaml (once, as an Argo CD administrator)',
      'platform team',
    ]);
  });

  test('has no credentials for the repository', async () => {
    const message = 'Failed to load target state: rpc error: code = Unknown desc = authentication required';
    const conditions = [{ type: 'ComparisonError', message, lastTransitionTime: '2026-01-10T14:59:22Z' }];
    const reply = { stdout: application({ sync: { status: 'Unknown' }, health: { status: 'Healthy' }, conditions }) };
    expect(await inCluster('argocd.repository', reply)).toEqual([
      'failed',
      message,
      `give it credentials: argocd repo add ${ADDRESS}, with a deploy key or a token`,
      'platform team',
    ]);
  });

  test.each([
    [
      'the server could not find the requested resource',
      'no Argo CD in context kind-dev: kubectl config use-context NAME',
    ],
    [
      'dial tcp 10.0.0.1:6443: i/o timeout',
      'the cluster of context kind-dev did not answer: Error from server: dial tcp 10.0.0.1:6443: i/o timeout',
    ],
  ])('is not checked when kubectl says: %s', async (message, why) => {
    const reply = { stderr: `Error from server: ${message}\n`, status: 1 };
    expect((await inCluster('argocd.root', reply)).slice(0, 2)).toEqual(['not-checked', why]);
  });

  describe('sends notifications', () => {
    const CONTROLLERS =
      '/apis/apps/v1/namespaces/argocd/deployments?labelSelector=app.kubernetes.io%2Fname%3Dargocd-notifications-controller';
    const CONFIG = '/api/v1/namespaces/argocd/configmaps/argocd-notifications-cm';
    const notifications = { failed: { slack: ['alerts'], hook: [] } };

    async function checksWith(replies: Record<string, object>): Promise<string[]> {
      const { folder } = onGitHub({ ...SHOP, argocd: { notifications } });
      const bin = tools();
      const all = { 'current-context': { stdout: 'kind-dev\n' }, [RAW]: { stdout: application({}) }, ...replies };
      standIn(bin, 'kubectl', all, { stderr: 'Error from server (Forbidden): no\n', status: 1 });
      const { checks } = await json({ folder, bin }, { cluster: true });
      expect(callsOf(bin, 'kubectl').filter((call) => /secret/i.test(call))).toEqual([]);
      return checks
        .filter(({ id }) => id.startsWith('argocd.notifications.'))
        .map(({ id, state, detail }) => `${state} ${id.split('.')[2]}: ${detail}`);
    }

    test('with a controller that runs, triggers, and services by their names', async () => {
      const data = {
        context: 'argocdUrl: https://argocd.acme.example',
        'service.slack': 'token: $slack-token',
        'service.webhook.hook': 'url: $hook-url',
        'trigger.on-health-degraded': "- when: app.status.health.status == 'Degraded'\n  send: [app-health-degraded]\n",
        'trigger.on-sync-failed': '- when: true\n  oncePer: app.status.operationState?.syncResult?.revision\n',
        'template.app-sync-failed': 'message: oncePer',
      };
      const items = [{ status: { replicas: 1, readyReplicas: 1 } }];
      expect(
        await checksWith({
          [CONTROLLERS]: { stdout: JSON.stringify({ items }) },
          [CONFIG]: { stdout: JSON.stringify({ data }) },
        }),
      ).toEqual([
        'ok controller: 1 ready pod',
        'ok triggers: on-health-degraded, on-sync-failed; without oncePer, on-health-degraded may send a message more than once',
        'ok services: hook, slack',
      ]);
    });

    test('not without its ConfigMap and its controller', async () => {
      const stderr = 'Error from server (NotFound): configmaps "argocd-notifications-cm" not found\n';
      expect(await checksWith({ [CONTROLLERS]: { stdout: '{"items":[]}' }, [CONFIG]: { stderr, status: 1 } })).toEqual([
        'failed controller: not found in namespace argocd',
        'failed triggers: no ConfigMap argocd-notifications-cm in namespace argocd',
        'failed services: no ConfigMap argocd-notifications-cm in namespace argocd',
      ]);
      // As Argo CD installs it: without data, and with a controller that does not start.
      expect(
        await checksWith({ [CONTROLLERS]: { stdout: '{"items":[{"status":{}}]}' }, [CONFIG]: { stdout: '{}' } }),
      ).toEqual([
        'failed controller: none of its pods is ready',
        'failed triggers: no trigger.on-health-degraded, trigger.on-sync-failed in argocd-notifications-cm',
        'failed services: no service hook, slack in argocd-notifications-cm: it has none',
      ]);
    });

    test('perhaps, if the cluster does not show it', async () => {
      const why = 'the cluster did not show it: Error from server (Forbidden): no';
      expect(await checksWith({})).toEqual(
        ['controller', 'triggers', 'services'].map((name) => `not-checked ${name}: ${why}`),
      );
    });
  });

  describe('deploys rules', () => {
    const NAMESPACE = '/api/v1/namespaces/prometheus';
    const KINDS = '/apis/monitoring.coreos.com/v1';
    const LIST = `${KINDS}/prometheuses`;

    async function checksWith(options: object, replies: Record<string, object>): Promise<string[]> {
      const { folder } = onGitHub({ ...SHOP, ...options });
      const bin = tools();
      const all = { 'current-context': { stdout: 'kind-dev\n' }, [RAW]: { stdout: application({}) }, ...replies };
      standIn(bin, 'kubectl', all, { stderr: 'Error from server (Forbidden): no\n', status: 1 });
      const { checks } = await json({ folder, bin }, { cluster: true });
      const asked = callsOf(bin, 'kubectl').map((call) => call.split(' ').at(-1) ?? '');
      expect(asked.filter((path) => [NAMESPACE, KINDS, LIST].includes(path)).sort()).toEqual(
        Object.keys(replies).sort(),
      );
      return checks
        .filter(({ id }) => id.startsWith('cluster.observability.'))
        .map(({ id, state, detail }) => `${state} ${id.split('.')[2]}: ${detail}`);
    }

    const observability = { namespace: 'prometheus' };
    const RULES_OF_OPERATOR = { serviceMonitor: {}, observability };
    const refusal = (message: string): object => ({ stderr: `Error from server (${message}\n`, status: 1 });
    const UNKNOWN = refusal('NotFound): the server could not find the requested resource');
    const DENIED = refusal('Forbidden): no');

    test('where all that they need is there', async () => {
      const spec = { ruleSelector: {}, ruleNamespaceSelector: { matchLabels: { team: 'platform' } } };
      const resources = [{ kind: 'PrometheusRule' }, { kind: 'ServiceMonitor' }];
      const items = [
        { metadata: { name: 'own', namespace: 'other' } },
        { metadata: { name: 'k8s', namespace: 'x' }, spec },
      ];
      expect(
        await checksWith(RULES_OF_OPERATOR, {
          [NAMESPACE]: { stdout: JSON.stringify({ metadata: { labels: { team: 'platform' } } }) },
          [KINDS]: { stdout: JSON.stringify({ kind: 'APIResourceList', resources }) },
          [LIST]: { stdout: JSON.stringify({ items }) },
        }),
      ).toEqual(['ok namespace: prometheus', 'ok kinds: PrometheusRule, ServiceMonitor', 'ok rules: x/k8s']);
    });

    test('not without the namespace and the operator', async () => {
      const missing = refusal('NotFound): namespaces "prometheus" not found');
      expect(await checksWith(RULES_OF_OPERATOR, { [NAMESPACE]: missing, [KINDS]: UNKNOWN, [LIST]: UNKNOWN })).toEqual([
        'failed namespace: prometheus not found',
        'failed kinds: no PrometheusRule, ServiceMonitor',
      ]);
    });

    test('perhaps, if the cluster does not show it', async () => {
      const why = 'the cluster did not show it: Error from server (Forbidden): no';
      expect(await checksWith(RULES_OF_OPERATOR, { [NAMESPACE]: DENIED, [KINDS]: DENIED, [LIST]: DENIED })).toEqual(
        ['namespace', 'kinds', 'rules'].map((name) => `not-checked ${name}: ${why}`),
      );
    });

    test('and asks only for what they need', async () => {
      const options = { observability: { ...observability, rules: 'config-map' } };
      expect(await checksWith(options, { [NAMESPACE]: { stdout: '{"metadata":{}}' } })).toEqual([
        'ok namespace: prometheus',
      ]);
    });
  });
});

describe('sealed secrets', () => {
  const OPTIONS = { ...SHOP, apps: { storefront: { secrets: ['DATABASE_URL'] } } };

  async function withCertificates(files: Record<string, string>, commit = true): Promise<Json['checks']> {
    const { folder } = onGitHub(OPTIONS);
    writeFiles(folder, files);
    if (commit) pushAll(folder, 'certificates');
    const { checks } = await json({ folder, bin: tools() }, { offline: true });
    return checks.filter(({ id }) => id.startsWith('secrets.'));
  }

  test('need a certificate for each environment, and a value for each key', async () => {
    const checks = await withCertificates({ 'sealed-secrets/dev.pem': makeCertificate().certificate });
    expect(checks.map(({ id, state, detail, who }) => [id, state, detail, who])).toEqual([
      ['secrets.certificate.dev', 'ok', 'sealed-secrets/dev.pem', null],
      ['secrets.sealed.dev', 'failed', 'missing: storefront DATABASE_URL', 'you'],
      ['secrets.certificate.prod', 'failed', 'sealed-secrets/prod.pem is missing', 'platform team'],
      ['secrets.sealed.prod', 'failed', 'missing: storefront DATABASE_URL', 'you'],
    ]);
    expect(checks[1].fix).toBe('make seal APP=storefront ENV=dev KEY=DATABASE_URL');
  });

  test('need one that has not expired', async () => {
    const old = makeCertificate({ from: new Date('2019-01-01'), to: new Date('2020-02-03') });
    const [{ state, detail }] = await withCertificates({ 'sealed-secrets/dev.pem': old.certificate });
    expect([state, detail]).toEqual(['failed', 'sealed-secrets/dev.pem expired on 2020-02-03']);
  });

  test('need one that is committed', async () => {
    const [check1] = await withCertificates({ 'sealed-secrets/dev.pem': makeCertificate().certificate }, false);
    expect([check1.state, check1.detail, check1.fix]).toEqual([
      'failed',
      'sealed-secrets/dev.pem has uncommitted changes',
      'git add sealed-secrets/dev.pem, then commit and push',
    ]);
  });

  test('are not spoken of where no app declares any', async () => {
    const { checks } = await json({ folder: asItIs(), bin: tools() }, { offline: true });
    expect(checks.some(({ id }) => id.startsWith('secrets.') || id === 'machine.kubeseal')).toBe(false);
  });
});

test('values that are not set come before everything that depends on them, and nobody is asked', async () => {
  const options = { name: 'shop', environments: { dev: {}, prod: {} }, apps: { storefront: {} } };
  const { folder } = onGitHub(options);
  const bin = tools();
  const { checks } = await json({ folder, bin });
  expect(checks.filter(({ state }) => state !== 'ok').map(({ id, fix }) => [id, fix])).toEqual([
    ['values.repoUrl', "set repoUrl: 'https://github.com/acme/shop' in .projenrc.ts, then run npx projen"],
    ['values.registry', "set registry: 'docker.io/acme' in .projenrc.ts, then run npx projen"],
    ['git.origin', 'set repoUrl'],
  ]);
  expect(() => callsOf(bin, 'gh')).toThrow('ENOENT');
});

test('outside of a repository it ends with 2', async () => {
  const { code, stdout, stderr } = await answer(() => runDoctor(temporaryFolder(), {}));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('no .projenrc.ts in this folder or its parents');
});
