import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

const declaration = new Command('heal')
  .description('Rewrite the generated files at these paths; hand edits are saved first')
  .argument('<path...>', 'Generated files, or folders that contain some')
  .addOption(dryRun())
  .addOption(jsonFlag('{ schemaVersion, dryRun, written, removed, savedEdits }'));

export type HealFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['heal Makefile', 'heal apps/checkout --dry-run'],
  load: async () => (await import('./run.js')).runHeal,
});
