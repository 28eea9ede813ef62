import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runSynth } from '../../../src/cli/commands/synth/run';
import { VERSIONS } from '../../../src/config/defaults';
import { LIBRARY } from '../../../src/config/library';
import { PACKAGE_MANAGERS } from '../../../src/config/package-managers';
import { renderApplicationFile } from '../../../src/releases/files/application-file';
import { answer, compiledCommand, folderWithRc, installCompiled, rcWith, repositoryWith } from '../../support/command';
import { contents, differences, pathsBelow, read, SHOP, temporaryFolder, writeFiles } from '../../support/repository';

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');

/** Starts of programs while a command runs; none of them is really started. */
async function synthWithStandIns(
  folder: string,
  statuses: (command: string) => number | null = () => 0,
  disablePost = 'true',
): Promise<{ code: number | null; stderr: string; started: string[] }> {
  const started: string[] = [];
  const spy = jest.spyOn(childProcess, 'spawnSync').mockImplementation(((command: string, args: string[]) => {
    const name = command === process.execPath ? 'node' : command;
    started.push([name, ...args].join(' ').replaceAll(`${folder}/`, ''));
    const status = statuses(name);
    return {
      status,
      error: status === null ? new Error(`spawnSync ${name} ENOENT`) : undefined,
      stdout: '',
      stderr: '',
    };
  }) as never);
  const post = jest.replaceProperty(process, 'env', { ...process.env, PROJEN_DISABLE_POST: disablePost });
  try {
    const { code, stderr } = await answer(() => runSynth(folder, {}));
    return { code, stderr, started };
  } finally {
    post.restore();
    spy.mockRestore();
  }
}

/** A release file that holds back nothing. */
const ALL_RELEASED = renderApplicationFile(new Map());

const INSTALL = 'npm install --no-audit --no-fund --loglevel=error';
const HAND_OVER = `node node_modules/${LIBRARY.name}/bin/python-gitops.js synth`;

describe('synth', () => {
  test('writes the repository from anywhere below its root', () => {
    const folder = folderWithRc(rcWith(SHOP));
    installCompiled(folder);
    writeFiles(folder, { 'apps/storefront/src/mine.py': '' });
    const { code, stderr } = compiledCommand(`${folder}/apps/storefront/src`, ['synth']);
    expect([code, stderr]).toEqual([0, '']);
    expect(pathsBelow(folder)).toContain('argo/root-app.yaml');
    expect(pathsBelow(folder).filter((path) => path.startsWith('apps/storefront/src/apps'))).toEqual([]);
  });

  test('writes the same as npx projen does by running .projenrc.ts', () => {
    const folder = folderWithRc(rcWith(SHOP));
    installCompiled(folder);
    compiledCommand(folder, ['synth']);
    const other = repositoryWith();
    expect(differences(contents(other), contents(folder))).toEqual([]);
  });

  test('--dry-run lists what it would write and remove, and changes nothing', async () => {
    const folder = repositoryWith();
    writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, apps: {} }) });
    const before = contents(folder);
    const { code, stdout } = await answer(() => runSynth(folder, { dryRun: true }));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^would write \d+ files:\n/);
    expect(stdout).toMatch(/^would remove \d+ files:$/m);
    expect(stdout.endsWith('\nDry run: nothing was changed.\n')).toBe(true);
    const json = await answer(() => runSynth(folder, { dryRun: true, json: true }));
    const plan = JSON.parse(json.stdout) as { dryRun: boolean; written: string[]; removed: string[] };
    expect(plan).toMatchObject({ dryRun: true, savedEdits: [] });
    expect(plan.removed).toContain('apps/storefront/argo/release/kustomization.yaml');
    expect(differences(before, contents(folder))).toEqual([]);
    const { dryRun, ...done } = JSON.parse(
      (await answer(() => runSynth(folder, { json: true }))).stdout,
    ) as typeof plan;
    expect({ ...done, dryRun: !dryRun }).toEqual(plan);
  });

  test('--dry-run and --json include what synth announces', async () => {
    const folder = repositoryWith({ ...SHOP, apps: { storefront: {}, reports: {}, billing: {} } });
    const released = ['reports', 'storefront'].map((app) => [
      `apps/${app}/argo/release/kustomization.yaml`,
      ALL_RELEASED,
    ]);
    const after = {
      ...SHOP,
      name: 'market',
      apps: {
        storefront: {
          environments: { prod: { namespace: 'live' } },
          workloads: { web: {}, mailer: { command: ['python', '-m', 'mailer'] } },
        },
        billing: { metrics: { enabled: false } },
      },
      removed: { reports: 'replaced', 'prod@storefront-prod': 'renamed' },
    };
    writeFiles(folder, { ...Object.fromEntries(released), '.projenrc.ts': rcWith(after) });
    const announcements = {
      confirmed: [
        { application: 'reports-dev', change: 'gone', isDeleted: true, reason: 'replaced' },
        { application: 'reports-prod', change: 'gone', isDeleted: true, reason: 'replaced' },
        {
          application: 'storefront-prod',
          app: 'storefront',
          environment: 'prod',
          change: 'namespace',
          from: 'storefront-prod',
          to: 'live',
          isDeleted: false,
          reason: 'renamed',
        },
      ],
      root: { before: { name: 'shop-root', namespace: 'argocd' }, after: { name: 'market-root', namespace: 'argocd' } },
      renaming: { before: 'shop', after: 'market' },
      narrowed: [],
      starterChanges: [
        { app: 'storefront', what: 'workload mailer is new', files: [{ path: 'src' }] },
        { app: 'billing', what: 'metrics are now off, were at /metrics', files: [{ path: 'src/server.py' }] },
      ],
    };
    const text = await answer(() => runSynth(folder, { dryRun: true }));
    const first = text.stdout.indexOf('After the merge, Argo CD deletes 2 Applications, as removed confirms:');
    const dry = await answer(() => runSynth(folder, { dryRun: true, json: true }));
    const done = await answer(() => runSynth(folder, { json: true }));
    for (const { stdout } of [dry, done]) expect(JSON.parse(stdout)).toMatchObject({ announcements });
    for (const line of [
      '  storefront-prod: what runs in namespace storefront-prod keeps running without Argo CD until you delete it (renamed)',
      'The root is now market-root in argocd, and shop-root in argocd still syncs.',
      'The repository is now market, was shop,',
      '  apps/storefront: workload mailer is new',
      '  apps/billing: metrics are now off, were at /metrics',
    ]) {
      expect(text.stdout.indexOf(`\n${line}`)).toBeGreaterThan(first);
    }
    expect(first).toBeGreaterThan(text.stdout.indexOf('would write'));
    const again = await answer(() => runSynth(folder, { json: true }));
    expect(JSON.parse(again.stdout)).toMatchObject({
      announcements: { confirmed: [], narrowed: [], starterChanges: [] },
    });
  });

  test('--dry-run installs nothing', async () => {
    const folder = repositoryWith();
    writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, devDeps: [`${LIBRARY.name}@99.0.0`] }) });
    const before = contents(folder);
    const { code, stderr } = await answer(() => runSynth(folder, { dryRun: true }));
    expect(code).toBe(2);
    expect(stderr).toContain('nothing was rendered. --dry-run installs nothing: run npx projen, which does.');
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('starts nothing when everything agrees', async () => {
    expect(await synthWithStandIns(repositoryWith())).toEqual({ code: 0, stderr: '', started: [] });
  });
});

