import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { deliveryJson, dryRun, push, reason, yes } from '../../flags';

const declaration = new Command('pin')
  .description('Pin an environment to the release that it runs')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .addOption(reason('(required)'))
  .addOption(push())
  .addOption(dryRun())
  .addOption(yes())
  .addOption(deliveryJson());

export type PinFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['pin checkout prod --reason "load test until Friday" --push'],
  load: async () => (await import('./run.js')).runPin,
});
