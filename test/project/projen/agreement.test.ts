import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManagerName } from '../../../src/config/package-managers';
import { PACKAGE_MANAGERS } from '../../../src/config/package-managers';
import { readAgreement } from '../../../src/project/projen/agreement';
import { temporaryFolder, writeFiles } from '../../support/repository';

const LIBRARY = '@org/python-gitops-app';
const INTEGRITY = { one: `sha512-${'A'.repeat(86)}==`, other: `sha512-${'B'.repeat(86)}==` };

/** The files of a repository; omitted ones do not exist. */
interface State {
  readonly declared?: string;
  readonly field?: 'dependencies' | 'devDependencies';
  /** The spec in package-lock.json; the file exists when this or `locked` is given. */
  readonly spec?: string;
  readonly locked?: string;
  readonly lockedIntegrity?: string;
  readonly installed?: string;
  readonly installedIntegrity?: string;
}

/** An entry of a lock file, as npm writes it. */
function entry(version: string, integrity?: string): object {
  return {
    version,
    resolved: `https://packages.example.com/${LIBRARY}/-/python-gitops-app-${version}.tgz`,
    ...(integrity ? { integrity } : {}),
    dev: true,
    license: 'Apache-2.0',
    bin: { 'python-gitops': 'bin/python-gitops.js' },
    engines: { node: '>= 20.0.0' },
    peerDependencies: { constructs: '^10.0.0', projen: '>=0.103.0 <1' },
  };
}

function lockFile(root: object | undefined, library: object | undefined): string {
  const packages = {
    ...(root ? { '': root } : {}),
    'node_modules/@iarna/toml': { version: '2.2.5', integrity: INTEGRITY.other, dev: true },
    ...(library ? { [`node_modules/${LIBRARY}`]: library } : {}),
  };
  return JSON.stringify({ name: 'shop', lockfileVersion: 3, requires: true, packages }, undefined, 2);
}

function repositoryWith(state: State): string {
  const { declared, field = 'devDependencies', spec, locked, installed } = state;
  const root = temporaryFolder();
  const own = (version: string | undefined): object => ({ [field]: { projen: '^0.103.25', [LIBRARY]: version } });
  writeFiles(root, { 'package.json': JSON.stringify({ name: 'shop', ...own(declared) }) });
  if (spec !== undefined || locked !== undefined) {
    const entry_ = locked === undefined ? undefined : entry(locked, state.lockedIntegrity);
    writeFiles(root, { 'package-lock.json': lockFile({ name: 'shop', ...own(spec) }, entry_) });
  }
  if (installed !== undefined) {
    writeFiles(root, {
      [`node_modules/${LIBRARY}/package.json`]: JSON.stringify({ name: LIBRARY, version: installed }),
      'node_modules/.package-lock.json': lockFile(undefined, entry(installed, state.installedIntegrity)),
    });
  }
  return root;
}

function problem(state: State): string | undefined {
  return readAgreement(repositoryWith(state), LIBRARY).problem;
}

const AGREED: State = {
  declared: '^1.2.0',
  spec: '^1.2.0',
  locked: '1.2.3',
  lockedIntegrity: INTEGRITY.one,
  installed: '1.2.3',
  installedIntegrity: INTEGRITY.one,
};

test('equal versions agree, and are returned', () => {
  expect(readAgreement(repositoryWith(AGREED), LIBRARY)).toEqual({
    manager: PACKAGE_MANAGERS.npm,
    declared: '^1.2.0',
    locked: '1.2.3',
    installed: '1.2.3',
  });
});

test('they agree in dependencies as well as in devDependencies', () => {
  expect(problem({ ...AGREED, field: 'dependencies' })).toBeUndefined();
});

test('they agree when other packages are runtime dependencies', () => {
  const root = repositoryWith(AGREED);
  const others = { dependencies: { express: '^5' }, devDependencies: { [LIBRARY]: '^1.2.0' } };
  writeFiles(root, {
    'package.json': JSON.stringify(others),
    'package-lock.json': lockFile(others, entry('1.2.3', INTEGRITY.one)),
  });
  expect(readAgreement(root, LIBRARY).problem).toBeUndefined();
});

