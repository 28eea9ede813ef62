import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

const declaration = new Command('seal')
  .description('Seal a secret value for an environment; without a key, list the sealed values')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .argument('[key]', 'A key of secrets or secretFiles of the app; its value is read from standard input')
  .option('--file <path>', 'Read the value from a file that git ignores or that is outside the repository')
  .option('--remove', 'Remove the sealed value of the key')
  .option('--refresh', 'After a merge, update the checksum of the sealed values; pods that use them restart')
  .addOption(dryRun())
  .addOption(jsonFlag('{ schemaVersion, app, environment, key, dryRun, change, sealed, missing, undeclared, files }'));

export type SealFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['seal checkout prod', 'seal checkout prod DATABASE_URL --file database-url.secret'],
  load: async () => {
    const { seal } = await import('./run.js');
    // Tests give it another terminal as its last argument.
    return (cwd, app, environment, key, flags) => seal(cwd, app, environment, key, flags);
  },
});
