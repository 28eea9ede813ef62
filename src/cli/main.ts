import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { CommanderError } from 'commander';
import type { CommandDefinition } from './command';
import { Command } from './commander';
import { CommandError, EXIT } from './errors';
import { ownPlace } from './repository/config-error';
import { withGuardedConsole } from './terminal/console';
import { FindingsError } from '../common/findings';
import { describeSystemError } from '../common/system-error';
import { LIBRARY } from '../config/library';

/** Every command, in the order and under the headings of the help. Only those that are needed are loaded. */
const COMMANDS: Readonly<Record<string, Readonly<Record<string, () => Promise<{ command: CommandDefinition }>>>>> = {
  'Repository:': {
    synth: () => import('./commands/synth/command.js'),
    drift: () => import('./commands/drift/command.js'),
    heal: () => import('./commands/heal/command.js'),
    restore: () => import('./commands/restore/command.js'),
    owners: () => import('./commands/owners/command.js'),
    explain: () => import('./commands/explain/command.js'),
    validate: () => import('./commands/validate/command.js'),
    doctor: () => import('./commands/doctor/command.js'),
    dashboards: () => import('./commands/dashboards/command.js'),
  },
  'Apps:': {
    'add-app': () => import('./commands/add-app/command.js'),
    'remove-app': () => import('./commands/remove-app/command.js'),
    'rename-app': () => import('./commands/rename-app/command.js'),
    packages: () => import('./commands/packages/command.js'),
    seal: () => import('./commands/seal/command.js'),
  },
  'Releases:': {
    status: () => import('./commands/status/command.js'),
    history: () => import('./commands/history/command.js'),
    diff: () => import('./commands/diff/command.js'),
    release: () => import('./commands/release/command.js'),
    promote: () => import('./commands/promote/command.js'),
    rollback: () => import('./commands/rollback/command.js'),
    pin: () => import('./commands/pin/command.js'),
    unpin: () => import('./commands/unpin/command.js'),
  },
  'CI:': {
    changed: () => import('./commands/changed/command.js'),
    gate: () => import('./commands/gate/command.js'),
    report: () => import('./commands/report/command.js'),
  },
};

const EXIT_CODES = `
Exit codes:
  0  Success
  1  The command found problems, or refused and changed nothing
  2  The command failed`;

/** Runs a command line and returns its exit code. */
export function main(args: readonly string[], cwd = process.cwd()): Promise<number> {
  return withGuardedConsole(() => run(args, cwd));
}

async function run(args: readonly string[], cwd: string): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = new Command('python-gitops')
    .description('Work on a repository of @org/python-gitops-app: its generated files, apps and releases.')
    .version(LIBRARY.version, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .commandsGroup('Help:')
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(term)].join(' '),
    })
    .exitOverride()
    .showHelpAfterError('Run python-gitops --help for a list of commands and flags.')
    .addHelpText('after', EXIT_CODES);
  for (const [heading, definition] of await definitionsFor(args[0])) {
    const { declaration, examples, run: runCommand } = definition;
    declaration
      .copyInheritedSettings(program as unknown as CommandUnknownOpts)
      .showHelpAfterError(`Run python-gitops ${declaration.name()} --help for its arguments, flags, and examples.`)
      .helpGroup(heading)
      .addHelpText('after', examplesText(examples))
      .addHelpText('after', EXIT_CODES)
      .action(async (...given) => {
        // The last one is the command itself.
        exitCode = await runCommand(cwd, given.slice(0, -1));
      });
    program.addCommand(declaration);
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    exitCode = exitCodeOf(error);
  }
  return exitCode;
}

/** The command that the first argument names; for help, a typo or no command, all of them, each with its heading. */
async function definitionsFor(name: string | undefined): Promise<(readonly [string, CommandDefinition])[]> {
  if (name === '--version' || name === '-V') return [];
  const loaders = Object.entries(COMMANDS).flatMap(([heading, group]) =>
    Object.entries(group).map(([command, load]) => ({ heading, command, load })),
  );
  const wanted = loaders.filter(({ command }) => command === name);
  return Promise.all(
    (wanted.length > 0 ? wanted : loaders).map(async ({ heading, load }) => [heading, (await load()).command] as const),
  );
}

/** How an argument is written in the list of commands. */
function term(argument: CommandUnknownOpts['registeredArguments'][number]): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function examplesText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  python-gitops ${example}`).join('\n')}`;
}

function exitCodeOf(error: unknown): number {
  // Commander has already printed its message or the help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failure;
  if (error instanceof FindingsError) {
    console.error(error.message);
    return EXIT.findings;
  }
  const message = describeSystemError(error) ?? (error as Error).message;
  // The config is loaded in the root of its repository.
  const place = error instanceof CommandError ? undefined : ownPlace(error as Error, process.cwd());
  console.error(`python-gitops: ${place === undefined ? '' : `${place}: `}${message}`);
  if (!(error instanceof CommandError) && process.env.DEBUG) console.error((error as Error).stack);
  return error instanceof CommandError ? error.exitCode : EXIT.failure;
}
