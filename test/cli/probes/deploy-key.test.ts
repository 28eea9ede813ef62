import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GITHUB_KNOWN_HOSTS } from '../../../src/releases/delivery/ssh';
import { renderDocuments } from '../../../src/render/documents';
import { waitFor } from '../../support/background';
import type { Answer } from '../../support/command';
import { COMPILED_COMMAND, compiledCommand } from '../../support/command';
import { withRemote } from '../../support/remote';
import { DEFAULT, repositoryOf } from '../../support/render-cases';
import { contents, differences, git, pathsBelow, temporaryFolder, writeFiles } from '../../support/repository';
import type { Key } from '../../support/ssh-server';
import { makeKey, SshServer } from '../../support/ssh-server';

jest.setTimeout(120_000);

const DIGEST = `sha256:${'a'.repeat(64)}`;
const GITHUB = 'https://github.com/acme/shop.git';

const key = makeKey();
let folder: string;
let remote: string;
let head: string;
let server: SshServer;

beforeAll(async () => {
  ({ folder, remote, head } = withRemote());
  server = new SshServer(remote);
  await server.start();
});

afterAll(() => server.stop());

beforeEach(() => {
  git(remote, 'update-ref', 'refs/heads/main', head);
  git(folder, 'remote', 'set-url', 'origin', GITHUB);
  server.allow([{ key, mode: 'write' }]);
});

/** The programs and the temporary folder of one run, and what was seen in it. */
interface Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly temporary: string;
  /** Environment and arguments of each git and ssh that was started, as text. */
  readonly seen: () => string;
  /** Files that held the private key while ssh ran. */
  readonly leaks: () => string;
}

/**
 * A machine on which github.com is the server of the test, and is known as it by `hostKey`. Everything that git and ssh
 * get is noted, and whether the key is in any file meanwhile.
 */
function machine({ host = 'github.com', hostKey = true, name = 'a % b' } = {}): Machine {
  const bin = temporaryFolder('bin');
  // A name that the shell, and the configuration of ssh, could take apart.
  const temporary = join(temporaryFolder('t'), name);
  const known = join(bin, 'known');
  const pinned = hostKey ? `-o UserKnownHostsFile=${known}` : '';
  const note = `{ env; printf '%s\\n' "$0" "$@"; } >>'${bin}/seen'`;
  const look = `grep --recursive --files-with-matches 'PRIVATE KEY' '${temporary}' '${folder}/.git' >>'${bin}/leaks'`;
  const [ssh, real] = ['ssh', 'git'].map((program) => which(program));
  writeFiles(temporary, { '.keep': '' });
  writeFiles(bin, {
    known: `${host} ${server.hostKey}\n`,
    leaks: '',
    ssh: `#!/bin/sh\n${note}\n${look}\nexec ${ssh} ${server.redirection(host)} ${pinned} "$@"\n`,
    git: `#!/bin/sh\n${note}\nexec ${real} "$@"\n`,
  });
  for (const program of ['ssh', 'git']) chmodSync(join(bin, program), 0o755);
  const at = (file: string) => (): string => readFileSync(join(bin, file), 'utf8');
  return {
    env: { PATH: `${bin}:${process.env.PATH}`, TMPDIR: temporary, GH_TOKEN: undefined },
    temporary,
    seen: at('seen'),
    leaks: at('leaks'),
  };
}

function which(program: string): string {
  return spawnSync('bash', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
}

/** Releases by a deploy key, on a machine, and looks that nothing stays behind. */
function releaseWith(deployKey: string, { env, temporary }: Machine): Answer {
  const before = contents(folder);
  const result = compiledCommand(folder, RELEASE(), { ...env, DEPLOY_KEY: deployKey });
  expect(differences(before, contents(folder))).toEqual([]);
  expect(leftBehind(temporary)).toEqual([]);
  return result;
}

const RELEASE = (): string[] => ['release', 'storefront', 'dev', '--image', `:${head}@${DIGEST}`, '--push'];

/** Agents that still run for a temporary folder, and what is still in it. */
function leftBehind(temporary: string): string[] {
  return [...agents(temporary), ...pathsBelow(temporary).filter((path) => path !== '.keep')];
}

function agents(temporary: string): string[] {
  const commands = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').join(' ');
      } catch {
        return '';
      }
    });
  return commands.filter((command) => /^(?:ssh-agent|\/bin\/sh) /.test(command) && command.includes(temporary));
}

