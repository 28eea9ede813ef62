import type { Definition } from '../rule';

/** Values that the rule of an option accepts: the samples of its definition, or those that the rule implies. */
export function optionSamples({ samples, rule: { schema = {} } }: Definition): readonly unknown[] {
  if (samples !== undefined) return samples;
  if (schema.type === 'boolean') return [true, false];
  if (schema.type === 'integer') return [schema.minimum, schema.maximum];
  return Array.isArray(schema.enum) ? (schema.enum as unknown[]) : [];
}
