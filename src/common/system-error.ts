/** What an operation of the system does with its path. */
const VERBS: Readonly<Record<string, string>> = {
  chmod: 'change the mode of',
  lstat: 'read',
  mkdir: 'create',
  open: 'open',
  read: 'read',
  readlink: 'read',
  rename: 'replace',
  rm: 'remove',
  rmdir: 'remove',
  scandir: 'read',
  stat: 'read',
  symlink: 'create',
  unlink: 'remove',
  write: 'write',
};

const DENIED: Answer = {
  what: 'permission denied',
  fix: (path) => `Run this as the owner of the file and its folder, or change their owner: ls -ld ${path} shows it.`,
};

const FULL: Answer = {
  what: 'no space is left',
  fix: () => 'Free some space (df -h shows how much is left), then run the command again.',
};

interface Answer {
  readonly what: string;
  readonly fix: (path: string) => string;
}

const BY_CODE: Readonly<Record<string, Answer>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: {
    what: 'the file system is read-only',
    fix: () =>
      'Use a clone on a file system that you can write to; drift and validate work here, because they only read.',
  },
  ENOSPC: FULL,
  EDQUOT: { ...FULL, what: 'your disk quota is used up' },
  EMFILE: { what: 'too many files are open', fix: () => 'Raise the limit, for example with ulimit -n 4096.' },
};

/** Describes an error of the system that a person has to fix: the path, what is wrong, and what to do. Undefined for others. */
export function describeSystemError(error: unknown): string | undefined {
  // A config can throw anything, undefined included.
  const thrown = (error ?? {}) as Partial<NodeJS.ErrnoException> & { readonly dest?: string };
  const { code, syscall = '', path, dest } = thrown;
  const answer = BY_CODE[code ?? ''];
  if (answer === undefined || typeof code !== 'string') return undefined;
  const place = dest ?? path ?? 'a file';
  const folder = place.replace(/\/[^/]*$/, '') || '/';
  return `cannot ${VERBS[syscall] ?? 'write'} ${place}: ${answer.what} (${code}). ${answer.fix(folder)}`;
}
