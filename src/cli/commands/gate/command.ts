import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('gate')
  .description('Wait until the release in an environment passes its gate')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .option('--image <image>', 'Wait for this image (default: the one in the environment)')
  .option(
    '--output',
    'Also write the outputs of the GitHub Actions step: passed, and after a failure image and why. ' +
      'Exit with 0 if a newer release took over',
  )
  .addOption(jsonFlag('{ schemaVersion, app, environment, check, result, image, why }'));

export type GateFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['gate checkout dev', 'gate checkout dev --image :4f2c9d1'],
  load: async () => (await import('./run.js')).runGate,
});
