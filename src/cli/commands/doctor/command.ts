import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { jsonFlag } from '../../flags';

const declaration = new Command('doctor')
  .description('Check what the first deployment needs, on this machine and elsewhere')
  .option('--offline', 'Check only this machine')
  .option(
    '--cluster',
    'Also check the cluster of the current kubectl context: versions, the root, and the Applications',
  )
  .addOption(jsonFlag('{ schemaVersion, ok, checks }'));

export type DoctorFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['doctor', 'doctor --offline'],
  load: async () => (await import('./run.js')).runDoctor,
});
