import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';

/** Prints the content of each document in a JSON list; anything that is not JSON becomes a visible object. */
const READER = `
import json, sys, yaml
def read(text):
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        return {"unreadable": str(error)}
texts = json.load(sys.stdin)
print(json.dumps([read(text) for text in texts], default=lambda value: {"no string": repr(value)}))
`;

let hasPyYaml: boolean | undefined;

/** Reads documents with a YAML 1.1 parser of another language where there is one, else with our own set to 1.1. */
export function readYaml11(texts: readonly string[]): unknown[] {
  hasPyYaml ??= spawnSync('python3', ['-c', 'import yaml']).status === 0;
  if (!hasPyYaml) return texts.map((text) => parse(text, { version: '1.1' }) as unknown);
  const result = spawnSync('python3', ['-c', READER], { input: JSON.stringify(texts), encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`PyYAML did not answer: ${result.stderr}`);
  return JSON.parse(result.stdout) as unknown[];
}
