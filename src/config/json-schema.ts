import type { JsonSchema } from './rules';
import { REQUIRED, STRUCTS } from './schema';

/** Documentation of an option, by struct and name. */
export type DescribeOption = (struct: string, option: string) => string | undefined;

/**
 * The options as a JSON Schema, for editors and for programs that write configs. It says what JSON Schema can say: names,
 * types, bounds and choices; the form of texts, and facts between options, are what synthesis checks besides.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export function optionsSchema(describe: DescribeOption): JsonSchema {
  const definitions = Object.entries(STRUCTS).map(([struct, rules]) => [struct, structSchema(struct, rules, describe)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Options of PythonGitOpsApp',
    $ref: '#/$defs/PythonGitOpsAppOptions',
    $defs: Object.fromEntries(definitions) as JsonSchema,
  };
}

function structSchema(
  struct: string,
  rules: Readonly<Record<string, { readonly schema?: JsonSchema }>>,
  describe: DescribeOption,
): JsonSchema {
  const properties = Object.entries(rules).map(([option, { schema = {} }]) => {
    const description = describe(struct, option);
    return [option, { ...(description === undefined ? {} : { description }), ...schema }] as const;
  });
  return {
    type: 'object',
    ...(REQUIRED[struct] === undefined ? {} : { required: REQUIRED[struct] }),
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}
