import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

const declaration = new Command('restore')
  .description('Restore a hand edit that synth or heal saved')
  .argument('[name]', 'Name or path of the saved edit; optional if there is only one')
  .option('--list', 'List the saved edits, newest first')
  .addOption(dryRun())
  .addOption(
    jsonFlag('{ schemaVersion, dryRun, restored, files, diff }, or with --list { schemaVersion, savedEdits }'),
  );

export type RestoreFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['restore --list', 'restore 2031-01-02T00-00-00-000Z'],
  load: async () => (await import('./run.js')).runRestore,
});
