import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { deliveryJson, dryRun, noVerify, push, verify, yes } from '../../flags';

const declaration = new Command('release')
  .description('Release an image to an environment')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .option('--image <image>', 'Image to release, as NAME:TAG@DIGEST; NAME is optional')
  .option('--from <environment>', 'Release what runs in this environment')
  .option('--revision <commit>', 'Commit whose configuration a gated environment runs (default: HEAD)')
  .option('--if-newer', 'Skip an image that is older than the one in the environment')
  .option('--out-of-order', 'Release an image even if it is older than the one in the environment')
  .addOption(verify())
  .addOption(noVerify())
  .addOption(push())
  .addOption(dryRun())
  .addOption(yes())
  .addOption(deliveryJson('verified'));

export type ReleaseFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['release checkout dev --image :4f2c9d1 --push', 'release checkout prod --from staging --push'],
  load: async () => (await import('./run.js')).runRelease,
});
