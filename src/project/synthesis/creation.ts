import { enclosedIn, outerRepository } from './enclosed';
import { removeInstalled } from './leftovers';
import { agrees } from './question';
import { render } from './rendering';
import { formatCreation, formatFailedCreation } from './report';
import { write } from './writing';
import { commitAll } from '../../clients/git/first-commit';
import { readGitRemote } from '../../clients/git/remote';
import type { Finding } from '../../common/findings';
import { FindingsError, show, throwAny } from '../../common/findings';
import { describeSystemError } from '../../common/system-error';
import { asName } from '../../config/formats';
import { NEW_APP_FLAGS, newAppOptions } from '../../config/new-app';
import type { PythonGitOpsAppOptions } from '../../config/options';
import { member, nearestName } from '../../config/rules';
import { validate } from '../../config/validate';
import { Folder } from '../../files/disk/folder';
import type { Tree, TreeFile } from '../../files/tree/tree';
import type { GitOpsProject } from '../projen/gitops-project';
import { givenOptions, initialOptions, renderInitialRc } from '../projen/initial-rc';
import type { InitProject } from '../projen/internals';
import { withoutHidden } from '../projen/internals';
import { readOptionDocs } from '../projen/option-docs';
import { RC_FILE } from '../projen/rc-name';

/** Runs `projen new`: writes the known values into `.projenrc.ts`, writes the repository, and prints the next step. */
export function createRepository(project: GitOpsProject, init: InitProject): void {
  try {
    create(project, init);
  } catch (error) {
    const system = describeSystemError(error);
    if (system !== undefined) {
      console.error(system);
      process.exit(1);
    }
    if (!(error instanceof FindingsError)) throw error;
    const [module] = splitFqn(init.fqn);
    const isEmpty = removeInstalled(project.outdir, module);
    // Otherwise `projen new` prints stack frames of its loader and commits an empty repository.
    console.error(formatFailedCreation(error, isEmpty));
    process.exit(1);
  }
}

function create(project: GitOpsProject, init: InitProject): void {
  const folder = new Folder(project.outdir);
  const args = process.argv.slice(2);
  const named = freeze(withName(readAsTyped(project._options, args), args), folder);
  const flags = firstAppFlags(args);
  const given = named.apps === undefined ? withFirstApp(named, flags) : named;
  const refused = named.apps === undefined ? [] : flagsOfGivenApps(flags);
  throwAny([...unknownFlags(args, init), ...refused, ...withFlags(validate(given), given, args)]);
  throwAny(enclosed(folder, wantsGit(args)));
  const options = initialOptions(given);
  const file = rcFile(options, givenOptions(ownOptions(project), init.args), init);
  if (!init.synth) {
    // `--no-synth` only creates the config file.
    if (!folder.exists(file.path)) folder.write(file.path, file.content);
    return;
  }
  const rendering = render(project, folder, options);
  throwAny(overwritten(rendering.tree, folder));
  rendering.tree.add(file);
  const written = write(project, folder, rendering);
  if (!wantsGit(args)) {
    console.log(formatCreation(rendering, written, 'done'));
    return;
  }
  const commit = commitAll(folder.root, rendering.repository.defaultBranch, FIRST_COMMIT);
  console.log(formatCreation(rendering, written, commit));
  // Otherwise projen commits again and prints every path.
  process.exit(commit === 'done' ? 0 : 1);
}

const FIRST_COMMIT = 'chore: create the repository';

/** Whether `projen new` makes a commit, which it does unless told otherwise. */
function wantsGit(args: readonly string[]): boolean {
  return !args.includes('--no-git') && typedValue(args, 'git') !== 'false';
}

/** The first `.projenrc.ts`. */
function rcFile(
  options: PythonGitOpsAppOptions,
  setByType: Readonly<Record<string, unknown>>,
  init: InitProject,
): TreeFile {
  const [module, className] = splitFqn(init.fqn);
  // package.json has the version of the library; its location does not matter.
  const { devDeps: _devDeps, outdir: _outdir, ...inFile } = options;
  return {
    path: RC_FILE,
    content: renderInitialRc({
      module,
      className,
      options: inFile,
      given: setByType,
      docs: (struct) => (String(init.comments) === 'none' ? [] : readOptionDocs(struct)),
    }),
    owner: 'starter',
    option: 'name',
    instead: 'Yours: the config of the repository.',
  };
}

/** The options without what projen adds. */
function ownOptions({ _options }: GitOpsProject): PythonGitOpsAppOptions {
  return Object.fromEntries(withoutHidden(_options)) as unknown as PythonGitOpsAppOptions;
}

/** Values that are written into `.projenrc.ts` once, and never guessed again. */
function freeze(options: PythonGitOpsAppOptions, folder: Folder): PythonGitOpsAppOptions {
  return { ...options, repoUrl: options.repoUrl ?? readGitRemote(folder.root) };
}

/** Without `--name`, the folder's name counts, or the nearest valid name. */
function withName(options: PythonGitOpsAppOptions, args: readonly string[]): PythonGitOpsAppOptions {
  return hasName(args) ? options : { ...options, name: asName(options.name) ?? options.name };
}

