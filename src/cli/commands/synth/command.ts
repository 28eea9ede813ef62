import type { FlagsOf } from '../../command';
import { define } from '../../command';
import { Command } from '../../commander';

const declaration = new Command('synth').description('Write every generated file; npx projen runs this');

export type SynthFlags = FlagsOf<typeof declaration>;

export const command = define(declaration, {
  examples: ['synth'],
  load: async () => (await import('./run.js')).runSynth,
});