function pushed(): string {
  return git(remote, 'rev-list', '--count', `${head}..main`);
}

/** The part of a private key that tells it from another one. */
function secretPart({ text }: Key): string {
  return text.split('\n')[3];
}

describe('a release by a deploy key', () => {
  test('goes by SSH to the remote, whose address stays as it is', () => {
    const here = machine();
    const { code, stdout, stderr } = releaseWith(key.text, here);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`  pushed ${git(remote, 'rev-parse', 'main').slice(0, 12)} to main\n`);
    expect(pushed()).toBe('1');
    expect(git(folder, 'config', '--get', 'remote.origin.url')).toBe(GITHUB);
    expect(
      spawnSync('git', ['config', '--get-regexp', 'insteadof|ssh'], { cwd: folder, encoding: 'utf8' }).stdout,
    ).toBe('');
  });

  test('shows the key to neither git nor ssh, and has it in no file', () => {
    const here = machine();
    expect(releaseWith(key.text, here).code).toBe(0);
    expect(here.seen()).toContain('GIT_SSH_COMMAND=ssh -F /dev/null');
    expect(here.seen()).not.toContain('DEPLOY_KEY');
    expect(here.seen()).not.toContain(secretPart(key));
    expect(here.leaks()).toBe('');
  });

  test.each([
    ['git@github.com:/acme/shop.git'],
    ['ssh://git@github.com/acme/shop.git'],
    ['https://x-access-token@github.com/acme/shop.git'],
  ])('takes origin as %s', (address) => {
    git(folder, 'remote', 'set-url', 'origin', address);
    expect(releaseWith(key.text, machine())).toMatchObject({ code: 0, stderr: '' });
    expect(pushed()).toBe('1');
  });

  test('takes a key as a form in a browser sends it, with other ends of lines and none at its end', () => {
    const text = key.text.trimEnd().replaceAll('\n', '\r\n');
    expect(releaseWith(text, machine())).toMatchObject({ code: 0, stderr: '' });
  });

  test('comes with no other key, even when an agent of the machine has one that is let in', async () => {
    const other = makeKey();
    server.allow([{ key: other, mode: 'write' }]);
    const socket = join(temporaryFolder('agent'), 's');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await waitFor(() => existsSync(socket), { what: 'the agent', seconds: 10 });
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      expect(spawnSync('ssh-add', ['-q', '-'], { input: other.text, env }).status).toBe(0);
      const here = machine();
      const answered = releaseWith(key.text, { ...here, env: { ...here.env, SSH_AUTH_SOCK: socket } });
      expect([answered.code, pushed()]).toEqual([2, '0']);
    } finally {
      agent.kill();
    }
  });

  test('comes before a promotion by it, which looks first at what changes', () => {
    expect(releaseWith(key.text, machine()).code).toBe(0);
    const { env, temporary } = machine();
    const promoted = compiledCommand(folder, ['promote', 'storefront', 'prod', '--push', '--yes'], {
      ...env,
      DEPLOY_KEY: key.text,
    });
    expect(promoted).toMatchObject({ code: 0, stderr: '' });
    expect([pushed(), leftBehind(temporary)]).toEqual(['2', []]);
  });

  test('that changes the files here alone asks for no agent', () => {
    const { env, temporary } = machine();
    const copy = temporaryFolder();
    spawnSync('cp', ['-a', `${folder}/.`, copy]);
    const args = RELEASE().filter((word) => word !== '--push');
    expect(compiledCommand(copy, args, { ...env, DEPLOY_KEY: 'none' })).toMatchObject({ code: 0, stderr: '' });
    expect(leftBehind(temporary)).toEqual([]);
  });
});

