import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block } from './blocks';
import { blocks } from './blocks';
import { kustomizeBuild } from './released';
import * as support from './support';
import { atTerminal } from './terminal';
import { parseApplicationFile } from '../../src/releases/files/application-file';
import { objectsOf } from '../support/api-server';

jest.setTimeout(1_200_000);
afterAll(support.cleanUp);

const { git, gitops } = support;

/** The repository of a developer, as `projen new` made it, with a remote on this machine. */
let developer: string;
let remote: string;
/** Another clone: what pipelines work in. */
let pipeline: string;
/** One more, in which the test looks at what was pushed. */
let viewer: string;
/** An unreachable registry: names with this ending do not exist. */
const UNREACHABLE = 'registry.invalid/acme';
/** What the last block of a runbook wrote to its standard error. */
let noted = '';
/** Commits that images were built from, by how the test calls them. */
const sources = new Map<string, string>();

beforeAll(() => {
  developer = support.repositoryWithRegistry(UNREACHABLE);
  git(developer, 'branch', '--move', '--force', 'main');
  const parent = support.makeFolder('remote');
  remote = join(parent, 'shop.git');
  git(parent, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(developer, 'remote', 'add', 'origin', remote);
  git(developer, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  [pipeline, viewer] = ['pipeline', 'viewer'].map((name) => {
    const clone = join(parent, name);
    git(parent, 'clone', '--quiet', remote, clone);
    symlinkSync(join(developer, 'node_modules'), join(clone, 'node_modules'));
    return clone;
  });
  sources.set('one', git(developer, 'rev-parse', 'HEAD').trim());
  automaticRelease('one');
});

/** A push of code, and what the workflow makes of it in the environments that track the branch. */
function pushAndRelease(name: string): void {
  git(pipeline, 'pull', '--quiet');
  writeFileSync(join(pipeline, 'apps/shop/src/change.py'), `"""Change ${name}."""\n`);
  git(pipeline, 'add', 'apps');
  git(pipeline, 'commit', '--quiet', '--message', `feat: ${name}`);
  git(pipeline, 'push', '--quiet');
  sources.set(name, git(pipeline, 'rev-parse', 'HEAD').trim());
  automaticRelease(name);
}

/** What a pipeline runs after it has built an image. */
function automaticRelease(name: string): void {
  const source = sources.get(name) as string;
  const image = `:${source}@sha256:${source.padEnd(64, '0')}`;
  for (const environment of ['dev', 'staging']) {
    gitops(pipeline, ['release', 'shop', environment, '--image', image, '--push', '--if-newer']);
  }
}

const tip = (): string => git(remote, 'rev-parse', 'main').trim();

/** What Argo CD deploys in an environment, by the manifests in the remote: whose image, and which configuration. */
function runs(environment: string): { image: string; revision: string; pin?: string } | undefined {
  git(viewer, 'fetch', '--quiet', 'origin');
  git(viewer, 'reset', '--quiet', '--hard', 'origin/main');
  const application = objectsOf(kustomizeBuild(viewer, 'argo/root-app')).find(
    ({ kind, metadata }) => kind === 'Application' && metadata.name === `shop-${environment}`,
  );
  if (application === undefined) return undefined;
  const { source } = application.spec as {
    source: { targetRevision: string; kustomize?: { images: string[] } };
  };
  const built = /image: (\S+)/.exec(kustomizeBuild(viewer, `apps/shop/k8s/overlays/${environment}`))?.[1];
  const image = source.kustomize?.images[0] ?? built;
  const name = [...sources].find(([, commit]) => image?.includes(`:${commit}@`))?.[0] ?? String(image);
  const file = parseApplicationFile(git(remote, 'show', 'main:apps/shop/argo/release/kustomization.yaml'));
  const release = file?.get(`shop-${environment}`);
  const pin = release?.kind === 'pinned' ? release.pin : undefined;
  return { image: name, revision: source.targetRevision, ...(pin === undefined ? {} : { pin }) };
}

/** Runs a block as a reader does, who puts a value into the lines that ask for one. */
function follow({ document, line, text }: Block, values: Readonly<Record<string, string>> = {}): string {
  let command = text;
  for (const [name, value] of Object.entries(values)) {
    expect(command).toMatch(new RegExp(`^${name}=.*$`, 'm'));
    command = command.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`);
  }
  const result = support.run('bash', ['-euo', 'pipefail', '-c', command], { cwd: developer, expect: null });
  noted = result.stderr;
  const place = `${document}:${line}`;
  expect({ place, status: result.status, output: result.status === 0 ? '' : result.all }).toEqual({
    place,
    status: 0,
    output: '',
  });
  return result.stdout;
}

/** The output of a command when its registry is unreachable; it continues. */
const goesOn = (name: string): unknown =>
  expect.stringMatching(
    new RegExp(
      `^cannot look up registry\\.invalid/acme/shop:${sources.get(name)}@sha256:\\w{64} in registry\\.invalid ` +
        '\\(registry\\.invalid does not answer: \\w+\\); continuing without this check$',
      'm',
    ),
  );

/** Expects that something changes nothing, neither in the remote nor here. */
function changingNothing(body: () => string): string {
  const before = [tip(), git(developer, 'status', '--porcelain'), git(developer, 'rev-parse', 'HEAD')];
  const output = body();
  expect([tip(), git(developer, 'status', '--porcelain'), git(developer, 'rev-parse', 'HEAD')]).toEqual(before);
  return output;
}

/** A block of a runbook, by how it begins, and what it has to do. */
type Step = readonly [begins: string, check: (block: Block) => void];

/** Every block of a document that needs no cluster, in its order, each with its step. */
function followAll(document: string, kinds: readonly string[], steps: readonly Step[]): void {
  const all = blocks(developer, document);
  const strange = all.filter(
    ({ kind }) => !['bash', 'bash released', 'bash cluster', 'bash server', 'bash changes'].includes(kind),
  );
  expect(strange).toEqual([]);
  const mine = all.filter(({ kind }) => kinds.includes(kind));
  // A block without a step would never run; a step without a block would be out of date.
  expect(mine.map(({ text }) => text.split('\n')[0])).toEqual(steps.map(([begins]) => begins));
  mine.forEach((block, index) => steps[index][1](block));
}

const RUNBOOK = ['bash', 'bash released'];

test('before the first promotion: the steps of ONBOARDING.md', () => {
  expect([runs('dev'), runs('staging'), runs('prod')]).toEqual([
    { image: 'one', revision: 'main' },
    { image: 'one', revision: 'main' },
    undefined,
  ]);
  followAll(
    'ONBOARDING.md',
    ['bash released'],
    [
      [
        'make promote APP=shop ENV=prod',
        (block) => {
          const revision = tip();
          expect(follow(block)).toContain('shop in prod, on the first release: ');
          expect(runs('prod')).toEqual({ image: 'one', revision });
        },
      ],
    ],
  );
});

test('every block of RELEASING.md works as described', () => {
  pushAndRelease('two');
  expect([runs('dev'), runs('prod')]).toMatchObject([{ image: 'two', revision: 'main' }, { image: 'one' }]);
  followAll('docs/RELEASING.md', RUNBOOK, [
    [
      'git pull',
      (block) => {
        follow(block);
        expect(git(developer, 'rev-parse', 'HEAD').trim()).toBe(tip());
      },
    ],
    [
      'make status',
      (block) => {
        const output = changingNothing(() => follow(block));
        expect(output).toMatch(/^shop +dev +tracking/m);
        expect(output).toMatch(/^shop in prod\n.* promote +[0-9a-f]{12} /m);
      },
    ],
    [
      'make diff ENV=prod APP=shop ARGS=--summary',
      (block) => {
        const output = changingNothing(() => follow(block));
        expect(output).toMatch(/^shop in prod, on promotion: .*changed\n {2}pods that restart: Deployment shop/m);
      },
    ],
    [
      'make promote APP=shop ENV=prod ARGS=--dry-run',
      (block) => {
        const output = changingNothing(() => follow(block));
        expect(output).toMatch(/^ {2}pods that restart: Deployment shop/m);
        expect(output).toMatch(new RegExp(`^shop in prod would get \\S+:${sources.get('two')}@`, 'm'));
        expect(output).toMatch(new RegExp(`^\\+ +value: ${tip()}$`, 'm'));
        expect(output).toContain('Nothing was changed.');
      },
    ],
    [
      'make promote APP=shop ENV=prod',
      (block) => {
        const revision = tip();
        const output = follow(block);
        expect(noted).toEqual(goesOn('two'));
        expect(output).toMatch(/^ {2}pods that restart: Deployment shop/m);
        // The table is of what was pushed, although nothing was pulled.
        expect(output).toMatch(new RegExp(`promote +${sources.get('two')?.slice(0, 12)} .* from staging$`, 'm'));
        expect(runs('prod')).toEqual({ image: 'two', revision });
      },
    ],
    [
      "make pin APP=shop ENV=dev REASON='load test until Friday'",
      (block) => {
        const revision = tip();
        follow(block);
        const held = { image: 'two', revision, pin: 'load test until Friday' };
        expect(runs('dev')).toEqual(held);
        pushAndRelease('three');
        expect([runs('dev'), runs('staging')]).toEqual([held, { image: 'three', revision: 'main' }]);
        git(pipeline, 'pull', '--quiet');
        expect(gitops(pipeline, ['status']).stdout).toContain('pinned: shop in dev: load test until Friday');
      },
    ],
    [
      'make unpin APP=shop ENV=dev',
      (block) => {
        follow(block);
        expect(runs('dev')).toEqual({ image: 'three', revision: 'main' });
      },
    ],
  ]);
});

test('every block of ROLLBACK.md works as described', () => {
  // The first promotion to prod, which is gone back to.
  const { releases } = JSON.parse(gitops(developer, ['history', 'shop', 'prod', '--json']).stdout) as {
    releases: { revision: string }[];
  };
  const [{ revision: second }, { revision: first }] = releases;
  const unchanged = { image: 'two', revision: second };
  expect(runs('prod')).toEqual(unchanged);
  followAll('docs/ROLLBACK.md', RUNBOOK, [
    [
      'git pull',
      (block) => {
        const output = follow(block);
        expect(git(developer, 'rev-parse', 'HEAD').trim()).toBe(tip());
        expect(output).toMatch(/^shop in prod\n.* promote .*\n.* promote /m);
      },
    ],
    [
      'make rollback APP=shop ENV=prod ARGS=--dry-run',
      (block) => {
        const output = changingNothing(() => follow(block));
        expect(output).toMatch(new RegExp(`^shop in prod would get \\S+:${sources.get('one')}@`, 'm'));
        expect(output).toMatch(new RegExp(`^\\+ +value: ${first}$`, 'm'));
      },
    ],
    [
      "make rollback APP=shop ENV=prod REASON='orders fail with error 500'",
      (block) => {
        follow(block);
        expect(noted).toEqual(goesOn('one'));
        expect(runs('prod')).toEqual({ image: 'one', revision: first, pin: 'orders fail with error 500' });
        const refused = gitops(pipeline, ['promote', 'shop', 'prod', '--push'], { expect: 1 });
        expect(refused.stderr).toContain('prod is pinned (orders fail with error 500): unpin it first');
      },
    ],
    [
      'to=0123456789ab',
      (block) => {
        follow(block, { to: (sources.get('one') as string).slice(0, 12) });
        expect(runs('dev')).toMatchObject({ image: 'one', pin: 'the last one that was fast' });
        const held = runs('dev');
        pushAndRelease('four');
        expect([runs('dev'), runs('staging')]).toEqual([held, { image: 'four', revision: 'main' }]);
      },
    ],
    [
      'make unpin APP=shop ENV=dev ARGS=--dry-run',
      (block) => {
        const output = follow(block);
        expect(output).toMatch(new RegExp(`^shop in dev would get \\S+:${sources.get('four')}@`, 'm'));
        expect(runs('dev')).toEqual({ image: 'four', revision: 'main' });
      },
    ],
    [
      'make unpin APP=shop ENV=prod',
      (block) => {
        follow(block);
        // What staging runs, with the configuration of the newest commit, which was that of unpin.
        expect(runs('prod')).toEqual({ image: 'four', revision: git(remote, 'rev-parse', 'main~1').trim() });
      },
    ],
    [
      "make pin APP=shop ENV=dev REASON='looking into slow requests'",
      (block) => {
        const before = tip();
        follow(block);
        const subjects = git(remote, 'log', '--format=%s', `${before}..main`).trim().split('\n');
        expect(subjects).toEqual(['release(shop): unpin dev', expect.stringMatching(/^release\(shop\): pin dev at /)]);
        expect(runs('dev')).toEqual({ image: 'four', revision: 'main' });
      },
    ],
    [
      'git switch --create roll-back origin/main',
      (block) => {
        const before = tip();
        follow(block);
        expect(tip()).toBe(before);
        expect(runs('dev')).toEqual({ image: 'four', revision: 'main' });
        // A person merges the pull request.
        git(remote, 'update-ref', 'refs/heads/main', 'refs/heads/roll-back');
        const reason = `rolled back from ${sources.get('four')?.slice(0, 12)}`;
        expect(runs('dev')).toMatchObject({ image: 'one', pin: reason });
        expect(git(developer, 'status', '--porcelain')).toBe('');
      },
    ],
  ]);
});

describe('at a terminal make promote asks', () => {
  const COMMAND = ['make', 'promote', 'APP=shop', 'ENV=prod'];
  beforeAll(() => {
    git(developer, 'switch', '--quiet', 'main');
    git(developer, 'pull', '--quiet');
    pushAndRelease('five');
  });

  test.each(['n', '', 'maybe', '\u0004', '\u0003'])('and does nothing when the answer is %j', (answer) => {
    const before = tip();
    const { stdout } = atTerminal(COMMAND, '[y/N]', `${answer}\r`, { cwd: developer, expect: null });
    expect(stdout).toContain(`Promote ${sources.get('five')?.slice(0, 12)} of shop to prod? [y/N]`);
    expect(stdout).toContain('pods that restart: Deployment shop');
    expect(tip()).toBe(before);
  });

  test('does it when the answer is yes; with --yes it does not ask', () => {
    atTerminal(COMMAND, '[y/N]', 'y\r', { cwd: developer });
    expect(runs('prod')).toMatchObject({ image: 'five' });
    pushAndRelease('six');
    const { stdout } = atTerminal([...COMMAND, 'ARGS=--yes'], '[y/N]', 'n\r', { cwd: developer });
    expect(stdout).not.toContain('[y/N]');
    expect(runs('prod')).toMatchObject({ image: 'six' });
  });
});
