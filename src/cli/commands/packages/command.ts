import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

const declaration = new Command('packages')
  .description('Convert apps between requirements files and uv.lock; versions stay')
  .argument('<packages>', 'requirements or uv')
  .option('--app <name>', 'Convert only this app')
  .addOption(dryRun())
  .addOption(
    jsonFlag(
      '{ schemaVersion, dryRun, changes, diff, written, removed, savedEdits, packages, converted: [{ app, files, left, moved }] }',
    ),
  );

export type PackagesFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['packages uv --app reports --dry-run', 'packages uv', 'packages requirements --app reports'],
  load: async () => (await import('./run.js')).runPackages,
});