describe('a deploy key is refused', () => {
  const setIt = 'with gh secret set RELEASE_DEPLOY_KEY <KEY_FILE';
  const make =
    'create one without a passphrase, with ssh-keygen -t ed25519 -N "", and put the whole file into the secret RELEASE_DEPLOY_KEY';

  function refusal(text: string, here = machine()): string {
    const { code, stdout, stderr } = releaseWith(text, here);
    expect([code, stdout, pushed()]).toEqual([2, '', '0']);
    expect(stderr).toMatch(/^python-gitops: /);
    return stderr.slice('python-gitops: '.length);
  }

  test('when the secret is missing', () => {
    expect(refusal('')).toBe(`DEPLOY_KEY is empty: put the private key into the secret RELEASE_DEPLOY_KEY, ${setIt}\n`);
  });

  test('when it is not a private key', () => {
    expect(refusal(key.publicHalf)).toMatch(
      new RegExp(`^DEPLOY_KEY is not a usable private key \\(.+\\): ${make}, ${setIt}\n$`),
    );
  });

  test('when it has a passphrase, without asking for it', () => {
    expect(refusal(makeKey('secret').text)).toBe(
      `DEPLOY_KEY is not a usable private key (it has a passphrase): ${make}, ${setIt}\n`,
    );
  });

  test('when the host does not know it', () => {
    expect(refusal(makeKey().text)).toBe(
      "git fetch failed: github.com does not accept the deploy key: add the public key to the repository's deploy keys, " +
        'and the private key to the secret RELEASE_DEPLOY_KEY. To check both: make doctor\n',
    );
  });

  test('when it is of another repository', () => {
    git(folder, 'remote', 'set-url', 'origin', 'https://github.com/acme/other.git');
    expect(refusal(key.text)).toBe(
      'git fetch failed: the deploy key belongs to another repository on github.com: each repository needs its own key\n',
    );
  });

  test('when it is read-only', () => {
    server.allow([{ key, mode: 'read' }]);
    expect(refusal(key.text)).toMatch(
      /^the push to main was rejected: .*; nothing was released\. the deploy key is read-only: remove it on github\.com, then add it again with gh repo deploy-key add --allow-write\. To check the setup: make doctor\n$/,
    );
  });

  test('when github.com shows another host key than the one that GitHub publishes', () => {
    const before = server.log().length;
    expect(refusal(key.text, machine({ hostKey: false }))).toBe(
      'git fetch failed: the host key of github.com is not the one that GitHub publishes, so the deploy key was not used. ' +
        'If GitHub has a new host key, update the library. Otherwise the connection may be intercepted\n',
    );
    expect(server.log().slice(before)).not.toContain('Accepted publickey');
  });

  test('when the machine does not know the host key of another host', () => {
    git(folder, 'remote', 'set-url', 'origin', 'https://git.acme.example:8443/acme/shop.git');
    expect(refusal(key.text, machine({ host: 'git.acme.example', hostKey: false }))).toBe(
      'git fetch failed: this machine does not know the host key of git.acme.example: compare it with the one that the ' +
        'administrator of the server publishes, then add it to /etc/ssh/ssh_known_hosts\n',
    );
  });

  test('when the remote has no SSH', () => {
    git(folder, 'remote', 'set-url', 'origin', remote);
    expect(refusal(key.text)).toBe(
      'a deploy key needs a remote with an https:// or ssh:// address without a password: ' +
        'run git remote set-url origin ADDRESS\n',
    );
  });

  test('when the machine has no agent', () => {
    const bin = temporaryFolder('bin');
    for (const program of ['git', 'sh', 'node']) {
      writeFiles(bin, { [program]: `#!/bin/sh\nexec ${which(program)} "$@"\n` });
      chmodSync(join(bin, program), 0o755);
    }
    const here = machine();
    expect(refusal(key.text, { ...here, env: { ...here.env, PATH: bin } })).toBe(
      'a deploy key needs ssh-agent, which is not installed: install the SSH client (openssh-client on Debian)\n',
    );
  });

  test('when the temporary folder is too deep for a socket', () => {
    expect(refusal(key.text, machine({ name: 'x'.repeat(120) }))).toMatch(
      /^a deploy key needs ssh-agent, which failed to start: .*too long.*; set TMPDIR to a folder with a shorter path\n$/,
    );
  });
});