describe('when the declared library is not the one that runs, synth renders nothing itself', () => {
  /** A repository whose lock file was made for another version, as after a pull. */
  function disagreeing(): string {
    const folder = repositoryWith({ ...SHOP, apps: {} });
    const declared = (JSON.parse(read(folder, 'package.json')) as { devDependencies: Record<string, string> })
      .devDependencies[LIBRARY.name];
    const packages = {
      '': { devDependencies: { [LIBRARY.name]: declared } },
      [`node_modules/${LIBRARY.name}`]: { version: '99.0.0', dev: true },
    };
    writeFiles(folder, { 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }) });
    // What synth would write if it rendered.
    writeFiles(folder, { '.projenrc.ts': rcWith(SHOP) });
    return folder;
  }

  test('it installs what is declared and hands over to it', async () => {
    const folder = disagreeing();
    const before = contents(folder);
    const { code, stderr, started } = await synthWithStandIns(folder);
    expect(started).toEqual([INSTALL, HAND_OVER]);
    expect(stderr).toContain(
      `package-lock.json locks 99.0.0, but ${LIBRARY.version} is installed: installing the declared packages before ` +
        'rendering.\n',
    );
    expect([code, differences(before, contents(folder))]).toEqual([0, []]);
  });

  test.each([0, 1, 2])('its exit code is that of the library that it handed over to: %p', async (status) => {
    const { code } = await synthWithStandIns(disagreeing(), (name) => (name === 'node' ? status : 0));
    expect(code).toBe(status);
  });

  test('a process that was killed is no success', async () => {
    const folder = disagreeing();
    const spy = jest
      .spyOn(childProcess, 'spawnSync')
      .mockImplementation(((command: string) => ({ status: command === 'npm' ? 0 : null })) as never);
    const { code } = await answer(() => runSynth(folder, {}));
    spy.mockRestore();
    expect(code).toBe(2);
  });

  test('an npm install that fails ends it, and nothing is handed over', async () => {
    const folder = disagreeing();
    const before = contents(folder);
    await expect(synthWithStandIns(folder, (name) => (name === 'npm' ? 1 : 0))).rejects.toThrow(
      'npm install failed, see above. Fix the cause, then run npm install.',
    );
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('a library that cannot be started is an error', async () => {
    const { code, stderr } = await synthWithStandIns(disagreeing(), (name) => (name === 'node' ? null : 0));
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot start the installed library: ')]);
  });

  test('a second attempt is not made: it ends with what to do', () => {
    const folder = disagreeing();
    const before = contents(folder);
    const { code, stdout, stderr } = compiledCommand(folder, ['synth'], { PYTHON_GITOPS_INSTALLED: '1' });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^python-gitops: .*, even after npm install; nothing was rendered\. Remove node_modules and run npm install\.\n$/,
    );
    expect(differences(before, contents(folder))).toEqual([]);
  });
});

