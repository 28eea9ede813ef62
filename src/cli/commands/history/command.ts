import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('history')
  .description('List the releases and rollbacks of an app, newest first')
  .argument('<app>', 'Name of the app')
  .argument('[environment]', 'Name of the environment (default: all of them)')
  .option('--limit <number>', 'List at most this many releases of each environment (default: 20)')
  .addOption(jsonFlag('{ schemaVersion, app, shallow, releases }'));

export type HistoryFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['history checkout', 'history checkout prod --limit 50'],
  load: async () => (await import('./run.js')).runHistory,
});
