import type { Command, CommandUnknownOpts, OptionValues } from '@commander-js/extra-typings';

/** A command of the command line: cheap to declare, and loaded when it runs. */
export interface CommandDefinition {
  readonly declaration: CommandUnknownOpts;
  /** Command lines without the name of the program. */
  readonly examples: readonly string[];
  /** Runs with the arguments and then the flags, and returns the exit code. */
  readonly run: (cwd: string, given: readonly unknown[]) => Promise<number>;
}

/** The function behind a command: it takes the declared arguments, then the flags, and returns the exit code. */
type Run<Args extends unknown[], Flags> = (cwd: string, ...given: [...Args, Flags]) => number | Promise<number>;

/** Connects the declaration of a command with its function; their types must agree. */
export function define<Args extends unknown[], Flags extends OptionValues>(
  declaration: Command<Args, Flags>,
  { examples, load }: { readonly examples: readonly string[]; readonly load: () => Promise<Run<Args, Flags>> },
): CommandDefinition {
  return {
    declaration: declaration as unknown as CommandUnknownOpts,
    examples,
    run: async (cwd, given) => (await load())(cwd, ...(given as [...Args, Flags])),
  };
}

/** The flags that a declaration describes. Each can be missing, also where commander would set its default. */
export type FlagsOf<Declaration extends { opts(): object }> = {
  readonly [Name in keyof ReturnType<Declaration['opts']>]?: true extends ReturnType<Declaration['opts']>[Name]
    ? boolean
    : ReturnType<Declaration['opts']>[Name];
};