describe('a version of the library that devDeps asks for', () => {
  /** A repository whose `.projenrc.ts` asks for this after it was synthesized. */
  function asking(...devDeps: string[]): string {
    const folder = repositoryWith();
    writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, devDeps }) });
    return folder;
  }

  test('is declared, installed and handed over to, before anything is rendered', async () => {
    const folder = asking(`${LIBRARY.name}@^99.0.0`);
    const before = contents(folder);
    const { stderr, started } = await synthWithStandIns(folder);
    expect(started).toEqual([INSTALL, HAND_OVER]);
    expect(stderr).toContain(`.projenrc.ts sets ${LIBRARY.name}@^99.0.0, package.json declares ^${LIBRARY.version}`);
    expect(differences(before, contents(folder))).toEqual(['package.json']);
    expect(read(folder, 'package.json')).toContain(`"${LIBRARY.name}": "^99.0.0"`);
  });

  test('that is declared already starts nothing', async () => {
    expect((await synthWithStandIns(asking(`${LIBRARY.name}@^${LIBRARY.version}`))).started).toEqual([]);
  });

  test('is none when it names the library alone, or other packages: versions are the user’s', async () => {
    expect((await synthWithStandIns(asking(LIBRARY.name, 'prettier@^3'))).started).toEqual([]);
  });

  test('is not written before the rest of the config was checked', async () => {
    const folder = repositoryWith();
    writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, devDeps: [`${LIBRARY.name}@^99`], registy: 'x' }) });
    const before = contents(folder);
    await synthWithStandIns(folder).catch(() => undefined);
    // A newer version may know the option: installing it is right, losing the declaration is not.
    expect(differences(before, contents(folder)).filter((path) => path !== 'package.json')).toEqual([]);
  });

  test('of the wrong type is a finding, not a crash', async () => {
    const folder = repositoryWith();
    writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, devDeps: 'prettier' }) });
    await expect(synthWithStandIns(folder)).rejects.toMatchObject({ findings: [{ path: 'devDeps' }] });
    writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, devDeps: [7] }) });
    await expect(synthWithStandIns(folder)).rejects.toMatchObject({ findings: [{ path: 'devDeps[0]' }] });
  });
});

