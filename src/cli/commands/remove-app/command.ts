import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

const declaration = new Command('remove-app')
  .description('Remove an app from .projenrc.ts, with its generated files')
  .argument('<name>', 'Name of the app')
  .option('--delete-files', 'Also delete your files of the app; all of them must be committed')
  .addOption(dryRun())
  .addOption(
    jsonFlag(
      '{ schemaVersion, dryRun, changes, diff, written, removed, savedEdits, app, yours, deleted, mentions, cluster }',
    ),
  );

export type RemoveAppFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['remove-app reports --dry-run', 'remove-app reports --delete-files'],
  load: async () => (await import('./run.js')).runRemoveApp,
});
