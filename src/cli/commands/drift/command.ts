import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('drift')
  .description('Show which files drifted and how to fix them')
  .argument('[path...]', 'Check only these files and folders')
  .addOption(jsonFlag('{ schemaVersion, clean, files, notChecked }'))
  .option('--annotations', 'Print an annotation for each path (default in GitHub Actions)')
  .option('--no-annotations', 'Print no annotations');

export type DriftFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['drift', 'drift apps/checkout --json'],
  load: async () => (await import('./run.js')).runDrift,
});
