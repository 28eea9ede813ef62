import { DEFAULT_WORKLOAD } from './defaults';
import type { AppOptions } from './options';

/** Options of a new app as flags of a command, in the order in which they are written. */
export const NEW_APP_FLAGS = ['port', 'framework', 'interface', 'server', 'callable'] as const;

type Flags = Readonly<Partial<Record<(typeof NEW_APP_FLAGS)[number] | 'packages' | 'pythonVersion', string>>>;

/**
 * The options that the flags set, with those that the starter files of the framework need. A wrong value is reported as a
 * finding, as in the file.
 */
export function newAppOptions({ port, ...flags }: Flags): AppOptions {
  const all = { port: port !== undefined && /^\d+$/.test(port) ? Number(port) : port, ...flags };
  const own = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as AppOptions;
  return own.framework === 'django' && own.callable === undefined ? { ...own, ...DJANGO } : own;
}

/** What the settings of the Django starter read, and the migrations before each deployment. */
const DJANGO: AppOptions = {
  secrets: ['DATABASE_URL', 'SECRET_KEY'],
  workloads: { [DEFAULT_WORKLOAD]: {}, migrate: { type: 'job', command: ['python', 'manage.py', 'migrate'] } },
};