test('a runtime dependency agrees although the lock has devDependencies of other packages', () => {
  const root = repositoryWith({ ...AGREED, field: 'dependencies' });
  const own = { dependencies: { [LIBRARY]: '^1.2.0' }, devDependencies: { typescript: '^7' } };
  writeFiles(root, {
    'package.json': JSON.stringify(own),
    'package-lock.json': lockFile(own, entry('1.2.3', INTEGRITY.one)),
  });
  expect(readAgreement(root, LIBRARY).problem).toBeUndefined();
});

describe('every disagreement has its own message', () => {
  test.each<[string, State, string]>([
    ['not installed', { ...AGREED, installed: undefined }, `${LIBRARY} is declared but not installed`],
    ['not installed and not locked', { declared: '^1.2.0' }, `${LIBRARY} is declared but not installed`],
    [
      'declared newly, with the old lock',
      { ...AGREED, declared: '^2.0.0' },
      'package.json declares ^2.0.0, but package-lock.json was made for ^1.2.0',
    ],
    [
      'declared, but not known to the lock',
      { ...AGREED, spec: undefined },
      'package.json declares ^1.2.0, but package-lock.json was made for none',
    ],
    [
      'locked newly, as after a pull, with the old one installed',
      { ...AGREED, locked: '1.3.0' },
      'package-lock.json locks 1.3.0, but 1.2.3 is installed',
    ],
    [
      'in the spec of the lock, but not locked itself',
      { ...AGREED, locked: undefined },
      'package-lock.json locks none, but 1.2.3 is installed',
    ],
    [
      'another build of the same version, as a tarball of the same name',
      { ...AGREED, installedIntegrity: INTEGRITY.other },
      'package-lock.json locks a different build of 1.2.3 than the installed one',
    ],
  ])('%s', (_what, state, expected) => {
    expect(problem(state)).toBe(expected);
  });
});

describe('nothing is compared', () => {
  test.each<[string, State]>([
    ['when nothing is declared, as before projen new is done', { ...AGREED, declared: undefined }],
    ['when there is no lock file', { declared: '^1.2.0', installed: '9.9.9' }],
    ['about the builds when the lock knows none, as for a folder', { ...AGREED, lockedIntegrity: undefined }],
    ['about the builds when the installed one is not known', { ...AGREED, installedIntegrity: undefined }],
  ])('%s', (_what, state) => {
    expect(problem(state)).toBeUndefined();
  });

  test('when nothing exists', () => {
    expect(readAgreement(temporaryFolder(), LIBRARY)).toEqual({ manager: PACKAGE_MANAGERS.npm });
  });
});

test.each(['', '<<<<<<< HEAD\n{}', 'null', '[]', '{"packages":[]}', '{"packages":{"":7}}'])(
  'a lock file that is %p never stops the comparison with an error',
  (text) => {
    const root = repositoryWith(AGREED);
    writeFiles(root, { 'package-lock.json': text, 'node_modules/.package-lock.json': text });
    expect(readAgreement(root, LIBRARY)).toMatchObject({ declared: '^1.2.0', installed: '1.2.3' });
  },
);

