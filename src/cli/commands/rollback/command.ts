import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { deliveryJson, dryRun, noVerify, push, reason, verify, yes } from '../../flags';

const declaration = new Command('rollback')
  .description('Roll back to an earlier release and pin the environment there')
  .argument('<app>', 'Name of the app')
  .argument('<environment>', 'Name of the environment')
  .option('--to <release>', 'Tag, digest, revision or commit of the release (default: the one before)')
  .addOption(reason('(default: which release was rolled back)'))
  .addOption(verify())
  .addOption(noVerify())
  .addOption(push())
  .addOption(dryRun())
  .addOption(yes())
  .addOption(deliveryJson('verified'));

export type RollbackFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['rollback checkout prod --dry-run', 'rollback checkout prod --to 4f2c9d1 --push'],
  load: async () => (await import('./run.js')).runRollback,
});
