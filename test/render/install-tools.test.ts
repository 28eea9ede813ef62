import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CHECKSUMS, VERSIONS } from '../../src/config/defaults';
import { renderRepositoryFiles } from '../../src/render/repository-files';
import { RICH, byPath, contentOf, DEFAULT, repositoryOf } from '../support/render-cases';
import { removeFolders, temporaryFolder } from '../support/render-disk';
import { wholeTree } from '../support/render-whole';

/** The script of a repository. */
const SCRIPT = contentOf(byPath(renderRepositoryFiles(repositoryOf(DEFAULT))), 'scripts/install-tools.sh');
const { kustomize, kubeseal } = VERSIONS;

/** Programs of the system that the script needs; `go` is none of them. */
const SYSTEM = [
  'bash',
  'chmod',
  'cat',
  'curl',
  'grep',
  'gzip',
  'mkdir',
  'mktemp',
  'mv',
  'rm',
  'sha256sum',
  'tar',
  'tr',
];

/** What the mirror has, by path. */
const served = new Map<string, Buffer>();
let asked: string[] = [];
let mirror: Server;

beforeAll(async () => {
  mirror = createServer(({ url = '' }, answer) => {
    asked.push(url);
    const content = served.get(url);
    answer.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
});

beforeEach(() => {
  served.clear();
  asked = [];
});

afterAll(async () => {
  await new Promise((resolve) => mirror.close(resolve));
  removeFolders();
});

/** A tar archive with one program, as releases have it: beside a license. */
function archive(name: string, content: string): Buffer {
  const entries = [
    ['LICENSE', 'text', '0000644'],
    [name, content, '0000755'],
  ].map(([path, text, mode]) => {
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(`${mode}\0`, 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        0', 148);
    header.write('ustar\0', 257);
    header.write('00', 263);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    body.write(text);
    return Buffer.concat([header, body]);
  });
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
}

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

interface Machine {
  /** What `uname -s` and `uname -m` print. */
  readonly system?: string;
  readonly processor?: string;
  readonly hasGo?: boolean;
  /** Hashes to pin instead of those of the releases, by archive. */
  readonly pinned?: Readonly<Record<string, string>>;
}

interface Run {
  readonly code: number | null;
  readonly stderr: string;
  /** The folder of installed programs. */
  readonly bin: string;
}

/** Runs the script on a machine that has only the programs it needs. */
async function install(tools: readonly string[], machine: Machine = {}): Promise<Run> {
  const { system = 'Linux', processor = 'x86_64', hasGo = false, pinned = {} } = machine;
  const folder = temporaryFolder();
  const path = join(folder, 'path');
  const program = (name: string, text: string): void => {
    writeFileSync(join(path, name), `#!/bin/bash\n${text}\n`);
    chmodSync(join(path, name), 0o755);
  };
  mkdirSync(path);
  for (const name of SYSTEM) symlinkSync(await which(name), join(path, name));
  program('uname', `[[ $1 == -s ]] && echo '${system}' || echo '${processor}'`);
  if (hasGo) program('go', 'for package; do :; done\nbase=kustomize\necho "built $package" >"$GOBIN/$base"');
  let text = SCRIPT;
  for (const [name, hash] of Object.entries(pinned)) {
    text = text.replace(`${CHECKSUMS[name]}  ${name}`, `${hash}  ${name}`);
  }
  const script = join(folder, 'scripts', 'install-tools.sh');
  mkdirSync(dirname(script));
  writeFileSync(script, text);
  // A folder may have any name, such as that of the person whose home it is.
  const cache = join(folder, "o'brien $(id) cache");
  const { port } = mirror.address() as AddressInfo;
  const env = {
    PATH: path,
    HOME: folder,
    PYTHON_GITOPS_CACHE: cache,
    PYTHON_GITOPS_MIRROR: `http://127.0.0.1:${port}`,
  };
  // Not waited for by blocking: the mirror lives in this process.
  const child = spawn('bash', [script, ...tools], { env });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const replaced = stderr.replaceAll(env.PYTHON_GITOPS_MIRROR, 'MIRROR').replaceAll(join(cache, 'bin'), 'BIN');
  return { code, stderr: replaced, bin: join(cache, 'bin') };
}

async function which(name: string): Promise<string> {
  const found = (process.env.PATH ?? '').split(':').find((folder) => existsSync(join(folder, name)));
  if (found === undefined) throw new Error(`${name} is not installed`);
  return join(found, name);
}

const KUSTOMIZE = `kustomize_v${kustomize}_linux_amd64.tar.gz`;
const KUSTOMIZE_PATH = `/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv${kustomize}/${KUSTOMIZE}`;
const KUBESEAL = `kubeseal-${kubeseal}-darwin-arm64.tar.gz`;
const KUBESEAL_PATH = `/bitnami-labs/sealed-secrets/releases/download/v${kubeseal}/${KUBESEAL}`;

test('there is a hash for each program in its pinned version, on each common system', () => {
  const names = ['darwin', 'linux'].flatMap((system) =>
    ['amd64', 'arm64'].flatMap((processor) => [
      `kubeseal-${kubeseal}-${system}-${processor}.tar.gz`,
      `kustomize_v${kustomize}_${system}_${processor}.tar.gz`,
    ]),
  );
  expect(Object.keys(CHECKSUMS).sort()).toEqual(names.sort());
  expect(Object.values(CHECKSUMS).filter((hash) => !/^[0-9a-f]{64}$/.test(hash))).toEqual([]);
  expect(new Set(Object.values(CHECKSUMS)).size).toBe(names.length);
});

test('workflows install tools with this script only, in its versions', () => {
  const files = wholeTree(RICH).files();
  const workflows = files.filter(({ path }) => path.startsWith('.github/workflows/'));
  const text = workflows.map(({ content }) => content).join('\n');
  const keys = [...text.matchAll(/(kustomize|kubeseal)-(\d+\.\d+\.\d+)/g)].map(([, name, version]) => [name, version]);
  expect(new Set(keys.map(String))).toEqual(new Set([`kustomize,${kustomize}`]));
  // The cache has the file that the script looks for, in each workflow that runs it.
  const cached = workflows.flatMap(({ content }) => {
    const steps = content.match(/uses: actions\/cache@[^\n]*\n(?: {8,}[^\n]*\n)+/g) ?? [];
    return steps.map((step) => /path: (?:\|\n +)?(.*)/.exec(step)?.[1]);
  });
  expect(cached.sort()).toEqual([
    ...Array<string>(3).fill(`~/.cache/python-gitops/bin/kustomize-${kustomize}`),
    // Python packages, with the uv of scripts/setup.sh.
    '~/.cache/python-gitops/uv-*',
  ]);
  // Nothing else downloads a program.
  expect(text).not.toMatch(/releases\/download|go install|setup-kustomize|curl|wget/);
  const script = files.find(({ path }) => path === 'scripts/install-tools.sh')?.content ?? '';
  expect(script).toContain(`readonly kustomize_version=${kustomize}\nreadonly kubeseal_version=${kubeseal}\n`);
  const pinned = [...script.matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)].map(([, hash, name]) => [name, hash]);
  expect(Object.fromEntries(pinned)).toEqual(CHECKSUMS);
  // Each runner of a job has an archive for its processor.
  const runners = new Set([...text.matchAll(/runs-on: (.*)/g)].map(([, runner]) => runner));
  expect([...runners].filter((runner) => !/^ubuntu-[\d.]+(-arm)?$/.test(runner))).toEqual([]);
});

describe('a program', () => {
  test('is downloaded from the release of its project, and its hash is checked', async () => {
    const content = archive('kustomize', 'from the release');
    served.set(KUSTOMIZE_PATH, content);
    const { code, stderr, bin } = await install([], { pinned: { [KUSTOMIZE]: hashOf(content) } });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Downloading kustomize ${kustomize} from MIRROR into BIN, once.\n`,
    });
    expect(readdirSync(bin)).toEqual([`kustomize-${kustomize}`]);
    expect(readFileSync(join(bin, `kustomize-${kustomize}`), 'utf8')).toBe('from the release');
  });

  test('is the one of this system', async () => {
    const content = archive('kubeseal', 'for a Mac');
    served.set(KUBESEAL_PATH, content);
    const mac = { system: 'Darwin', processor: 'arm64', pinned: { [KUBESEAL]: hashOf(content) } };
    const { code, bin } = await install(['kubeseal'], mac);
    expect([code, asked]).toEqual([0, [KUBESEAL_PATH]]);
    expect(readFileSync(join(bin, `kubeseal-${kubeseal}`), 'utf8')).toBe('for a Mac');
  });

  test.each([
    ['another program', archive('kustomize', 'something else')],
    ['a page of a proxy', Buffer.from('<html>Log in</html>')],
    ['a part of it', archive('kustomize', 'from the release').subarray(0, 100)],
  ])('that is %s is refused, even with Go at hand', async (_what, content) => {
    served.set(KUSTOMIZE_PATH, content);
    const { code, stderr, bin } = await install(['kustomize'], { hasGo: true });
    expect([code, readdirSync(bin)]).toEqual([1, []]);
    expect(stderr).toBe(
      `Downloading kustomize ${kustomize} from MIRROR into BIN, once.\n` +
        `kustomize ${kustomize}: MIRROR${KUSTOMIZE_PATH} is not the pinned archive, so nothing was installed.\n` +
        `  SHA-256 expected: ${CHECKSUMS[KUSTOMIZE]}\n` +
        `  SHA-256 received: ${hashOf(content)}\n` +
        'A proxy or mirror may have replaced it. Ask who runs it, or set PYTHON_GITOPS_MIRROR to another one.\n',
    );
  });

  test('that the mirror does not have is built with Go', async () => {
    const { code, stderr, bin } = await install(['kustomize'], { hasGo: true });
    expect([code, readdirSync(bin)]).toEqual([0, [`kustomize-${kustomize}`]]);
    expect(stderr).toContain(`kustomize ${kustomize}: could not download MIRROR${KUSTOMIZE_PATH}\n`);
    expect(stderr).toMatch(/Building kustomize \S+ with Go instead\. This takes a minute or two, once\.\n$/);
    const built = readFileSync(join(bin, `kustomize-${kustomize}`), 'utf8');
    expect(built).toBe(`built sigs.k8s.io/kustomize/kustomize/v5@v${kustomize}\n`);
  });

  test.each([
    ['MINGW64_NT-10.0', 'x86_64'],
    ['Linux', 'riscv64'],
    ['FreeBSD', 'amd64'],
  ])('is built with Go on %s %s, without asking the mirror', async (system, processor) => {
    const { code, stderr } = await install(['kustomize'], { system, processor, hasGo: true });
    expect([code, asked]).toEqual([0, []]);
    expect(stderr).toContain(`kustomize ${kustomize}: no prebuilt program is pinned for this system.\n`);
  });

  test('that can neither be downloaded nor built is an error with every way out', async () => {
    const { code, stderr, bin } = await install(['kustomize']);
    expect([code, readdirSync(bin)]).toEqual([1, []]);
    expect(stderr).toContain(
      `\nkustomize ${kustomize} is needed to build the manifests. Run this again when MIRROR answers, set ` +
        'PYTHON_GITOPS_MIRROR to a mirror\nof it, install Go 1.25 or newer (https://go.dev/doc/install), or put ' +
        `kustomize ${kustomize} on your PATH (https://kubectl.docs.kubernetes.io/installation/kustomize/).\n` +
        "You don't need it to run and test the apps.\n",
    );
  });
});
