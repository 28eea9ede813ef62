import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('changed')
  .description('List the apps that need a new image')
  .option(
    '--base <commit>',
    'Compare with this commit, as for a pull request (default: what the newest images were built from)',
  )
  .option('--branch <branch>', 'Branch that the images are built from (default: the default branch)')
  .addOption(jsonFlag('{ schemaVersion, apps, shards }, where a shard fits one GitHub Actions matrix'))
  .option('--output', 'Also write apps and shards to the outputs of the GitHub Actions step');

export type ChangedFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['changed', 'changed --base origin/main --json'],
  load: async () => (await import('./run.js')).runChanged,
});