test('every combination has a result, and agrees only when all existing versions agree', () => {
  const versions = [undefined, '1.0.0', '2.0.0'];
  const builds = [INTEGRITY.one, INTEGRITY.other];
  const wrong: State[] = [];
  for (const declared of versions) {
    for (const spec of versions) {
      for (const locked of versions) {
        for (const installed of versions) {
          for (const installedIntegrity of builds) {
            const state = { declared, spec, locked, lockedIntegrity: INTEGRITY.one, installed, installedIntegrity };
            const hasLock = spec !== undefined || locked !== undefined;
            const sameBuild = installedIntegrity === INTEGRITY.one;
            const agrees =
              declared === undefined ||
              (installed !== undefined && (!hasLock || (spec === declared && locked === installed && sameBuild)));
            if ((problem(state) === undefined) !== agrees) wrong.push(state);
          }
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

/** The files of a package manager, with the build of a tarball if there is one. */
interface Written {
  readonly spec: string;
  readonly version: string;
  readonly build: string;
}

/** The lock of pnpm, for a version from a registry and for a tarball. */
function pnpmLock({ spec, version, build }: Written): string {
  const isTarball = spec.startsWith('file:');
  const reference = isTarball ? spec : version;
  return `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      left-pad:
        specifier: ^1.0.0
        version: 1.3.0
    devDependencies:
      '${LIBRARY}':
        specifier: ${spec}
        version: ${reference}(constructs@10.8.1)(projen@0.103.25(constructs@10.8.1))
      projen:
        specifier: ^0.103.25
        version: 0.103.25(constructs@10.8.1)

packages:

  '${LIBRARY}@${reference}':
    resolution: {integrity: ${build}${isTarball ? `, tarball: ${spec}` : ''}}
${isTarball ? `    version: ${version}\n` : ''}    hasBin: true

snapshots:

  '${LIBRARY}@${reference}(constructs@10.8.1)(projen@0.103.25(constructs@10.8.1))':
    dependencies:
      constructs: 10.8.1
`;
}

function yarnResolution({ spec, version, build }: Written): string {
  return spec.startsWith('file:')
    ? `${spec}#${spec.slice('file:'.length)}::hash=${build}&locator=shop%40workspace%3A.`
    : `npm:${version}`;
}

/** The lock of Yarn, for a version from a registry and for a tarball. */
function yarnLock(written: Written): string {
  const { spec, version } = written;
  const isTarball = spec.startsWith('file:');
  const names = isTarball
    ? `${LIBRARY}@${spec}::locator=shop%40workspace%3A.`
    : `${LIBRARY}@npm:^1.0.0, ${LIBRARY}@npm:${spec}`;
  return `# This file is generated by running "yarn install" inside your project.
# Manual changes might be lost - proceed with caution!

__metadata:
  version: 10
  cacheKey: 10c0

"${LIBRARY}@npm:^0.9.0":
  version: 0.9.9
  resolution: "${LIBRARY}@npm:0.9.9"
  languageName: node
  linkType: hard

"${names}":
  version: ${version}
  resolution: "${LIBRARY}@${yarnResolution(written)}"
  bin:
    python-gitops: bin/python-gitops.js
  checksum: 10c0/81ab43
  languageName: node
  linkType: hard

"shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "shop@workspace:."
  dependencies:
    "${LIBRARY}": "${isTarball ? '' : 'npm:'}${spec}"
    projen: "npm:^0.103.25"
  languageName: unknown
  linkType: soft
`;
}

/** Yarn’s record of installed packages: the same name, with a number for its peers. */
function yarnState(written: Written): string {
  return `__metadata:
  version: 1
  nmMode: "classic"

"${LIBRARY}@virtual:${'6a03553e'.repeat(16)}#${yarnResolution(written)}":
  locations:
    - "node_modules/${LIBRARY}"

"projen@npm:0.103.25":
  locations:
    - "node_modules/projen"
`;
}

const OTHERS: Readonly<
  Record<
    Exclude<PackageManagerName, 'npm'>,
    { lock: (written: Written) => string; state: string; noted: (written: Written) => string }
  >
> = {
  pnpm: { lock: pnpmLock, state: 'node_modules/.pnpm/lock.yaml', noted: pnpmLock },
  yarn: { lock: yarnLock, state: 'node_modules/.yarn-state.yml', noted: yarnState },
};

describe.each(Object.entries(OTHERS))('with %s', (name, { lock, state, noted }) => {
  const manager = PACKAGE_MANAGERS[name as PackageManagerName];

  function repository(declared: string, locked: Written, installed?: Written): string {
    const root = temporaryFolder();
    const packageJson = { name: 'shop', packageManager: manager.pin, devDependencies: { [LIBRARY]: declared } };
    writeFiles(root, {
      'package.json': JSON.stringify(packageJson),
      // The lock of a previous manager does not count.
      'package-lock.json': lockFile({ devDependencies: { [LIBRARY]: '^0.1.0' } }, entry('0.1.0')),
      [manager.lock]: lock(locked),
    });
    if (installed) {
      writeFiles(root, {
        [`node_modules/${LIBRARY}/package.json`]: JSON.stringify({ name: LIBRARY, version: installed.version }),
        [state]: noted(installed),
      });
    }
    return root;
  }

  const published: Written = { spec: '^1.2.0', version: '1.2.3', build: INTEGRITY.one };
  const tarball: Written = { spec: 'file:../a/python-gitops-app@1.2.3.jsii.tgz', version: '1.2.3', build: 'a8f1e8' };

  test.each([published, tarball])('declared as $spec, equal versions agree, and are returned', (written) => {
    expect(readAgreement(repository(written.spec, written, written), LIBRARY)).toEqual({
      manager,
      declared: written.spec,
      locked: '1.2.3',
      installed: '1.2.3',
    });
  });

  test.each<[string, string, Written, Written | undefined, string]>([
    ['not installed', '^1.2.0', published, undefined, `${LIBRARY} is declared but not installed`],
    [
      'declared newly, with the old lock',
      '^2.0.0',
      published,
      published,
      `package.json declares ^2.0.0, but ${manager.lock} was made for ^1.2.0`,
    ],
    [
      'locked newly, as after a pull, with the old one installed',
      '^1.2.0',
      { ...published, version: '1.3.0' },
      published,
      `${manager.lock} locks 1.3.0, but 1.2.3 is installed`,
    ],
    [
      'another build of the same version, as a tarball of the same name',
      tarball.spec,
      tarball,
      { ...tarball, build: 'b00b1e' },
      `${manager.lock} locks a different build of 1.2.3 than the installed one`,
    ],
  ])('%s has its own message', (_what, declared, locked, installed, expected) => {
    expect(readAgreement(repository(declared, locked, installed), LIBRARY).problem).toBe(expected);
  });

  test('a library that the lock lacks was declared later', () => {
    const root = repository('^1.2.0', published, published);
    writeFiles(root, { [manager.lock]: lock(published).replaceAll(LIBRARY, '@acme/other') });
    expect(readAgreement(root, LIBRARY).problem).toBe(
      `package.json declares ^1.2.0, but ${manager.lock} was made for none`,
    );
  });

  test('without a lock nothing is compared', () => {
    const root = repository('^1.2.0', published, published);
    rmSync(join(root, manager.lock));
    expect(readAgreement(root, LIBRARY).problem).toBeUndefined();
  });

  test.each(['', 'null', '7', '- 1', 'importers: 7', '__metadata: {}\nx: 1\n', "'shop@workspace:.': 7"])(
    'a lock that is %j never stops the comparison with an error',
    (text) => {
      const root = repository('^1.2.0', published, published);
      writeFiles(root, { [manager.lock]: text, [state]: text });
      expect(readAgreement(root, LIBRARY).problem).toMatch(
        / was made for none$| cannot be read: expected (?:YAML|a lock of Yarn 2 or newer)$/,
      );
    },
  );

  test('a lock with conflict markers cannot be read', () => {
    const root = repository('^1.2.0', published, published);
    writeFiles(root, { [manager.lock]: `<<<<<<< HEAD\n${lock(published)}=======\n${lock(tarball)}>>>>>>> other\n` });
    expect(readAgreement(root, LIBRARY).problem).toContain(`${manager.lock} cannot be read: expected `);
  });
});

describe('Yarn', () => {
  const { yarn } = PACKAGE_MANAGERS;
  const declaring = JSON.stringify({ packageManager: yarn.pin, devDependencies: { [LIBRARY]: '^1.2.0' } });
  const library = { [`node_modules/${LIBRARY}/package.json`]: JSON.stringify({ version: '1.2.3' }) };

  test('1 wrote another lock, which the next installation replaces', () => {
    const root = temporaryFolder();
    const classic = `# yarn lockfile v1\n\n\n"${LIBRARY}@^1.2.0":\n  version "1.2.3"\n  resolved "https://x/y.tgz#abc"\n`;
    writeFiles(root, { 'package.json': declaring, 'yarn.lock': classic, ...library });
    const agreement = readAgreement(root, LIBRARY);
    expect([agreement.problem, agreement.fix]).toEqual([
      'yarn.lock cannot be read: expected a lock of Yarn 2 or newer',
      undefined,
    ]);
  });

  test('that installed without node_modules is an error with a fix', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package.json': declaring, '.pnp.cjs': '' });
    expect(readAgreement(root, LIBRARY)).toEqual({
      manager: yarn,
      declared: '^1.2.0',
      problem: "found .pnp.cjs: yarn installed without node_modules (Plug'n'Play), but this library needs node_modules",
      fix:
        'Set nodeLinker: node-modules in .yarnrc.yml, ' +
        'run npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install, then npx projen.',
    });
  });

  test('may leave that file when the packages exist, and any other manager may', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package.json': declaring, '.pnp.cjs': '', ...library });
    expect(readAgreement(root, LIBRARY).problem).toBeUndefined();
    const other = temporaryFolder();
    writeFiles(other, { 'package.json': JSON.stringify({ devDependencies: { [LIBRARY]: '1' } }), '.pnp.cjs': '' });
    const agreement = readAgreement(other, LIBRARY);
    expect([agreement.problem, agreement.fix]).toEqual([`${LIBRARY} is declared but not installed`, undefined]);
  });
});
