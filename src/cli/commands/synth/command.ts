import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';
import { dryRun, jsonFlag } from '../../flags';

const declaration = new Command('synth')
  .description('Write every generated file; npx projen runs this')
  .addOption(dryRun())
  .addOption(jsonFlag('{ schemaVersion, dryRun, written, removed, savedEdits, announcements }'));

export type SynthFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['synth', 'synth --dry-run'],
  load: async () => (await import('./run.js')).runSynth,
});