describe('a package manager that .projenrc.ts asks for', () => {
  const { pnpm } = PACKAGE_MANAGERS;
  const PNPM = `npx --yes ${pnpm.pin} install --no-frozen-lockfile --loglevel=error`;

  /** A repository whose `.projenrc.ts` asks for something after it was synthesized with npm. */
  function asking(options: object): string {
    const folder = repositoryWith();
    writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, ...options }) });
    return folder;
  }

  /** With installations, of which none is really started. */
  async function synthInstalling(folder: string, status = 0): ReturnType<typeof synthWithStandIns> {
    return synthWithStandIns(folder, (name) => (name === 'npx' ? status : 0), 'false');
  }

  test('is named in package.json and installs, and what it installed renders', async () => {
    const folder = asking({ packageManager: 'pnpm' });
    const before = contents(folder);
    const { code, stderr, started } = await synthInstalling(folder);
    expect([code, started]).toEqual([0, [PNPM, HAND_OVER]]);
    expect(stderr).toBe(
      `.projenrc.ts sets pnpm, package.json names npm: installing with pnpm ${VERSIONS.pnpm} before ` +
        'rendering.\nInstalling npm packages …\n',
    );
    expect(differences(before, contents(folder))).toEqual(['package.json']);
    expect(JSON.parse(read(folder, 'package.json'))).toMatchObject({ packageManager: pnpm.pin });
  });

  test('that cannot install changes nothing', async () => {
    const folder = asking({ packageManager: 'pnpm' });
    const before = contents(folder);
    await expect(synthInstalling(folder, 1)).rejects.toThrow(/^pnpm install failed, see above\. /);
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('is not installed while anything is wrong in the config', async () => {
    const folder = asking({ packageManager: 'pnpm', registry: 'Acme' });
    const before = contents(folder);
    await expect(synthInstalling(folder)).rejects.toMatchObject({ findings: [{ path: 'registry' }] });
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('that there is none of is a finding', async () => {
    await expect(synthInstalling(asking({ packageManager: 'bun' }))).rejects.toMatchObject({
      findings: [{ path: 'packageManager', must: 'be one of npm, pnpm, yarn', got: '"bun"' }],
    });
  });

  test('is not installed when nothing but files was asked for: package.json names it', async () => {
    const folder = asking({ packageManager: 'pnpm' });
    expect((await synthWithStandIns(folder)).started).toEqual([]);
    expect(JSON.parse(read(folder, 'package.json'))).toMatchObject({ packageManager: pnpm.pin });
    expect(read(folder, 'Makefile')).toContain('\nnode_modules: pnpm-lock.yaml\n');
  });

  test('that has installed without node_modules ends it with what to do', async () => {
    const folder = asking({ packageManager: 'yarn' });
    const { pin } = PACKAGE_MANAGERS.yarn;
    const packageJson = { ...(JSON.parse(read(folder, 'package.json')) as object), packageManager: pin };
    writeFiles(folder, { 'package.json': JSON.stringify(packageJson), '.pnp.cjs': '' });
    rmSync(join(folder, 'node_modules', LIBRARY.name), { recursive: true });
    const before = contents(folder);
    const { code, stderr, started } = await synthInstalling(folder);
    expect([code, started]).toEqual([2, []]);
    expect(stderr).toMatch(
      /^found \.pnp\.cjs: .*; nothing was rendered\. Set nodeLinker: node-modules in \.yarnrc\.yml, run npx /,
    );
    expect(differences(before, contents(folder))).toEqual([]);
  });
});

test('a broken package.json ends it before anything is installed or written, and is named', () => {
  const folder = repositoryWith();
  installCompiled(folder);
  writeFiles(folder, { 'package.json': '{ "name": "shop",\n<<<<<<< HEAD\n' });
  const before = contents(folder);
  const { code, stdout, stderr } = compiledCommand(folder, ['synth']);
  expect([code === 0, stdout]).toEqual([false, '']);
  expect(stderr).toMatch(/package\.json/);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(differences(before, contents(folder))).toEqual([]);
});

test('outside of a repository nothing is written', () => {
  const folder = temporaryFolder();
  expect(compiledCommand(folder, ['synth']).code).toBe(2);
  expect(pathsBelow(folder)).toEqual([]);
});

describe('a type error', () => {
  const compiler = (line: string): Record<string, string> => ({
    'node_modules/typescript/bin/tsc': `console.log(${JSON.stringify(line)});\nprocess.exit(2);\n`,
  });
  const LINE = ".projenrc.ts(3,25): error TS2322: Type 'string' is not assignable to type 'number'.";

  test('ends it, and nothing is written', () => {
    const folder = folderWithRc(rcWith(SHOP));
    installCompiled(folder);
    writeFiles(folder, compiler(LINE));
    const before = contents(folder);
    const { code, stdout, stderr } = compiledCommand(folder, ['synth']);
    expect([code, stdout, differences(before, contents(folder))]).toEqual([1, '', []]);
    expect(stderr).toBe(
      '1 finding, nothing was written:\n\n' +
        '  .projenrc.ts:3:25  [type-error]\n' +
        '      must type-check\n' +
        "      got  TS2322: Type 'string' is not assignable to type 'number'.\n" +
        '      fix  change this line; your editor or make explain OPTION=… shows what an option accepts\n',
    );
  });

  test('is told with all other findings', () => {
    const folder = folderWithRc(rcWith({ ...SHOP, registy: 'x' }));
    installCompiled(folder);
    writeFiles(folder, compiler(LINE));
    const { code, stderr } = compiledCommand(folder, ['synth']);
    expect([code, stderr.match(/\[[a-z-]+\]$/gm)]).toEqual([1, ['[unknown-key]', '[type-error]']]);
  });

  test('cannot be found without TypeScript: that is said, and nothing is written', () => {
    const folder = folderWithRc(rcWith(SHOP));
    installCompiled(folder);
    rmSync(join(folder, 'node_modules/typescript'), { recursive: true });
    const before = contents(folder);
    const { code, stderr } = compiledCommand(folder, ['synth']);
    expect([code, differences(before, contents(folder))]).toEqual([2, []]);
    expect(stderr).toMatch(
      /^python-gitops: TypeScript is not installed in node_modules, .*: npm ci, or npm install\.\n$/,
    );
  });
});
