import { posix } from 'node:path';
import type { Context } from '../context';
import type { Dockerfile } from '../dockerfile';
import { imageFiles } from '../image-files';
import type { Problem } from '../problem';
import type { SourceTree } from '../source-tree';

/** The target of a start command: a module that is imported, or a file that is run. */
interface Entry {
  readonly kind: 'module' | 'file';
  readonly name: string;
  /** Folders of the image in which Python looks for it. */
  readonly folders: readonly string[];
  /** Whether it can only be a module of the app itself. */
  readonly isOwn: boolean;
}

/**
 * S12, start command: the image copied `src/` into its working folder but started `src.server:app`, which does not exist
 * there. This rule lays out the copied files as in the image and looks for the module where Python would. It does not
 * check files from other stages or commands.
 */
export function startCommand({ tree, dockerfiles }: Context): Problem[] {
  return dockerfiles.flatMap((dockerfile) => {
    const { path, start } = dockerfile;
    const image = imageFiles(tree, dockerfile);
    const problems = image.missing
      // Variables are only known when the image is built.
      .filter(({ source }) => !source.includes('$'))
      .map(({ source, line }): Problem => ({
        rule: 'S12-cannot-start',
        path,
        line,
        message: `copies ${source}, which is not in the build context, so the build fails`,
        fix: 'add it, or remove the COPY',
      }));
    const entry = start && entryOf(start.words, dockerfile);
    if (!entry || problems.length > 0) return problems;
    const candidates = entry.folders.flatMap((folder) => filesOf(entry, folder));
    if (candidates.some((file) => image.files.has(file) || image.mayHold(file))) return [];
    const elsewhere = [...image.files].find((file) =>
      filesOf(entry, '').some((end) => file.endsWith(`/${lastOf(end)}`)),
    );
    if (!entry.isOwn && !isInApp(tree, dockerfile, entry.name.split('.')[0])) return [];
    const found = elsewhere === undefined ? '' : `; found ${elsewhere}`;
    return [
      {
        rule: 'S12-cannot-start',
        path,
        line: start.line,
        message: `starts ${entry.name}, which is not in ${entry.folders.join(' or ')}${found}`,
        fix: 'use the module path relative to WORKDIR, or copy the module there',
      },
    ];
  });
}

/** Whether an app has a module or package of this name; all others come from installed packages. */
function isInApp(tree: SourceTree, { folder }: Dockerfile, name: string): boolean {
  return tree.below(folder).some((path) => {
    const parts = path.split('/').slice(folder === '.' ? 0 : folder.split('/').length);
    return parts.includes(`${name}.py`) || (path.endsWith('.py') && parts.slice(0, -1).includes(name));
  });
}

/** File names that a module or file can have. */
function filesOf({ kind, name }: Entry, folder: string): string[] {
  if (kind === 'file') return [posix.resolve('/', folder, name)];
  const path = posix.join('/', folder, name.replaceAll('.', '/'));
  return [`${path}.py`, `${path}/__init__.py`, `${path}/__main__.py`];
}

function lastOf(path: string): string {
  const parts = path.split('/');
  return path.endsWith('/__init__.py') || path.endsWith('/__main__.py')
    ? parts.slice(-2).join('/')
    : parts.slice(-1)[0];
}

/** Server options that take a value, which is not a module. */
const VALUED =
  /^(?:-[bwkctpnm]|--(?:bind|workers|worker-class|threads|timeout|graceful-timeout|config|log-level|log-config|access-logfile|error-logfile|access-logformat|keep-alive|max-requests|max-requests-jitter|name|pid|user|group|umask|worker-tmp-dir|worker-connections|host|port|interface|loop|http|uds|fd|env|pythonpath|app-dir|working-dir|chdir|root-path|backlog|forwarded-allow-ips|ssl-keyfile|ssl-certfile|blocking-threads|runtime-threads|limit-concurrency))$/;

function entryOf(words: readonly string[], { workdir, environment }: Dockerfile): Entry | undefined {
  const [program, ...rest] = skipWrappers(words);
  if (program === undefined) return undefined;
  const paths = (new Map(environment).get('PYTHONPATH') ?? '')
    .split(':')
    .filter((path) => path !== '' && !path.includes('$'));
  const name = posix.basename(program);
  const folders = [workdir, ...paths.map((path) => posix.resolve('/', workdir, path))];
  if (/^python[\d.]*$/.test(name)) return pythonEntry(rest, workdir, folders);
  if (/^(?:gunicorn|uvicorn|hypercorn|granian|daphne|waitress-serve)$/.test(name)) {
    return serverEntry(rest, workdir, folders);
  }
  if (/\.(?:sh|py)$/.test(program) || program.startsWith('./')) {
    return { kind: 'file', name: program, folders: [workdir], isOwn: true };
  }
  return undefined;
}

function pythonEntry(args: readonly string[], workdir: string, folders: readonly string[]): Entry | undefined {
  const words = args.filter((word) => !/^-[uBOIEsSqvb]+$/.test(word));
  if (words[0] === '-m' && words[1] !== undefined) {
    if (/^(?:gunicorn|uvicorn|hypercorn|granian)$/.test(words[1])) return serverEntry(words.slice(2), workdir, folders);
    return { kind: 'module', name: words[1], folders, isOwn: false };
  }
  if (words[0]?.endsWith('.py')) return { kind: 'file', name: words[0], folders: [workdir], isOwn: true };
  return undefined;
}

function serverEntry(args: readonly string[], workdir: string, folders: readonly string[]): Entry | undefined {
  let inner = folders;
  let module: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const [option, inline] = args[index].split(/=(.*)/s);
    if (/^--(?:chdir|app-dir|working-dir|pythonpath)$/.test(option)) {
      inner = [posix.resolve('/', workdir, inline ?? args[index + 1] ?? '.'), ...inner];
    }
    if (VALUED.test(option) && inline === undefined) index += 1;
    else if (!option.startsWith('-')) module = args[index];
  }
  const match = /^([A-Za-z_][\w.]*)(?::.*)?$/.exec(module ?? '');
  return match ? { kind: 'module', name: match[1], folders: inner, isOwn: true } : undefined;
}

/** Programs that start another program. */
function skipWrappers(words: readonly string[]): readonly string[] {
  let rest = words;
  // `sh -c "exec gunicorn …"`: the command line is one word.
  if (/^(?:\/bin\/)?(?:ba|da)?sh$/.test(rest[0] ?? '') && rest[1] === '-c') rest = (rest[2] ?? '').split(/\s+/);
  while (rest.length > 0 && /^(?:exec|env|tini|dumb-init|\/\S*\/(?:tini|dumb-init|env)|--|-g|\w+=\S*)$/.test(rest[0])) {
    rest = rest.slice(1);
  }
  return rest;
}
