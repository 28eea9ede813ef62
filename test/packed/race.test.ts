import { spawn } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as support from './support';
import { toolCache } from '../support/api-server';

jest.setTimeout(1_200_000);
afterAll(support.cleanUp);

const { git } = support;

const APPS = ['accounts', 'billing', 'catalog'];
const PIPELINES = 20;
const ROUNDS = Number(process.env.RACE_ROUNDS ?? 2);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** How often a push was rejected because the branch had moved: in all, and at most for one pipeline. */
const late = { all: 0, most: 0 };

afterAll(() =>
  process.stderr.write(
    `raced ${ROUNDS} rounds; ${late.all} pushes were too late, at most ${late.most} of one pipeline; ` +
      `the same order again: FUZZ_SEED=${SEED} RACE_ROUNDS=${ROUNDS}\n`,
  ),
);

/** A bare repository as remote, and clones of it, as the jobs of as many runs of the workflow have them. */
function remoteWithClones(): { remote: string; developer: string; clones: string[] } {
  const developer = support.repository();
  support.edit(
    join(developer, '.projenrc.ts'),
    '  apps: {\n',
    `  apps: {\n${APPS.map((app) => `    ${app}: {},\n`).join('')}`,
  );
  support.synth(developer);
  git(developer, 'add', '--all');
  git(developer, 'commit', '--quiet', '--message', 'feat: three apps');
  const parent = support.makeFolder('remote');
  const remote = join(parent, 'shop.git');
  git(parent, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(developer, 'remote', 'add', 'origin', remote);
  git(developer, 'push', '--quiet', 'origin', 'HEAD:main');
  const clones = Array.from({ length: PIPELINES }, (_, index) => {
    const clone = join(parent, `clone-${index}`);
    git(parent, 'clone', '--quiet', remote, clone);
    symlinkSync(join(developer, 'node_modules'), join(clone, 'node_modules'));
    return clone;
  });
  return { remote, developer, clones };
}

interface Pipeline {
  readonly app: string;
  readonly source: string;
}

interface Outcome extends Pipeline {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the job of a pipeline runs, after its image was pushed. */
function release(clone: string, { app, source }: Pipeline): Promise<Outcome> {
  const args = [
    'release',
    app,
    'dev',
    '--image',
    `:${source}@sha256:${source.padEnd(64, '0')}`,
    '--push',
    '--if-newer',
  ];
  return new Promise((resolve) => {
    const child = spawn(join(clone, 'node_modules/.bin/python-gitops'), args, {
      cwd: clone,
      env: support.cleanEnvironment({
        GITHUB_ACTIONS: 'true',
        HOME: clone,
        GIT_CONFIG_NOSYSTEM: '1',
        PYTHON_GITOPS_CACHE: toolCache(),
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('close', (code) => resolve({ app, source, code, stdout, stderr }));
  });
}

/** As many pushes to main as there are pipelines, each of which changes one app. */
function pushSources(developer: string, round: number): Pipeline[] {
  git(developer, 'pull', '--quiet', '--rebase', 'origin', 'main');
  const pipelines = Array.from({ length: PIPELINES }, (_, index): Pipeline => {
    const app = APPS[index % APPS.length];
    writeFileSync(join(developer, `apps/${app}/src/change.py`), `"""Round ${round}, change ${index}."""\n`);
    git(developer, 'add', '--all');
    git(developer, 'commit', '--quiet', '--message', `feat(${app}): change ${index}`);
    return { app, source: git(developer, 'rev-parse', 'HEAD').trim() };
  });
  git(developer, 'push', '--quiet', 'origin', 'HEAD:main');
  return pipelines;
}

function releasedTag(remote: string, app: string, commit = 'main'): string {
  const file = git(remote, 'show', `${commit}:apps/${app}/k8s/overlays/dev/release/kustomization.yaml`);
  return (/newTag: (\S+)/.exec(file)?.[1] as string).replaceAll('"', '');
}

test(`${PIPELINES} pipelines at once: of each app the newest release stands, and none is lost`, async () => {
  const { remote, developer, clones } = remoteWithClones();
  const orders = fc.sample(fc.shuffledSubarray([...clones.keys()], { minLength: PIPELINES, maxLength: PIPELINES }), {
    numRuns: ROUNDS,
    seed: SEED,
  });
  for (const [round, order] of orders.entries()) {
    const pipelines = pushSources(developer, round);
    const before = git(remote, 'rev-parse', 'main').trim();
    for (const clone of clones) git(clone, 'fetch', '--quiet', 'origin');
    const outcomes = await Promise.all(order.map((index) => release(clones[index], pipelines[index])));
    const failed = outcomes.filter(({ code }) => code !== 0);
    expect(failed).toEqual([]);
    const tooLate = outcomes.map(({ stderr }) => stderr.split('; trying again').length - 1);
    late.all += tooLate.reduce((sum, count) => sum + count, 0);
    late.most = Math.max(late.most, ...tooLate);
    // Otherwise there was no race.
    expect(late.all).toBeGreaterThan(0);

    const commits = git(remote, 'log', '--reverse', '--format=%H %s', `${before}..main`).trim().split('\n');
    for (const app of APPS) {
      const own = pipelines.filter((pipeline) => pipeline.app === app);
      expect([round, app, releasedTag(remote, app)]).toEqual([round, app, own[own.length - 1].source]);
      const inHistory = commits.filter((line) => line.includes(`release(${app}): `));
      const superseded = outcomes.filter((one) => one.app === app && one.stdout.includes(': superseded, '));
      // Each one committed, or was superseded.
      expect([app, inHistory.length + superseded.length]).toEqual([app, own.length]);
      // Each commit is newer than the one before.
      const tags = inHistory.map((line) => releasedTag(remote, app, line.split(' ')[0]));
      const places = tags.map((tag) => own.findIndex(({ source }) => source === tag));
      expect([app, places]).toEqual([app, [...places].sort((a, b) => a - b)]);
    }
    // Nothing but release files was changed, by the bot.
    const paths = git(remote, 'diff', '--name-only', before, 'main').trim().split('\n');
    expect(paths.filter((path) => !/\/release\/kustomization\.yaml$/.test(path))).toEqual([]);
    expect(git(remote, 'log', '-1', '--format=%an', 'main').trim()).toBe('github-actions[bot]');
  }
});
