import { Command, CommanderError } from 'commander';
import { CommandError, EXIT } from './errors';
import { FindingsError } from '../common/findings';
import { LIBRARY } from '../project/projen/library';

const PUSH =
  'commit upon the newest commit of the remote and push, or open a pull request where delivery.releases says so; without it, the files here change and no more';
const DRY_RUN = 'show what would change, as a diff; write and push nothing';
const DELIVERED =
  'print { schemaVersion, app, environment, kind, image, revision, notes, files, commits, pullRequests, dryRun }';
const VERIFIED = DELIVERED.replace('dryRun }', 'dryRun, verified }');
const PROMOTED = DELIVERED.replace('dryRun }', 'dryRun, changes, verified }');
const VERIFY = 'ask the registry first whether it has the image; make does';
const NO_VERIFY = 'do not ask it (default)';

/** Runs a command line and returns its exit code. Commands are loaded when they run, so that each starts quickly. */
export async function main(args: readonly string[], cwd = process.cwd()): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = new Command('python-gitops')
    .description('Works on a repository of @org/python-gitops-app: on what .projenrc.ts says, and what was made of it.')
    .version(LIBRARY.version)
    .exitOverride()
    .showHelpAfterError('Run python-gitops --help to see what there is.')
    .addHelpText('after', EXIT_CODES);

  program
    .command('synth')
    .description('write everything that .projenrc.ts says; npx projen calls it')
    .action(async () => {
      exitCode = await (await import('./commands/synth/run.js')).synth(cwd);
    });

  program
    .command('drift')
    .description('say which files are not what .projenrc.ts renders, and how to heal them; writes nothing')
    .argument('[path...]', 'only these files, and what is below these folders')
    .option('--json', 'print { schemaVersion, clean, files, notChecked }')
    .option('--annotations', 'print an annotation for each path, as in GitHub Actions')
    .option('--no-annotations', 'print none there either')
    .action(async (paths: string[], flags: object) => {
      exitCode = (await import('./commands/drift/run.js')).drift(cwd, paths, flags);
    });

  program
    .command('heal')
    .description('write what .projenrc.ts renders at these paths, and at no others; saves hand edits first')
    .argument('<path...>', 'generated files, or folders with such files')
    .option('--json', 'print { schemaVersion, written, removed, savedEdits }')
    .action(async (paths: string[], flags: object) => {
      exitCode = (await import('./commands/heal/run.js')).heal(cwd, paths, flags);
    });

  program
    .command('restore')
    .description('give a hand edit back that synth or heal saved')
    .argument('[name]', 'which one, by its name or path; not needed when there is only one')
    .option('--list', 'say which are saved, the newest first')
    .option('--json', 'print { schemaVersion, savedEdits } with --list, else { schemaVersion, restored, files }')
    .action(async (name: string | undefined, flags: object) => {
      exitCode = (await import('./commands/restore/run.js')).restore(cwd, name, flags);
    });

  program
    .command('add-app')
    .description('add an app to .projenrc.ts, and write its files')
    .argument('<name>', 'a DNS label of at most 40 characters; it is final in a cluster')
    .option('--port <port>', 'port on which the server listens')
    .option('--interface <interface>', 'how the server calls the code: wsgi (Flask) or asgi')
    .option('--server <server>', 'granian or gunicorn')
    .option('--callable <module:name>', 'Python callable that the server runs, if the code exists already')
    .option('--python-version <version>', 'Python of the image')
    .option('--dry-run', 'show the difference of .projenrc.ts and what would follow; write nothing')
    .option('--json', 'print { schemaVersion, dryRun, changes, diff, written, removed, savedEdits, app, found }')
    .addHelpText('after', example('add-app reports --port 8080 --interface asgi'))
    .action(async (name: string, flags: object) => {
      exitCode = (await import('./commands/add-app/run.js')).addApp(cwd, name, flags);
    });

  program
    .command('remove-app')
    .description('take an app out of .projenrc.ts, with its generated files; say what Argo CD removes and what stays')
    .argument('<name>')
    .option('--delete-files', 'delete your files of the app, too, if the last commit holds all of them')
    .option('--dry-run', 'show the difference of .projenrc.ts and what would follow; write nothing')
    .option(
      '--json',
      'print { schemaVersion, dryRun, changes, diff, written, removed, savedEdits, app, yours, deleted, mentions, cluster }',
    )
    .addHelpText('after', example('remove-app reports --dry-run'))
    .action(async (name: string, flags: object) => {
      exitCode = (await import('./commands/remove-app/run.js')).removeApp(cwd, name, flags);
    });

  program
    .command('rename-app')
    .description('rename an app in .projenrc.ts and on disk; in a cluster it is a new app, and says so')
    .argument('<old>')
    .argument('<new>')
    .option('--dry-run', 'show the difference of .projenrc.ts and what would follow; write nothing')
    .option(
      '--json',
      'print { schemaVersion, dryRun, changes, diff, written, removed, savedEdits, app, from, moved, reseal, mentions, files, changed, cluster }',
    )
    .addHelpText('after', example('rename-app reports statements'))
    .action(async (from: string, to: string, flags: object) => {
      exitCode = (await import('./commands/rename-app/run.js')).renameApp(cwd, from, to, flags);
    });

  program
    .command('release')
    .description('put an image into an environment and let its Application appear')
    .argument('<app>')
    .argument('<environment>')
    .option('--image <image>', 'image to release, as NAME:TAG@DIGEST; NAME may be left out')
    .option('--from <environment>', 'release what this environment runs')
    .option('--revision <commit>', 'commit whose configuration a gated environment runs (default: HEAD)')
    .option('--if-newer', 'pass over an image that is older than what the environment has, and say so')
    .option('--out-of-order', 'release an image although it is older than what the environment has')
    .option('--verify', VERIFY)
    .option('--no-verify', NO_VERIFY)
    .option('--push', PUSH)
    .option('--json', VERIFIED)
    .action(async (app: string, environment: string, flags: object) => {
      exitCode = await (await import('./commands/release/run.js')).release(cwd, app, environment, flags);
    });

  program
    .command('promote')
    .description(
      'give an environment what the one before it runs: image and configuration; show what that changes first',
    )
    .argument('<app>')
    .argument('<environment>')
    .option('--from <environment>', 'another environment than the one before')
    .option('--revision <commit>', 'commit whose configuration a gated environment runs')
    .option('--verify', VERIFY)
    .option('--no-verify', NO_VERIFY)
    .option('--push', PUSH)
    .option('--dry-run', DRY_RUN)
    .option('--yes', 'do not ask at a terminal; without a terminal nobody is asked')
    .option('--json', PROMOTED)
    .action(async (app: string, environment: string, flags: object) => {
      exitCode = await (await import('./commands/promote/run.js')).promote(cwd, app, environment, flags);
    });

  program
    .command('rollback')
    .description('go back to an earlier release, image and configuration, and stay there until unpin')
    .argument('<app>')
    .argument('<environment>')
    .option('--to <release>', 'tag, digest, revision or commit of the release (default: the one before)')
    .option('--reason <text>', 'why, in one line')
    .option('--verify', VERIFY)
    .option('--no-verify', NO_VERIFY)
    .option('--push', PUSH)
    .option('--dry-run', DRY_RUN)
    .option('--json', VERIFIED)
    .action(async (app: string, environment: string, flags: object) => {
      exitCode = await (await import('./commands/rollback/run.js')).rollback(cwd, app, environment, flags);
    });

  program
    .command('pin')
    .description('hold an environment at what it runs, until unpin')
    .argument('<app>')
    .argument('<environment>')
    .option('--reason <text>', 'why, in one line; it has to be said')
    .option('--push', PUSH)
    .option('--dry-run', DRY_RUN)
    .option('--json', DELIVERED)
    .action(async (app: string, environment: string, flags: object) => {
      exitCode = await (await import('./commands/pin/run.js')).pin(cwd, app, environment, flags);
    });

  program
    .command('unpin')
    .description('let an environment move again')
    .argument('<app>')
    .argument('<environment>')
    .option('--reason <text>', 'why, in one line (default: why it was pinned)')
    .option('--push', PUSH)
    .option('--dry-run', DRY_RUN)
    .option('--json', DELIVERED)
    .action(async (app: string, environment: string, flags: object) => {
      exitCode = await (await import('./commands/pin/run.js')).unpin(cwd, app, environment, flags);
    });

  program
    .command('gate')
    .description('wait until a release has shown in an environment what its gate asks for; writes nothing')
    .argument('<app>')
    .argument('<environment>')
    .option('--image <image>', 'the image that has to show it (default: what the environment has)')
    .option(
      '--output',
      'write passed, true or false, to the outputs of a step of GitHub Actions, too; an image that was overtaken is no finding then',
    )
    .option('--json', 'print { schemaVersion, app, environment, check, result, image, why }')
    .action(async (app: string, environment: string, flags: object) => {
      exitCode = await (await import('./commands/gate/run.js')).gate(cwd, app, environment, flags);
    });

  program
    .command('history')
    .description('say what was released, when, by whom, why, and what was rolled back, the newest first')
    .argument('<app>')
    .argument('[environment]', 'all of them without one')
    .option('--limit <number>', 'so many releases of each environment (default: 20)')
    .option('--json', 'print { schemaVersion, app, shallow, releases }')
    .action(async (app: string, environment: string | undefined, flags: object) => {
      exitCode = (await import('./commands/history/run.js')).history(cwd, app, environment, flags);
    });

  program
    .command('changed')
    .description('say of which apps a new image has to be built')
    .option('--base <commit>', 'compare with this commit, as for a pull request, instead of with what was built')
    .option('--branch <branch>', 'branch that the images are built from (default: the default branch)')
    .option('--json', 'print { schemaVersion, apps, shards }: a shard is what one matrix of GitHub Actions can hold')
    .option('--output', 'write apps and shards to the outputs of a step of GitHub Actions, too')
    .action(async (flags: object) => {
      exitCode = (await import('./commands/changed/run.js')).changed(cwd, flags);
    });

  program
    .command('status')
    .description('say what runs where, how far it is behind, and what drifts')
    .argument('[app]', 'only this app')
    .option('--json', 'print { schemaVersion, apps, repository, notes }')
    .action(async (app: string | undefined, flags: object) => {
      exitCode = (await import('./commands/status/run.js')).status(cwd, app, flags);
    });

  program
    .command('diff')
    .description('say what a merge or a promotion would change in environments, and which pods would restart')
    .argument('[environment...]', 'all of them without one')
    .option('--app <app...>', 'only these apps')
    .option('--merge', 'what a merge of this checkout would change, also where a promotion is the default')
    .option('--from <environment>', 'what a release from this environment would change (default: the one before)')
    .option('--image <image>', 'what a release of this image of one app would change')
    .option('--revision <commit>', 'commit whose configuration a gated environment would run')
    .option('--base <commit>', 'what the branches are, instead of those of the remote origin or the local ones')
    .option('--summary', 'leave the objects out')
    .option('--json', 'print { schemaVersion, changed, environments }')
    .option('--markdown', 'print what a review needs: the merge, and what waits for a promotion')
    .option('--exit-code', 'end with 1 when anything differs')
    .action(async (environments: string[], flags: object) => {
      exitCode = await (await import('./commands/diff/run.js')).diff(cwd, environments, flags);
    });

  program
    .command('seal')
    .description('seal one secret value with the certificate of an environment; without a key, say which are sealed')
    .argument('<app>')
    .argument('<environment>')
    .argument('[key]', 'one of secrets or secretFiles of the app; its value is read from standard input')
    .option('--file <path>', 'read the value from a file, which git ignores or which is outside of the repository')
    .option('--remove', 'take the key out instead')
    .option('--refresh', 'after a merge: write the checksum of what is sealed, with which pods restart')
    .option('--json', 'print { schemaVersion, app, environment, key, change, sealed, missing, undeclared, files }')
    .action(async (app: string, environment: string, key: string | undefined, flags: object) => {
      exitCode = await (await import('./commands/seal/run.js')).seal(cwd, app, environment, key, flags);
    });

  program
    .command('validate')
    .description('build every overlay and the root, judge every file, and name what is not set or not released')
    .argument('[folder]', 'any GitOps tree, generated or not, instead of this repository')
    .option('--json', 'print the result as JSON')
    .option('--no-cache', 'build everything again, and keep no result')
    .action(async (folder: string | undefined, flags: object) => {
      exitCode = await (await import('./commands/validate/run.js')).validate(cwd, folder, flags);
    });

  program
    .command('doctor')
    .description('say what the first deployment needs, on this machine and elsewhere, and who mends it; writes nothing')
    .option('--offline', 'ask nobody beyond this machine')
    .option('--cluster', 'ask the cluster of the context of kubectl for the root Application, too')
    .option('--json', 'print { schemaVersion, ok, checks }')
    .action(async (flags: object) => {
      exitCode = await (await import('./commands/doctor/run.js')).doctor(cwd, flags);
    });

  program
    .command('owners')
    .description('say who owns a path, by which option, and what to change instead; all paths without one')
    .argument('[path]')
    .option('--json', 'print [{ path, owner, option }]')
    .action(async (path: string | undefined, flags: object) => {
      exitCode = (await import('./commands/owners/run.js')).owners(cwd, path, flags);
    });

  program
    .command('explain')
    .description('say what an option is, where that was said, and which files it reaches')
    .argument('<option>', 'path of the option, as in apps.checkout.environments.prod.replicas')
    .option('--json', 'print { schemaVersion, option, value, from, said, default, workload, files }')
    .action(async (path: string, flags: object) => {
      exitCode = (await import('./commands/explain/run.js')).explain(cwd, path, flags);
    });

  // A script that calls one command reads the help of that one.
  for (const command of program.commands) command.addHelpText('after', EXIT_CODES);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    exitCode = exitCodeOf(error);
  }
  return exitCode;
}

const EXIT_CODES = `
Exit codes: 0 in order, 1 findings, 2 the command could not do its work.`;

function example(command: string): string {
  return `\nExample: python-gitops ${command}`;
}

function exitCodeOf(error: unknown): number {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failure;
  if (error instanceof FindingsError) {
    console.error(error.message);
    return EXIT.findings;
  }
  const { message } = error as Error;
  console.error(`python-gitops: ${message}`);
  if (!(error instanceof CommandError) && process.env.DEBUG) console.error((error as Error).stack);
  return error instanceof CommandError ? error.exitCode : EXIT.failure;
}
