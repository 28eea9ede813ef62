import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Git } from '../../../clients/git/git';
import type { Image } from '../../../common/image-reference';
import { sourceCommit } from '../../../common/image-reference';
import { TOKEN } from '../../../config/gate-token';
import { CommandError } from '../../errors';

/** Variables that the tests must not get: the packages that they install could read them. */
const SECRETS = [TOKEN, 'DEPLOY_KEY', 'GH_TOKEN', 'GITHUB_OUTPUT', 'GITHUB_TOKEN'];

/**
 * Runs the platform tests of the image's commit against an address, and returns whether they passed. Their output goes to
 * standard error.
 */
export async function testService(
  root: string,
  git: Git,
  app: string,
  image: Image,
  address: string,
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'python-gitops-gate-'));
  try {
    const commit = sourceCommit(image);
    const isKnown = commit !== undefined && git.resolve(commit) !== undefined;
    if (isKnown) for (const path of neededFrom(git, commit, app)) unpack(git.archive(commit, path), folder);
    else console.error(`using the tests of this checkout: git does not know the commit of :${image.tag}`);
    const where = join(isKnown ? folder : root, 'apps', app);
    // make knows where packages are installed from.
    return (await run('make', ['test', 'ARGS=test/integration_test.py'], where, address)) === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The folders that the tests of a commit need: the app's, and the scripts of the repository that its Makefile includes. */
function neededFrom(git: Git, commit: string, app: string): string[] {
  const hasScripts = git.files(commit, ['scripts']).length > 0;
  return [`apps/${app}`, ...(hasScripts ? ['scripts'] : [])];
}

function unpack(archive: Buffer, folder: string): void {
  const { status, stderr, error } = spawnSync('tar', ['-xf', '-', '-C', folder], { input: archive, encoding: 'utf8' });
  if (status !== 0) throw new CommandError(`tar failed: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
}

function run(program: string, args: readonly string[], cwd: string, address: string): Promise<number> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRETS.includes(name)));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env, BASE_URL: address }, stdio: ['ignore', 2, 2] });
    child.on('error', ({ message }) => reject(new CommandError(`cannot start the tests: ${message}`)));
    child.on('close', (status) => resolve(status ?? 1));
  });
}