type FirstAppFlags = Parameters<typeof newAppOptions>[0];

/** The flags that set options of the first app. projen only has flags for options of the repository. */
function firstAppFlags(args: readonly string[]): FirstAppFlags {
  return Object.fromEntries(
    NEW_APP_FLAGS.flatMap((flag) => {
      const value = typedValue(args, flag);
      return value === undefined ? [] : [[flag, value]];
    }),
  );
}

/** The options with the first app, if flags set any of its options. */
function withFirstApp(options: PythonGitOpsAppOptions, flags: FirstAppFlags): PythonGitOpsAppOptions {
  return Object.keys(flags).length === 0 ? options : { ...options, apps: { [options.name]: newAppOptions(flags) } };
}

/** The first app is that of the project type, which has its own options. */
function flagsOfGivenApps(flags: FirstAppFlags): Finding[] {
  return Object.entries(flags).map(([flag, value]) => ({
    code: 'conflicting-options',
    path: `--${flag}`,
    must: 'not be set, because the project type has its own apps',
    got: show(value),
    fix: 'remove it, and set the option in .projenrc.ts afterwards',
  }));
}

/** The findings, with the flags of the first app, and the flag for a folder name that gives no name. */
function withFlags(findings: readonly Finding[], { name }: PythonGitOpsAppOptions, args: readonly string[]): Finding[] {
  return findings.map((finding) => {
    if (finding.path === 'name' && !hasName(args)) {
      return { ...finding, path: '--name', fix: 'set it, as in --name shop' };
    }
    const flag = NEW_APP_FLAGS.find((option) => finding.path === member(member('apps', name), option));
    if (flag === undefined) return finding;
    return { ...finding, path: `--${flag}`, fix: finding.fix.replaceAll(finding.path, `--${flag}`) };
  });
}

function hasName(args: readonly string[]): boolean {
  return typedValue(args, 'name') !== undefined;
}

/** A folder of another repository, unless it becomes a repository and the answer at the terminal is yes. */
function enclosed(folder: Folder, becomesRepository: boolean): Finding[] {
  const outer = outerRepository(folder);
  if (outer === undefined) return [];
  const question = `${folder.root} is in the repository ${outer}. Create a repository inside of it?`;
  return becomesRepository && agrees(question) ? [] : [enclosedIn(outer)];
}

/** projen parses `--python-version 3.13` as a number; this is the text that was typed. */
function readAsTyped(options: PythonGitOpsAppOptions, args: readonly string[]): PythonGitOpsAppOptions {
  const entries = withoutHidden(options).map(([key, value]) => [
    key,
    typeof value === 'number' ? (typedValue(args, kebab(key)) ?? String(value)) : value,
  ]);
  return Object.fromEntries(entries) as PythonGitOpsAppOptions;
}

function typedValue(args: readonly string[], flag: string): string | undefined {
  const index = args.lastIndexOf(`--${flag}`);
  if (index >= 0) return args[index + 1];
  const prefix = `--${flag}=`;
  return args.find((arg) => arg.startsWith(prefix))?.slice(prefix.length);
}

/** Your files that the new repository would overwrite. */
function overwritten(tree: Tree, folder: Folder): Finding[] {
  const candidates = tree.files().filter((file) => file.owner !== 'starter' && !file.byField);
  const taken = candidates.filter((file) => {
    const text = folder.text(file.path);
    return text === undefined ? folder.exists(file.path) : text !== file.content;
  });
  return [...taken.map((file) => file.path), ...(folder.exists(RC_FILE) ? [RC_FILE] : [])].map((path) => ({
    code: 'path-conflict',
    path,
    must: 'not exist yet, since the new repository has a file with this name',
    got: 'a file of yours',
    fix:
      path === RC_FILE
        ? 'run npx projen here instead of projen new'
        : 'move it away, or create the repository in an empty folder',
  }));
}

/** projen ignores unknown flags, so a misspelled flag would have no effect. */
export function unknownFlags(args: readonly string[], init: InitProject): Finding[] {
  const known = [...init.type.options.map((option) => kebab(option.name)), ...NEW_APP_FLAGS, ...PROJEN_FLAGS];
  const flags = args.flatMap((arg) => /^--(?:no-)?([^=]+)/.exec(arg)?.[1] ?? []);
  return flags
    .filter((flag) => !known.includes(flag) && !known.includes(kebab(flag)))
    .map((flag) => {
      const guess = nearestName(flag, known);
      return {
        code: 'unknown-key',
        path: `--${flag}`,
        must: 'be a flag of projen new or an option of this project type',
        got: show(`--${flag}`),
        fix: guess ? `did you mean --${guess}?` : 'remove it, and set the option in .projenrc.ts afterwards',
      };
    });
}

/** Flags of `projen new` itself. */
const PROJEN_FLAGS = [
  'from',
  'synth',
  'post',
  'comments',
  'git',
  'projen-version',
  'watch',
  'debug',
  'help',
  'version',
];

function kebab(flag: string): string {
  return flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function splitFqn(fqn: string): [module: string, className: string] {
  const dot = fqn.indexOf('.');
  return [fqn.slice(0, dot), fqn.slice(dot + 1)];
}
