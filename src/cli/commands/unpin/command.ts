import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { deliveryJson, dryRun, push, reason, yes } from '../../flags';

const declaration = new Command('unpin')
  .description('Unpin an environment, so that it follows its branch or takes releases again')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .addOption(reason('(default: the reason of the pin)'))
  .addOption(push())
  .addOption(dryRun())
  .addOption(yes())
  .addOption(deliveryJson());

export type UnpinFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['unpin checkout prod --dry-run', 'unpin checkout prod --push'],
  load: async () => (await import('./run.js')).runUnpin,
});
