import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('status')
  .description('Show what runs where, how far behind it is, and what drifted')
  .argument('[app]', 'Name of the app (default: all of them)')
  .addOption(jsonFlag('{ schemaVersion, apps, repository, notes }'));

export type StatusFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['status', 'status checkout --json'],
  load: async () => (await import('./run.js')).runStatus,
});
