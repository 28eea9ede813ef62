import { VERSIONS } from './defaults';
import type { PythonGitOpsAppOptions } from './options';
import { isRecord } from '../common/records';

/** The managers of the npm packages that a repository can have. */
export const PACKAGE_MANAGER_NAMES = ['npm', 'pnpm', 'yarn'] as const;

export const DEFAULT_PACKAGE_MANAGER = 'npm';

export type PackageManagerName = (typeof PACKAGE_MANAGER_NAMES)[number];

/**
 * What one package manager calls things. This table, and the reader of its lock, are all that asks which manager there
 * is: whoever adds one adds a row.
 */
export interface PackageManager {
  readonly name: PackageManagerName;
  /** What a person reads: name, and the version where it matters. */
  readonly title: string;
  /** The file that names the exact version of every package; yours. */
  readonly lock: string;
  /** Where the manager notes what it has installed. No other one writes this file. */
  readonly state: string;
  /** How a shell starts it: in the version of this table, without one that somebody installed. */
  readonly command: string;
  /** Arguments that install what the lock says, and fail when package.json says something else. */
  readonly cleanInstall: string;
  /** Arguments that install what package.json says, and bring the lock in line. */
  readonly install: string;
  /** Arguments that add a development dependency, or another version of one. */
  readonly add: string;
  /** Flags for where nobody reads what it prints. */
  readonly quiet: string;
  /** Flags of an installation that synth starts: the lock may change, in a pipeline too. */
  readonly inSynth: string;
  /** What it is told by environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Field `packageManager` of package.json; undefined for the one that comes with Node.js, in whatever version. */
  readonly pin?: string;
  /** Its settings, of which some fields are generated. */
  readonly settings?: { readonly path: string; readonly fields: Readonly<Record<string, string>> };
  /** What it writes when it installs without node_modules. */
  readonly withoutPackages?: string;
  /** What it leaves in the repository and nobody commits. */
  readonly ignored: readonly string[];
}

export const PACKAGE_MANAGERS: Readonly<Record<PackageManagerName, PackageManager>> = {
  npm: {
    name: 'npm',
    title: 'npm',
    lock: 'package-lock.json',
    state: 'node_modules/.package-lock.json',
    command: 'npm',
    cleanInstall: 'ci',
    install: 'install',
    add: 'install --save-dev',
    quiet: '--no-audit --no-fund',
    inSynth: '--no-audit --no-fund --loglevel=error',
    environment: {},
    ignored: [],
  },
  pnpm: {
    name: 'pnpm',
    title: `pnpm ${VERSIONS.pnpm}`,
    lock: 'pnpm-lock.yaml',
    state: 'node_modules/.modules.yaml',
    command: `npx --yes pnpm@${VERSIONS.pnpm}`,
    cleanInstall: 'install --frozen-lockfile',
    install: 'install',
    add: 'add --save-dev',
    quiet: '',
    inSynth: '--no-frozen-lockfile --loglevel=error',
    environment: {},
    pin: `pnpm@${VERSIONS.pnpm}`,
    // Its store, when the usual one is on another file system.
    ignored: ['/.pnpm-store/'],
  },
  yarn: {
    name: 'yarn',
    title: `Yarn ${VERSIONS.yarn}`,
    lock: 'yarn.lock',
    state: 'node_modules/.yarn-state.yml',
    command: `npx --yes --package=@yarnpkg/cli-dist@${VERSIONS.yarn} yarn`,
    cleanInstall: 'install --immutable',
    install: 'install',
    add: 'add --dev',
    quiet: '',
    inSynth: '--no-immutable',
    // Before its settings are written, too: Plug'n'Play is the default.
    environment: { YARN_NODE_LINKER: 'node-modules' },
    pin: `yarn@${VERSIONS.yarn}`,
    settings: { path: '.yarnrc.yml', fields: { nodeLinker: 'node-modules' } },
    withoutPackages: '.pnp.cjs',
    ignored: ['/.yarn/*', '!/.yarn/patches', '!/.yarn/plugins', '!/.yarn/releases', '!/.yarn/sdks', '!/.yarn/versions'],
  },
};

/** The manager that a config asks for; undefined when it asks for one that there is none of. */
export function askedManager(options: PythonGitOpsAppOptions): PackageManager | undefined {
  const organization: unknown = options.organization;
  const asked: unknown = options.packageManager ?? (isRecord(organization) ? organization.packageManager : undefined);
  return managerOf(asked ?? DEFAULT_PACKAGE_MANAGER);
}

/** The manager that package.json names, as the last synth left it. A name that is not known is npm's business. */
export function namedManager(packageManager: unknown): PackageManager {
  const [name] = typeof packageManager === 'string' ? packageManager.split('@') : [];
  return managerOf(name) ?? PACKAGE_MANAGERS.npm;
}

/** The field `packageManager` of package.json: the library's pin, or what the user pins of npm. */
export function packageManagerPin(manager: PackageManager, before: unknown): unknown {
  if (manager.pin !== undefined) return manager.pin;
  return namedManager(before) === manager ? before : undefined;
}

/** A whole command line. */
export function commandLine(manager: PackageManager, what: 'cleanInstall' | 'install' | 'add'): string {
  return `${manager.command} ${manager[what]}`;
}

/** A whole command line for scripts, which does not hang on settings that someone may have lost. */
export function quietCleanInstall(manager: PackageManager): string {
  const environment = Object.entries(manager.environment).map((variable) => variable.join('='));
  return [...environment, commandLine(manager, 'cleanInstall'), manager.quiet].join(' ').trimEnd();
}

function managerOf(name: unknown): PackageManager | undefined {
  return PACKAGE_MANAGER_NAMES.includes(name as PackageManagerName)
    ? PACKAGE_MANAGERS[name as PackageManagerName]
    : undefined;
}
