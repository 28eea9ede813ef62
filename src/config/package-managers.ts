import { VERSIONS } from './defaults';
import type { PythonGitOpsAppOptions } from './options';
import { isRecord } from '../common/records';

/** The supported package managers for npm packages. */
export const PACKAGE_MANAGER_NAMES = ['npm', 'pnpm', 'yarn'] as const;

export const DEFAULT_PACKAGE_MANAGER = 'npm';

export type PackageManagerName = (typeof PACKAGE_MANAGER_NAMES)[number];

/**
 * Names and commands of one package manager. To add a package manager, add a row here and a reader for its lock file.
 */
export interface PackageManager {
  readonly name: PackageManagerName;
  /** Display name, with the version if it matters. */
  readonly title: string;
  /** The lock file, which is yours. */
  readonly lock: string;
  /** Files that decide where it gets packages from and what it runs; a trailing slash is a folder. */
  readonly trusted: readonly string[];
  /** File in which only this package manager records what it installed. */
  readonly state: string;
  /** Shell command for the version in this table, independent of installed versions. */
  readonly command: string;
  /** Arguments that install from the lock file, and fail if it does not match package.json. */
  readonly cleanInstall: string;
  /** Arguments that install from package.json and update the lock file. */
  readonly install: string;
  /** Arguments that add or update a development dependency. */
  readonly add: string;
  /** Flags that reduce output. */
  readonly quiet: string;
  /** Flag that keeps packages from running their scripts during an installation. */
  readonly withoutScripts: string;
  /** Flags for installation during synth, where the lock file may change even in CI. */
  readonly inSynth: string;
  /** Environment variables for the package manager. */
  readonly environment: Readonly<Record<string, string>>;
  /** Field `packageManager` of package.json; undefined for npm, whose version comes with Node.js. */
  readonly pin?: string;
  /** Settings file with some generated fields. */
  readonly settings?: { readonly path: string; readonly fields: Readonly<Record<string, string>> };
  /** File that it writes when it installs without node_modules. */
  readonly withoutPackages?: string;
  /** Patterns for .gitignore. */
  readonly ignored: readonly string[];
}

export const PACKAGE_MANAGERS: Readonly<Record<PackageManagerName, PackageManager>> = {
  npm: {
    name: 'npm',
    title: 'npm',
    lock: 'package-lock.json',
    trusted: ['.npmrc'],
    state: 'node_modules/.package-lock.json',
    command: 'npm',
    cleanInstall: 'ci',
    install: 'install',
    add: 'install --save-dev',
    quiet: '--no-audit --no-fund',
    withoutScripts: '--ignore-scripts',
    inSynth: '--no-audit --no-fund --loglevel=error',
    environment: {},
    ignored: [],
  },
  pnpm: {
    name: 'pnpm',
    title: `pnpm ${VERSIONS.pnpm}`,
    lock: 'pnpm-lock.yaml',
    trusted: ['.npmrc', '.pnpmfile.cjs', 'pnpm-workspace.yaml'],
    state: 'node_modules/.modules.yaml',
    command: `npx --yes pnpm@${VERSIONS.pnpm}`,
    cleanInstall: 'install --frozen-lockfile',
    install: 'install',
    add: 'add --save-dev',
    quiet: '',
    withoutScripts: '--ignore-scripts',
    inSynth: '--no-frozen-lockfile --loglevel=error',
    environment: {},
    pin: `pnpm@${VERSIONS.pnpm}`,
    // The store, if the default store is on another file system.
    ignored: ['/.pnpm-store/'],
  },
  yarn: {
    name: 'yarn',
    title: `Yarn ${VERSIONS.yarn}`,
    lock: 'yarn.lock',
    trusted: ['.yarnrc.yml', '.yarn/'],
    state: 'node_modules/.yarn-state.yml',
    command: `npx --yes --package=@yarnpkg/cli-dist@${VERSIONS.yarn} yarn`,
    cleanInstall: 'install --immutable',
    install: 'install',
    add: 'add --dev',
    quiet: '',
    withoutScripts: '--mode=skip-build',
    inSynth: '--no-immutable',
    // Needed before the settings file exists, because Plug'n'Play is the default.
    environment: { YARN_NODE_LINKER: 'node-modules' },
    pin: `yarn@${VERSIONS.yarn}`,
    settings: { path: '.yarnrc.yml', fields: { nodeLinker: 'node-modules' } },
    withoutPackages: '.pnp.cjs',
    ignored: ['/.yarn/*', '!/.yarn/patches', '!/.yarn/plugins', '!/.yarn/releases', '!/.yarn/sdks', '!/.yarn/versions'],
  },
};

/** The package manager that a config sets; undefined if it is unknown. */
export function askedManager(options: PythonGitOpsAppOptions): PackageManager | undefined {
  const organization: unknown = options.organization;
  const asked: unknown = options.packageManager ?? (isRecord(organization) ? organization.packageManager : undefined);
  return managerOf(asked ?? DEFAULT_PACKAGE_MANAGER);
}

/** The package manager in package.json, from the last synth; npm for unknown names. */
export function namedManager(packageManager: unknown): PackageManager {
  const [name] = typeof packageManager === 'string' ? packageManager.split('@') : [];
  return managerOf(name) ?? PACKAGE_MANAGERS.npm;
}

/** The field `packageManager` of package.json: the library's pin, or the user's own pin of npm. */
export function packageManagerPin(manager: PackageManager, before: unknown): unknown {
  if (manager.pin !== undefined) return manager.pin;
  return namedManager(before) === manager ? before : undefined;
}

/** A complete command line. */
export function commandLine(manager: PackageManager, what: 'cleanInstall' | 'install' | 'add'): string {
  return `${manager.command} ${manager[what]}`;
}

/** A complete command line for scripts, which works even if the settings file is missing. */
export function quietCleanInstall(manager: PackageManager): string {
  return installFor(manager, '');
}

/** The same for jobs that may write or get credentials: a package must not act in their place. */
export function installWithoutScripts(manager: PackageManager): string {
  return installFor(manager, manager.withoutScripts);
}

function installFor(manager: PackageManager, flags: string): string {
  const environment = Object.entries(manager.environment).map((variable) => variable.join('='));
  const words = [...environment, commandLine(manager, 'cleanInstall'), flags, manager.quiet];
  return words.filter((word) => word !== '').join(' ');
}

function managerOf(name: unknown): PackageManager | undefined {
  return PACKAGE_MANAGER_NAMES.includes(name as PackageManagerName)
    ? PACKAGE_MANAGERS[name as PackageManagerName]
    : undefined;
}
