import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

const declaration = new Command('rename-app')
  .description('Rename an app in .projenrc.ts and on disk; in a cluster it becomes a new app')
  .argument('<old>', 'Current name of the app')
  .argument('<new>', 'New name of the app')
  .addOption(dryRun())
  .addOption(
    jsonFlag(
      '{ schemaVersion, dryRun, changes, diff, written, removed, savedEdits, app, from, moved, reseal, mentions, ' +
        'files, changed, cluster }',
    ),
  );

export type RenameAppFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['rename-app reports statements --dry-run', 'rename-app reports statements'],
  load: async () => (await import('./run.js')).runRenameApp,
});
