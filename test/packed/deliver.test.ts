import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as support from './support';

jest.setTimeout(300_000);
afterAll(support.cleanUp);

const { git, run } = support;

/** A bare repository as remote, and working copies of it with their packages, as jobs of the workflow have them. */
function remoteWithCopies(count: number): { remote: string; copies: string[] } {
  const parent = support.makeFolder('remote');
  const remote = join(parent, 'shop.git');
  git(parent, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  const copies = Array.from({ length: count }, () => support.repository());
  for (const copy of copies) git(copy, 'remote', 'add', 'origin', remote);
  git(copies[0], 'push', '--quiet', 'origin', 'HEAD:main');
  return { remote, copies };
}

/** Runs the script that jobs of the workflow run. */
function commitRelease(copy: string, ...args: string[]): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(join(copy, 'scripts/commit-release.sh'), args, {
      cwd: copy,
      env: support.cleanEnvironment(),
      stdio: 'ignore',
    });
    child.on('exit', resolve);
  });
}

test('releases that are pushed at the same time all land, each as one commit with its own files', async () => {
  const { remote, copies } = remoteWithCopies(2);
  const digest = `sha256:${'5'.repeat(64)}`;
  const codes = await Promise.all(
    ['dev', 'staging'].map((environment, index) =>
      commitRelease(copies[index], 'main', 'shop', environment, '--image', `:abc123@${digest}`),
    ),
  );
  expect(codes).toEqual([0, 0]);
  const log = git(remote, 'log', '--format=%s', 'main').trim().split('\n');
  expect(log.slice(0, 2).sort()).toEqual(['release(shop): dev', 'release(shop): staging']);
  expect(log).toHaveLength(3);

  const check = join(support.makeFolder('check'), 'clone');
  git(remote, 'clone', '--quiet', remote, check);
  const root = run(support.kustomize(), ['build', 'argo/root-app'], { cwd: check }).stdout;
  expect(root.match(/^ {2}name: shop-\w+$/gm)).toEqual(['  name: shop-dev', '  name: shop-staging']);
});

test('a release that is there already makes no commit, and a promotion pins what was pushed', async () => {
  const { remote, copies } = remoteWithCopies(1);
  const [copy] = copies;
  expect(await commitRelease(copy, 'main', 'shop', 'staging', '--image', ':abc123')).toBe(0);
  const released = git(remote, 'rev-parse', 'main').trim();
  expect(await commitRelease(copy, 'main', 'shop', 'staging', '--image', ':abc123')).toBe(0);
  expect(git(remote, 'rev-parse', 'main').trim()).toBe(released);

  expect(await commitRelease(copy, 'main', 'shop', 'prod', '--from', 'staging')).toBe(0);
  const file = git(remote, 'show', 'main:apps/shop/argo/release/kustomization.yaml');
  expect(file).toContain(`      value: ${released}\n`);
  expect(file).toContain('        - docker.io/acme/shop=docker.io/acme/shop:abc123\n');
});
