import { DEFAULT_WORKLOAD } from './defaults';
import type { AppOptions } from './options';

/** Options of a new app as flags of a command, in the order in which they are written. */
export const NEW_APP_FLAGS = ['port', 'framework', 'interface', 'server', 'callable'] as const;

/** The same, and those that `projen new` has for the repository. */
const APP_FLAGS = [...NEW_APP_FLAGS, 'packages', 'pythonVersion'] as const;

type Flags = Readonly<Partial<Record<(typeof APP_FLAGS)[number], string>>>;

/**
 * The options that the flags set, with those that the starter files of the framework need. A wrong value is reported as a
 * finding, as in the file.
 */
export function newAppOptions(flags: Flags): AppOptions {
  const entries = APP_FLAGS.flatMap((flag): [string, string | number][] => {
    const value = flags[flag];
    if (value === undefined) return [];
    return [[flag, flag === 'port' && /^\d+$/.test(value) ? Number(value) : value]];
  });
  const own = Object.fromEntries(entries) as AppOptions;
  return own.framework === 'django' && own.callable === undefined ? { ...own, ...DJANGO } : own;
}

/** What the settings of the Django starter read, and the migrations before each deployment. */
const DJANGO: AppOptions = {
  secrets: ['DATABASE_URL', 'SECRET_KEY'],
  workloads: { [DEFAULT_WORKLOAD]: {}, migrate: { type: 'job', command: ['python', 'manage.py', 'migrate'] } },
};