test('the key that IMPLEMENTATION_SUMMARY.md makes can push, and its commands leave none behind', () => {
  const documents = renderDocuments(repositoryOf({ ...DEFAULT, delivery: { credentials: 'deploy-key' } }));
  const summary = documents.find(({ path }) => path === 'IMPLEMENTATION_SUMMARY.md')?.content ?? '';
  const block = /^ {2}```bash cluster\n(.*?ssh-keygen.*?)^ {2}```$/ms.exec(summary)?.[1] ?? '';
  const bin = temporaryFolder('bin');
  // What GitHub would get.
  writeFiles(bin, {
    gh: `#!/bin/sh
case "$*" in
  "repo deploy-key add "*" --title releases --allow-write") cp "$4" '${bin}/public' ;;
  "secret set RELEASE_DEPLOY_KEY") cat >'${bin}/secret' ;;
  *) exit 1 ;;
esac
`,
  });
  chmodSync(join(bin, 'gh'), 0o755);
  const here = machine();
  const ran = spawnSync('bash', ['--noprofile', '--norc', '-euo', 'pipefail', '-c', block], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, TMPDIR: here.temporary },
  });
  expect([ran.status, ran.stderr, leftBehind(here.temporary)]).toEqual([0, '', []]);
  const [text, publicHalf] = ['secret', 'public'].map((name) => readFileSync(join(bin, name), 'utf8'));
  server.allow([{ key: { text, publicHalf: publicHalf.trim() }, mode: 'write' }]);
  expect(releaseWith(text, here)).toMatchObject({ code: 0, stderr: '' });
  expect(pushed()).toBe('1');
});

test('GitHub is known by the host key whose fingerprint it publishes', () => {
  const known = temporaryFolder('known');
  writeFiles(known, { known_hosts: GITHUB_KNOWN_HOSTS });
  const list = (host: string): string =>
    spawnSync('ssh-keygen', ['-l', '-F', host, '-f', 'known_hosts'], { cwd: known, encoding: 'utf8' }).stdout;
  const fingerprint = 'ED25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU';
  expect(list('github.com')).toContain(fingerprint);
  expect(list('[ssh.github.com]:443')).toContain(fingerprint);
});

test('another host is known as the machine knows it', () => {
  git(folder, 'remote', 'set-url', 'origin', 'https://git.acme.example:8443/acme/shop.git');
  expect(releaseWith(key.text, machine({ host: 'git.acme.example' }))).toMatchObject({ code: 0, stderr: '' });
  expect(pushed()).toBe('1');
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  '%s in the middle of a push leaves nothing behind',
  async (signal) => {
    const hanging = makeKey();
    const own = new SshServer(remote);
    await own.start();
    own.allow([{ key: hanging, mode: 'hang' }]);
    const before = server;
    server = own;
    try {
      const { env, temporary } = machine();
      const child = spawn(process.execPath, [...COMPILED_COMMAND, ...RELEASE()], {
        cwd: folder,
        env: { ...process.env, ...env, NODE_ENV: undefined, DEPLOY_KEY: hanging.text },
        // A group of its own, as at a terminal: Ctrl+C goes to all of it.
        detached: true,
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.on('exit', (_code, by) => resolve(by)));
      await waitFor(() => own.isWaiting(), { what: 'the push', seconds: 60 });
      expect(agents(temporary)).not.toEqual([]);
      process.kill(signal === 'SIGINT' ? -(child.pid as number) : (child.pid as number), signal);
      expect(await ended).toBe(signal);
      await waitFor(() => leftBehind(temporary).length === 0, { what: 'the end of the agent', seconds: 5 });
    } finally {
      server = before;
      await own.stop();
    }
  },
);
