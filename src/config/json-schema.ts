import { STRUCTS } from './definitions';
import { requiredOf } from './definitions/define';
import type { JsonSchema, Struct } from './rule';

/** Documentation of an option, by struct and name. */
export type DescribeOption = (struct: string, option: string) => string | undefined;

/**
 * The options as a JSON Schema, for editors and for programs that write configs. It covers what JSON Schema can
 * express: names, types, bounds, choices and defaults. Synthesis also checks the format of texts, and options against
 * each other.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export function optionsSchema(describe: DescribeOption): JsonSchema {
  const definitions = Object.values(STRUCTS).map((struct) => [struct.name, structSchema(struct, describe)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Options of PythonGitOpsApp',
    $ref: '#/$defs/PythonGitOpsAppOptions',
    $defs: Object.fromEntries(definitions) as JsonSchema,
  };
}

function structSchema({ name, options }: Struct, describe: DescribeOption): JsonSchema {
  const required = requiredOf(options);
  const properties = Object.entries(options).map(([option, { rule, default: byDefault }]) => {
    const description = describe(name, option);
    return [
      option,
      {
        ...(description === undefined ? {} : { description }),
        ...rule.schema,
        ...(byDefault === undefined ? {} : { default: byDefault }),
      },
    ] as const;
  });
  return {
    type: 'object',
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}
