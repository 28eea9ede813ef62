import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { deliveryJson, dryRun, noVerify, push, verify, yes } from '../../flags';

const declaration = new Command('promote')
  .description('Promote the release of the previous environment to this one')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .option('--from <environment>', 'Promote from this environment (default: the previous one)')
  .option('--revision <commit>', 'Commit whose configuration a gated environment runs')
  .addOption(verify())
  .addOption(noVerify())
  .addOption(push())
  .addOption(dryRun())
  .addOption(yes())
  .addOption(deliveryJson('changes', 'verified'));

export type PromoteFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['promote checkout prod --dry-run', 'promote checkout prod --push'],
  load: async () => (await import('./run.js')).runPromote,
});
